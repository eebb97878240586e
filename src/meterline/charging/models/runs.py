"""Runs: a branch's month computed for all its accounts."""

from django.db import models

from meterline.customers.models import Account, Branch


class Run(models.Model):
    """One computing of a month (расчёт) of a branch; unfinished while `finished` is empty."""

    branch = models.ForeignKey(Branch, models.PROTECT, related_name="runs", verbose_name="филиал")
    period = models.DateField("расчётный период")
    author = models.CharField("кто запустил", max_length=100)
    started = models.DateTimeField("начат")
    finished = models.DateTimeField("закончен", null=True, blank=True)
    abandoned = models.BooleanField(
        "оставлен", default=False, help_text="Прерван, а правила или цены с тех пор другие"
    )
    basis = models.CharField(max_length=64, editable=False)
    """Digest of the sheets and settings; a run goes on only on the same."""
    done_through = models.BigIntegerField(default=0, editable=False)
    """Resume mark: accounts up to this id are done."""
    report = models.JSONField("итоги", default=dict)
    """`meterline.charging.tally.Tally` as JSON."""

    class Meta:
        verbose_name = "расчёт месяца"
        verbose_name_plural = "расчёты месяца"
        ordering = ("-id",)
        indexes = (models.Index(fields=("branch", "period"), name="run_of_month"),)

    def __str__(self) -> str:
        return f"{self.branch}, {self.period:%m.%Y}, расчёт {self.pk}"


class Uncharged(models.Model):
    """An account that a run could not charge: why, and what to do."""

    run = models.ForeignKey(Run, models.CASCADE, related_name="uncharged", verbose_name="расчёт")
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="+", verbose_name="лицевой счёт"
    )
    why = models.CharField("почему", max_length=300)
    mend = models.CharField("что сделать", max_length=300)

    class Meta:
        verbose_name = "не начислено"
        verbose_name_plural = "не начислено"
        ordering = ("run", "account")

    def __str__(self) -> str:
        return f"{self.account}: {self.why}"
