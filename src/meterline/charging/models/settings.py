"""What the law leaves to the company, by branch and month."""

from django.db import models

from meterline.charging.law.policy import Policy, TrueUp, ZoneRanges
from meterline.customers.models import Branch


class BranchPolicy(models.Model):
    """A branch's settings for charging (см. `law/policy.py`), from a month on."""

    class TrueUpNames(models.TextChoices):
        """`TrueUp` as people read it."""

        FULL = TrueUp.FULL.value, "вернуть всё начисленное расчётно"
        KEEP_NORM = TrueUp.KEEP_NORM.value, "начисленное по нормативу не возвращать"

    class ZoneRangeNames(models.TextChoices):
        """`ZoneRanges` as people read it."""

        PROPORTIONAL = ZoneRanges.PROPORTIONAL.value, "пропорционально расходу по зонам"
        CHRONOLOGICAL = ZoneRanges.CHRONOLOGICAL.value, "зоны одна за другой"

    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="policies", verbose_name="филиал"
    )
    valid_from = models.DateField("действует с месяца")
    true_up = models.CharField(
        "перерасчёт", max_length=9, choices=TrueUpNames, default=TrueUpNames.FULL
    )
    spread = models.BooleanField("разносить пропущенные месяцы по диапазонам", default=True)
    zone_ranges = models.CharField(
        "диапазоны по зонам",
        max_length=13,
        choices=ZoneRangeNames,
        default=ZoneRangeNames.PROPORTIONAL,
    )
    expired_capped = models.BooleanField(
        "среднее без поверки не дольше, чем без показаний", default=False
    )

    class Meta:
        verbose_name = "порядок начислений"
        verbose_name_plural = "порядок начислений"
        ordering = ("branch", "-valid_from")
        constraints = (
            models.UniqueConstraint(fields=("branch", "valid_from"), name="policy_once_a_date"),
        )

    def __str__(self) -> str:
        return f"{self.branch}, с {self.valid_from:%m.%Y}"

    @property
    def policy(self) -> Policy:
        """The settings as the law takes them."""
        return Policy(
            true_up=TrueUp(self.true_up),
            spread=self.spread,
            zone_ranges=ZoneRanges(self.zone_ranges),
            expired_capped=self.expired_capped,
        )
