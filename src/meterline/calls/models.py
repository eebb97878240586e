"""Tables of calls. A call is the log of its events; everything else is read from it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from meterline.calls.references import reference_of
from meterline.customers.models import Account, Branch
from meterline.customers.regions import Evidence

EVIDENCE_NAMES = [
    (Evidence.OVERRIDE.value, "таблица исключений"),
    (Evidence.MOBILE_RANGE.value, "мобильный номер"),
    (Evidence.LANDLINE_RANGE.value, "городской номер"),
    (Evidence.CODE_ONLY.value, "только код города"),
    (Evidence.UNKNOWN.value, "неизвестно"),
]

OUTCOMES = [
    ("done", "завершён"),
    ("caller_left", "абонент положил трубку"),
    ("transferred", "передан оператору"),
    ("gave_up", "не дождался ответа"),
    ("failed", "сбой"),
    ("lost", "связь прервалась"),
]
"""How a call ended, as the robot names it."""


class Call(models.Model):
    """One call to the line."""

    id = models.UUIDField(primary_key=True, editable=False)
    reference = models.CharField(
        "номер обращения", max_length=7, default="", editable=False, db_index=True
    )
    caller = models.CharField("звонил", max_length=40, blank=True, db_index=True)
    dialled = models.CharField("набран", max_length=40, blank=True)
    carrier = models.CharField("линия", max_length=40, blank=True)
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, verbose_name="филиал по номеру"
    )
    region_evidence = models.CharField(
        "почему этот филиал", max_length=14, choices=EVIDENCE_NAMES, default=Evidence.UNKNOWN.value
    )
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="calls",
        verbose_name="лицевой счёт",
    )
    started = models.DateTimeField("начат", db_index=True)
    ended = models.DateTimeField("окончен", null=True, blank=True)
    outcome = models.CharField("исход", max_length=30, blank=True, choices=OUTCOMES)
    recording = models.CharField("запись", max_length=300, blank=True)

    class Meta:
        verbose_name = "звонок"
        verbose_name_plural = "звонки"
        ordering = ("-started",)
        permissions = (("take_call", "Может принимать звонки, переданные оператору"),)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every call has its reference, whoever writes it first."""
        self.reference = reference_of(self.pk)
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.started):%d.%m.%Y %H:%M} {self.caller or 'номер скрыт'}"


class CallEvent(models.Model):
    """One line of a call's log, in the order of `sequence` from 0."""

    call = models.ForeignKey(Call, models.PROTECT, related_name="events", verbose_name="звонок")
    sequence = models.PositiveIntegerField("№")
    at = models.DateTimeField("время")
    kind = models.CharField("событие", max_length=40)
    data = models.JSONField("данные", default=dict)

    class Meta:
        verbose_name = "событие звонка"
        verbose_name_plural = "события звонков"
        ordering = ("call", "sequence")
        constraints = (
            models.UniqueConstraint(fields=("call", "sequence"), name="event_once_a_call"),
        )

    def __str__(self) -> str:
        return f"{self.sequence}. {self.kind}"


class Draft(models.Model):
    """What was understood in a call that may break; offered again when the number calls again."""

    call = models.OneToOneField(
        Call, models.PROTECT, related_name="draft", primary_key=True, verbose_name="звонок"
    )
    caller = models.CharField("звонил", max_length=40, blank=True, db_index=True)
    account = models.CharField("лицевой счёт", max_length=20, blank=True)
    values = models.JSONField("значения", default=list)
    heard = models.TextField("услышано", blank=True)
    name_confirmed = models.BooleanField("имя подтверждено", default=False)
    expires = models.DateTimeField("хранится до")

    class Meta:
        verbose_name = "черновик"
        verbose_name_plural = "черновики"
        ordering = ("-expires",)

    def __str__(self) -> str:
        return f"Черновик: {self.caller or 'номер скрыт'}"


