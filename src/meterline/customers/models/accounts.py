"""Customers, their accounts, and what measures at each account."""

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from meterline.customers.models.branches import Branch
from meterline.customers.text import fold
from meterline.language.zones import Zone

DIGITS_ONLY = RegexValidator(r"^\d+$", "Только цифры")

ZONE_NAMES = [
    (Zone.SINGLE.value, "однотарифный"),
    (Zone.DAY.value, "день"),
    (Zone.NIGHT.value, "ночь"),
    (Zone.PEAK.value, "пик"),
    (Zone.HALF_PEAK.value, "полупик"),
]
"""Tariff zones as a bill names them."""


class Customer(models.Model):
    """A person or an organisation that uses electricity (потребитель)."""

    class Kind(models.TextChoices):
        """Which law applies: Decree 354 to persons, 442 to organisations."""

        PERSON = "person", "физическое лицо"
        ORGANISATION = "organisation", "организация"

    kind = models.CharField("вид", max_length=12, choices=Kind)
    name = models.CharField("имя или название", max_length=200)
    name_folded = models.CharField(max_length=200, editable=False, db_index=True)

    class Meta:
        verbose_name = "абонент"
        verbose_name_plural = "абоненты"
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the searched form of the name with the name."""
        self.name_folded = fold(self.name)
        super().save(*args, **kwargs)


class Account(models.Model):
    """A personal account (лицевой счёт), or an organisation's contract."""

    class State(models.TextChoices):
        """Whether readings are taken."""

        ACTIVE = "active", "действует"
        CLOSED = "closed", "закрыт"

    number = models.CharField("лицевой счёт", max_length=20, unique=True, validators=[DIGITS_ONLY])
    branch = models.ForeignKey(Branch, models.PROTECT, verbose_name="филиал")
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="accounts", verbose_name="абонент"
    )
    address = models.CharField("адрес", max_length=300, blank=True)
    address_folded = models.CharField(max_length=300, editable=False)
    residents = models.PositiveSmallIntegerField("проживает", null=True, blank=True)
    rooms = models.PositiveSmallIntegerField("комнат", null=True, blank=True)
    electric_stove = models.BooleanField("электроплита", default=False)
    max_power_kw = models.DecimalField(
        "максимальная мощность, кВт", max_digits=10, decimal_places=2, null=True, blank=True
    )
    state = models.CharField("состояние", max_length=6, choices=State, default=State.ACTIVE)

    class Meta:
        verbose_name = "лицевой счёт"
        verbose_name_plural = "лицевые счета"
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the searched form of the address with the address."""
        self.address_folded = fold(self.address)
        super().save(*args, **kwargs)


class Meter(models.Model):
    """An electricity meter (прибор учёта) at an account."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="meters", verbose_name="лицевой счёт"
    )
    serial = models.CharField("заводской номер", max_length=30, db_index=True)
    digits = models.PositiveSmallIntegerField(
        "цифр до запятой", validators=[MinValueValidator(4), MaxValueValidator(7)]
    )
    ratio = models.DecimalField(
        "коэффициент трансформации",
        max_digits=9,
        decimal_places=2,
        default=1,
        validators=[MinValueValidator(1)],
    )
    installed = models.DateField("установлен", null=True, blank=True)
    verified_until = models.DateField("поверен до", null=True, blank=True)

    class Meta:
        verbose_name = "счётчик"
        verbose_name_plural = "счётчики"
        ordering = ("account", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("account", "serial"),
                name="meter_once_an_account",
                violation_error_message="Такой счётчик у этого лицевого счёта уже есть",
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.serial}"


class Register(models.Model):
    """What one tariff zone of a meter counts (шкала)."""

    meter = models.ForeignKey(
        Meter, models.PROTECT, related_name="registers", verbose_name="счётчик"
    )
    zone = models.CharField("зона", max_length=9, choices=ZONE_NAMES)

    class Meta:
        verbose_name = "шкала"
        verbose_name_plural = "шкалы"
        ordering = ("meter", "id")
        constraints = (
            models.UniqueConstraint(fields=("meter", "zone"), name="register_once_a_meter"),
        )

    def __str__(self) -> str:
        return f"{self.meter} {self.get_zone_display()}"
