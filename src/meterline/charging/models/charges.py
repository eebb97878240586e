"""Charges and their lines. Written in batches by `meterline.charging.storing`."""

from django.db import models
from django.utils.formats import number_format

from meterline.charging.models.runs import Run
from meterline.charging.models.wording import GROUND_CHOICES, REASON_CHOICES
from meterline.customers.models import Account, Meter
from meterline.customers.models.accounts import ZONE_NAMES


class ChargeRows(models.QuerySet["Charge"]):
    """Charges, by whether they hold."""

    def current(self) -> "ChargeRows":
        """Charges that no later one took the place of."""
        return self.filter(successor=None)


class Charge(models.Model):
    """What an account has to pay for a billing period (начисление).

    One an account and period holds; where facts change, a later run puts a new one in its
    place and the earlier one names it as its successor. `energy` is in kWh, `amount` in
    roubles; negative is a credit.
    """

    account = models.ForeignKey(
        Account,
        models.PROTECT,
        related_name="charges",
        verbose_name="лицевой счёт",
    )
    period = models.DateField("расчётный период")
    run = models.ForeignKey(Run, models.PROTECT, related_name="charges", verbose_name="расчёт")
    energy = models.DecimalField("объём, кВт·ч", max_digits=16, decimal_places=4)
    amount = models.DecimalField("сумма, ₽", max_digits=14, decimal_places=2)
    ground = models.CharField(
        "основание",
        max_length=10,
        choices=GROUND_CHOICES,
        blank=True,
        help_text="Главной строки; пусто, если начислять нечего",
    )
    reason = models.CharField(
        "почему не по показаниям", max_length=20, choices=REASON_CHOICES, blank=True
    )
    estimated = models.BooleanField("расчётно", help_text="Хотя бы одна строка не по показаниям")
    issuable = models.BooleanField("можно выставить счёт")
    digest = models.CharField(max_length=64, editable=False)
    """SHA-256 of the lines: what tells whether another run came to the same."""
    successor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="predecessors",
        db_index=False,
        verbose_name="заменено начислением",
    )
    """Without an index of its own: SQLite would take it to find those that have none."""

    objects = ChargeRows.as_manager()

    class Meta:
        verbose_name = "начисление"
        verbose_name_plural = "начисления"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("period", "account"),
                condition=models.Q(successor=None),
                name="charge_once_a_period",
            ),
        )
        indexes = (
            # Later months ask for nothing else of most accounts.
            models.Index(
                fields=("account", "period"),
                condition=models.Q(successor=None, estimated=True),
                name="charge_estimated",
            ),
        )

    def __str__(self) -> str:
        return f"{self.account}, {self.period:%m.%Y}: {number_format(self.amount)} ₽"


class Line(models.Model):
    """A line of a charge: energy of one zone and range at one price, and by which rule."""

    charge = models.ForeignKey(
        Charge, models.PROTECT, related_name="lines", verbose_name="начисление"
    )
    place = models.PositiveSmallIntegerField("№")
    point = models.BigIntegerField("точка учёта")
    """Id of the metering point, or minus its first meter's id where the account names none."""
    meter = models.ForeignKey(
        Meter,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        db_index=False,
        verbose_name="счётчик",
    )
    zone = models.CharField("зона", max_length=9, choices=ZONE_NAMES)
    step = models.PositiveSmallIntegerField("диапазон", null=True, blank=True)
    month = models.DateField("потреблено в месяце")
    ground = models.CharField("основание", max_length=10, choices=GROUND_CHOICES)
    reason = models.CharField(
        "почему не по показаниям", max_length=20, choices=REASON_CHOICES, blank=True
    )
    rule = models.CharField("правило", max_length=10)
    energy = models.DecimalField("объём, кВт·ч", max_digits=16, decimal_places=4)
    price = models.DecimalField("цена, ₽", max_digits=10, decimal_places=5)
    coefficient = models.DecimalField("коэффициент", max_digits=6, decimal_places=3)
    amount = models.DecimalField("сумма, ₽", max_digits=14, decimal_places=2)
    tariff = models.CharField("тариф", max_length=200)
    placeholder = models.BooleanField("по заглушке")
    numbers = models.JSONField("числа")

    class Meta:
        verbose_name = "строка начисления"
        verbose_name_plural = "строки начислений"
        ordering = ("charge", "place")

    def __str__(self) -> str:
        energy, amount = number_format(self.energy.normalize()), number_format(self.amount)
        return f"{self.get_ground_display()}: {energy} кВт·ч, {amount} ₽"
