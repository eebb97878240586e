"""Tables of calls. A call is the log of its events; everything else is read from it."""

from typing import Any

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
    expires = models.DateTimeField("хранится до")

    class Meta:
        verbose_name = "черновик"
        verbose_name_plural = "черновики"
        ordering = ("-expires",)

    def __str__(self) -> str:
        return f"Черновик: {self.caller or 'номер скрыт'}"
