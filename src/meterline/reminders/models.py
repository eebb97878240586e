"""Tables of reminding calls: campaigns, who is to be called, who wants no calls."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from meterline.calls.models import Call
from meterline.customers.models import Account, Branch
from meterline.customers.models.phones import PhoneModel

EARLIEST, LATEST = 8, 22
"""Full hours between which nobody is called, whatever a campaign says: quiet hours."""


class Campaign(models.Model):
    """Calls to those who have not submitted: when, how many at once, how often."""

    name = models.CharField("название", max_length=100)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, verbose_name="филиал (пусто — все)"
    )
    first_day = models.DateField("с")
    last_day = models.DateField("по")
    from_hour = models.PositiveSmallIntegerField(
        "звонить с, час",
        default=10,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST - 1)],
    )
    to_hour = models.PositiveSmallIntegerField(
        "звонить до, час",
        default=20,
        validators=[MinValueValidator(EARLIEST + 1), MaxValueValidator(LATEST)],
    )
    lines = models.PositiveSmallIntegerField(
        "звонков одновременно, не больше", default=2, validators=[MinValueValidator(1)]
    )
    tries = models.PositiveSmallIntegerField(
        "попыток на абонента", default=3, validators=[MinValueValidator(1), MaxValueValidator(5)]
    )
    pause_hours = models.PositiveSmallIntegerField(
        "часов между попытками", default=4, validators=[MinValueValidator(1)]
    )
    running = models.BooleanField("идёт", default=False)

    class Meta:
        verbose_name = "кампания"
        verbose_name_plural = "кампании"
        ordering = ("-first_day", "name")

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Days and hours go forward."""
        if self.first_day and self.last_day and self.first_day > self.last_day:
            raise ValidationError({"last_day": "Кампания не может кончиться раньше начала"})
        if self.from_hour >= self.to_hour:
            raise ValidationError({"to_hour": "Последний час должен быть позже первого"})


class Reminder(models.Model):
    """One account of a campaign, with the number that is called for it."""

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "ждёт звонка"
        CALLING = "calling", "звоним"
        REMINDED = "reminded", "напомнили"
        SUBMITTED = "submitted", "показания переданы"
        UNREACHED = "unreached", "не дозвонились"
        REFUSED = "refused", "просил не звонить"

    campaign = models.ForeignKey(
        Campaign, models.PROTECT, related_name="reminders", verbose_name="кампания"
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="reminders", verbose_name="лицевой счёт"
    )
    number = models.CharField("телефон", max_length=20)
    state = models.CharField("состояние", max_length=9, choices=State, default=State.WAITING)
    tried = models.PositiveSmallIntegerField("попыток", default=0)
    due = models.DateTimeField("звонить не раньше")
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="звонок"
    )

    class Meta:
        verbose_name = "напоминание"
        verbose_name_plural = "напоминания"
        ordering = ("due", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("campaign", "account"), name="reminded_once_a_campaign"
            ),
        )
        indexes = (models.Index(fields=("state", "due"), name="reminders_due"),)

    def __str__(self) -> str:
        return f"{self.account} ({self.get_state_display()})"


class DoNotCall(PhoneModel):
    """A number that no reminder goes to."""

    since = models.DateTimeField("с")
    why = models.CharField("почему", max_length=200, blank=True)

    class Meta:
        verbose_name = "номер, на который не звоним"
        verbose_name_plural = "номера, на которые не звоним"
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("number",), name="do_not_call_once"),)

    def __str__(self) -> str:
        return self.number


class ReminderChoice(models.Model):
    """What a consumer has chosen: whether an account is reminded, and by which way.

    An account without a row has chosen nothing: the campaign decides.
    """

    class Way(models.TextChoices):
        """How the reminder comes."""

        CALL = "call", "звонок"
        EMAIL = "email", "электронная почта"
        SMS = "sms", "СМС"
        TELEGRAM = "telegram", "Телеграм"

    account = models.OneToOneField(
        Account, models.PROTECT, related_name="reminder_choice", verbose_name="лицевой счёт"
    )
    way = models.CharField("как напоминать", max_length=8, choices=Way, default=Way.EMAIL)
    on = models.BooleanField("напоминать", default=True)
    chosen_at = models.DateTimeField("выбрано")

    class Meta:
        verbose_name = "выбор потребителя"
        verbose_name_plural = "выбор потребителей"
        ordering = ("account",)

    def __str__(self) -> str:
        return self.get_way_display() if self.on else "не напоминать"