class Message(models.Model):
    """What a caller left where the robot could not talk to him, or had not stored his yes.

    A row comes of the call's log, in the transaction that writes it. `begin` and `end` are
    seconds of the recording; without `begin` nothing was recorded, without `end` it goes on
    to the recording's end. `confirmed` are values that the caller said yes to and that
    could not be stored then, `understood` what was heard and taken for the best guess.
    """

    class Purpose(models.TextChoices):
        """What the caller was asked to say."""

        READING = "reading", "показания"
        CALLBACK = "callback", "перезвонить"

    class State(models.TextChoices):
        """Whose turn it is."""

        NEW = "new", "разберёт робот"
        PERSON = "person", "ждёт сотрудника"
        SUBMITTED = "submitted", "показания приняты"
        ANSWERED = "answered", "обработано сотрудником"

    class Reason(models.TextChoices):
        """Why a person has to look."""

        CALLBACK = "callback", "просит перезвонить"
        EMERGENCY = "emergency", "говорит об аварии"
        ASKED = "asked", "просит о другом"
        SILENT = "silent", "речи не слышно"
        ACCOUNT = "account", "лицевой счёт неясен"
        NAME = "name", "имя не подтверждено"
        VALUES = "values", "показания неясны или не все"
        CHECK = "check", "показания неправдоподобны"
        OTHER = "other", "в звонке услышано другое"
        REFUSED = "refused", "показания не принимаются"
        UNHEARD = "unheard", "не удалось распознать"

    call = models.OneToOneField(
        Call, models.PROTECT, related_name="message", primary_key=True, verbose_name="звонок"
    )
    branch = models.ForeignKey(Branch, models.PROTECT, null=True, blank=True, verbose_name="филиал")
    at = models.DateTimeField("оставлено", db_index=True)
    purpose = models.CharField("о чём", max_length=8, choices=Purpose, default=Purpose.READING)
    begin = models.FloatField("начало, с", null=True, blank=True)
    end = models.FloatField("конец, с", null=True, blank=True)
    confirmed = models.JSONField("подтверждено в звонке", null=True, blank=True)
    state = models.CharField(
        "состояние", max_length=9, choices=State, default=State.NEW, db_index=True
    )
    reason = models.CharField("почему", max_length=9, choices=Reason, blank=True)
    understood = models.JSONField("понято", default=dict, blank=True)
    receipt = models.CharField("расписка", max_length=20, blank=True)
    worked_off_at = models.DateTimeField("обработано", null=True, blank=True)
    worked_off_by = models.CharField("кто обработал", max_length=150, blank=True)
    note = models.TextField("пометка", blank=True)
    tries = models.PositiveSmallIntegerField("попыток", default=0)
    tried_at = models.DateTimeField("последняя попытка", null=True, blank=True)

    class Meta:
        verbose_name = "сообщение"
        verbose_name_plural = "сообщения"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"Сообщение {timezone.localtime(self.at):%d.%m.%Y %H:%M}"


class ReviewedTurn(models.Model):
    """What a person heard in one turn of a call: a label to test and to tune with."""

    class Verdict(models.TextChoices):
        """Whether the turn may go into a pack."""

        GOOD = "good", "годится"
        UNUSABLE = "unusable", "не годится"

    call = models.ForeignKey(Call, models.PROTECT, related_name="reviewed", verbose_name="звонок")
    turn = models.PositiveIntegerField("реплика №")
    text = models.TextField("что сказано", blank=True)
    slots = models.JSONField("значения", default=dict, blank=True)
    verdict = models.CharField("решение", max_length=8, choices=Verdict, default=Verdict.GOOD)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="кто проверил"
    )
    reviewed_at = models.DateTimeField("проверено", auto_now=True)

    class Meta:
        verbose_name = "проверенная реплика"
        verbose_name_plural = "проверенные реплики"
        ordering = ("-reviewed_at",)
        constraints = (
            models.UniqueConstraint(
                fields=("call", "turn"),
                name="turn_reviewed_once",
                violation_error_message="Эта реплика уже проверена",
            ),
        )

    def __str__(self) -> str:
        return f"Реплика {self.turn}, {self.call}"


class TurnExport(models.Model):
    """Callers' voices that left the database: who took them, when and how many."""

    at = models.DateTimeField("когда")
    by = models.CharField("кто", max_length=100)
    calls = models.PositiveIntegerField("звонков")
    turns = models.PositiveIntegerField("реплик")
    only = models.CharField("какие", max_length=10)

    class Meta:
        verbose_name = "выгрузка реплик"
        verbose_name_plural = "выгрузки реплик"
        ordering = ("-at",)

    def __str__(self) -> str:
        return f"{timezone.localtime(self.at):%d.%m.%Y %H:%M} {self.by}"


class Operator(models.Model):
    """Somebody who takes the calls that a branch's robot hands over to a person."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="сотрудник"
    )
    branch = models.ForeignKey(Branch, models.CASCADE, related_name="+", verbose_name="филиал")

    class Meta:
        verbose_name = "оператор"
        verbose_name_plural = "операторы филиалов"
        ordering = ("branch__name", "user__username")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "branch"),
                name="operator_once_a_branch",
                violation_error_message="Этот сотрудник уже принимает звонки филиала",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user}, {self.branch}"
