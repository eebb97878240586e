"""Customers, their accounts, and what measures at each account."""

from typing import Any

from django.core.exceptions import ValidationError
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


class Contract(models.Model):
    """A contract of energy supply (договор энергоснабжения); it may hold several accounts."""

    number = models.CharField("номер договора", max_length=30, unique=True)
    number_folded = models.CharField(max_length=30, editable=False, db_index=True)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="contracts", verbose_name="абонент"
    )
    signed = models.DateField("заключён", null=True, blank=True)
    ended = models.DateField("расторгнут", null=True, blank=True)

    class Meta:
        verbose_name = "договор"
        verbose_name_plural = "договоры"
        ordering = ("number",)

    def __str__(self) -> str:
        return self.number

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the searched form of the number with the number."""
        self.number_folded = fold(self.number)
        super().save(*args, **kwargs)


class Account(models.Model):
    """A personal account (лицевой счёт) with its premises, or an organisation's contract.

    The premises' columns stand here because both decrees charge one account for one premises;
    an organisation's several places are its metering points.
    """

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
    electric_heating = models.BooleanField("электроотопление", default=False)
    tariff_group = models.SlugField(
        "тарифная группа", blank=True, help_text="Ключ группы в файле тарифов: city, rural …"
    )
    max_power_kw = models.DecimalField(
        "максимальная мощность, кВт", max_digits=10, decimal_places=2, null=True, blank=True
    )
    max_power_hours = models.PositiveSmallIntegerField(
        "часов максимума в месяц",
        null=True,
        blank=True,
        help_text="T из договора: расчёт по максимальной мощности, W = Pмакс × T",
    )
    meter_can_be_fitted = models.BooleanField(
        "счётчик можно установить",
        default=True,
        help_text="Без счётчика при такой возможности норматив умножается на коэффициент",
    )
    contract = models.ForeignKey(
        Contract,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name="договор",
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


class MeteringPoint(models.Model):
    """A metering point (точка учёта) of an account that has several, as its contract names it."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="points", verbose_name="лицевой счёт"
    )
    name = models.CharField("название", max_length=100)
    address = models.CharField("адрес", max_length=300, blank=True)
    max_power_kw = models.DecimalField(
        "максимальная мощность, кВт", max_digits=10, decimal_places=2, null=True, blank=True
    )
    common_property = models.BooleanField(
        "на общем имуществе дома",
        default=False,
        help_text="Нежилое помещение в многоквартирном доме: показания снимают 23–25 числа",
    )

    class Meta:
        verbose_name = "точка учёта"
        verbose_name_plural = "точки учёта"
        ordering = ("account", "id")
        constraints = (
            models.UniqueConstraint(fields=("account", "name"), name="point_once_an_account"),
        )

    def __str__(self) -> str:
        return self.name


class Meter(models.Model):
    """An electricity meter (прибор учёта) at an account.

    `point` is empty at an account with a single metering point. A replaced meter stays with
    its `removed` day; the new one names it, and their registers' closing and opening values
    join the two.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="meters", verbose_name="лицевой счёт"
    )
    point = models.ForeignKey(
        MeteringPoint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="meters",
        verbose_name="точка учёта",
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
    removed = models.DateField("снят", null=True, blank=True)
    replaces = models.OneToOneField(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replaced_by",
        verbose_name="установлен вместо",
    )
    verified_until = models.DateField("поверен до", null=True, blank=True)
    automatic = models.BooleanField(
        "передаёт показания сам", default=False, help_text="Интеллектуальный прибор учёта (ИСУ)"
    )

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
    opening = models.PositiveIntegerField("показание при установке", null=True, blank=True)
    closing = models.PositiveIntegerField("показание при снятии", null=True, blank=True)

    class Meta:
        verbose_name = "шкала"
        verbose_name_plural = "шкалы"
        ordering = ("meter", "id")
        constraints = (
            models.UniqueConstraint(fields=("meter", "zone"), name="register_once_a_meter"),
        )

    def __str__(self) -> str:
        return f"{self.meter} {self.get_zone_display()}"


class MeterAct(models.Model):
    """What an inspector or a fitter put on record (акт) at a meter."""

    class Kind(models.TextChoices):
        """What the decree makes of it is in `meterline.charging.law`."""

        BROKEN = "broken", "неисправен"
        REPAIRED = "repaired", "исправен, введён в эксплуатацию"
        ACCESS_REFUSED = "access_refused", "не допустили к счётчику"

    meter = models.ForeignKey(Meter, models.PROTECT, related_name="acts", verbose_name="счётчик")
    kind = models.CharField("что установлено", max_length=14, choices=Kind)
    day = models.DateField("дата акта")
    number = models.CharField("номер акта", max_length=50, blank=True)
    note = models.CharField("примечание", max_length=300, blank=True)

    class Meta:
        verbose_name = "акт о счётчике"
        verbose_name_plural = "акты о счётчиках"
        ordering = ("meter", "day", "id")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day:%d.%m.%Y}"

    def clean(self) -> None:
        """An act is about a meter that is in its place."""
        if self.day and self.meter_id:
            early = self.meter.installed and self.day < self.meter.installed
            late = self.meter.removed and self.day > self.meter.removed
            if early or late:
                raise ValidationError({"day": "В этот день счётчика на месте не было"})
