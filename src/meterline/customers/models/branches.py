"""A branch of the company with everything that differs from branch to branch."""

from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from meterline.customers.hours import parse_hours
from meterline.customers.zones import is_time_zone, parse_zone_order

DAY = [MinValueValidator(1), MaxValueValidator(31)]


def validate_hours(text: str) -> None:
    """Raise ValidationError unless `text` is empty or like `08:00-17:00`."""
    try:
        parse_hours(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


def validate_time_zone(text: str) -> None:
    """Raise ValidationError unless `text` is an IANA time zone."""
    if not is_time_zone(text):
        raise ValidationError("Такого часового пояса нет в базе IANA")


def validate_zone_order(text: str) -> None:
    """Raise ValidationError unless `text` names tariff zones."""
    try:
        parse_zone_order(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Branch(models.Model):
    """A regional branch (филиал) of the company."""

    key = models.SlugField("ключ", unique=True)
    name = models.CharField("название", max_length=100)
    iana = models.CharField("часовой пояс", max_length=40, validators=[validate_time_zone])
    account_digits = models.PositiveSmallIntegerField(
        "цифр в лицевом счёте", validators=[MinValueValidator(4), MaxValueValidator(20)]
    )
    window_from = models.PositiveSmallIntegerField("приём с числа", validators=DAY)
    window_to = models.PositiveSmallIntegerField("приём по число", validators=DAY)
    operator_sip = models.CharField("оператор (SIP)", max_length=200, blank=True)
    dispatcher_sip = models.CharField("диспетчер (SIP)", max_length=200, blank=True)
    dispatcher_number = models.CharField(
        "телефон диспетчера",
        max_length=15,
        blank=True,
        validators=[RegexValidator(r"^\d+$", "Только цифры, как их набирают")],
        help_text="Называется, если с диспетчером не удалось соединить",
    )
    hours_workday = models.CharField(
        "часы операторов в рабочие дни", max_length=11, blank=True, validators=[validate_hours]
    )
    hours_window = models.CharField(
        "часы операторов в дни приёма", max_length=11, blank=True, validators=[validate_hours]
    )
    name_unconfirmed_allowed = models.BooleanField(
        "принимать, если фамилия не совпала", default=True
    )
    zone_order = models.CharField(
        "порядок зон", max_length=60, default="day,night", validators=[validate_zone_order]
    )

    class Meta:
        verbose_name = "филиал"
        verbose_name_plural = "филиалы"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="branch_window_in_order",
                condition=models.Q(window_from__lte=models.F("window_to")),
                violation_error_message="Приём не может кончаться раньше, чем начинается",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def zone(self) -> ZoneInfo:
        """The branch's own time."""
        return ZoneInfo(self.iana)


class SubmissionWindow(models.Model):
    """Days of the month on which a branch takes readings, from a month on.

    Before the first such row the branch's own days hold.
    """

    branch = models.ForeignKey(
        Branch, models.CASCADE, related_name="windows", verbose_name="филиал"
    )
    valid_from = models.DateField("действует с месяца")
    first_day = models.PositiveSmallIntegerField("приём с числа", validators=DAY)
    last_day = models.PositiveSmallIntegerField("приём по число", validators=DAY)

    class Meta:
        verbose_name = "срок приёма"
        verbose_name_plural = "сроки приёма"
        ordering = ("branch", "-valid_from")
        constraints = (
            models.UniqueConstraint(fields=("branch", "valid_from"), name="window_once_a_date"),
            models.CheckConstraint(
                name="window_in_order",
                condition=models.Q(first_day__lte=models.F("last_day")),
                violation_error_message="Приём не может кончаться раньше, чем начинается",
            ),
        )

    def __str__(self) -> str:
        return f"{self.first_day}–{self.last_day} с {self.valid_from:%m.%Y}"

    def clean(self) -> None:
        """A window is of whole months."""
        if self.valid_from and self.valid_from.day != 1:
            raise ValidationError({"valid_from": "Срок действует с первого числа месяца"})


class BranchDay(models.Model):
    """A day on which a branch works otherwise than the country's calendar says."""

    branch = models.ForeignKey(Branch, models.CASCADE, related_name="days", verbose_name="филиал")
    day = models.DateField("день")
    hours = models.CharField(
        "часы операторов",
        max_length=11,
        blank=True,
        validators=[validate_hours],
        help_text="Пусто: в этот день не работают",
    )
    note = models.CharField("почему", max_length=200, blank=True)

    class Meta:
        verbose_name = "особый день"
        verbose_name_plural = "особые дни"
        ordering = ("branch", "day")
        constraints = (models.UniqueConstraint(fields=("branch", "day"), name="branch_day_once"),)

    def __str__(self) -> str:
        return f"{self.day:%d.%m.%Y} {self.hours or 'закрыто'}"
