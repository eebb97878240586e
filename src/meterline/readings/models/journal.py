"""The journal of transmissions (журнал, Decree 442: proof of the fact and the time)."""

from django.db import models

from meterline.calls.models import Call
from meterline.readings.models.append_only import AppendOnly
from meterline.readings.models.rows import Receipt, Verdict


class JournalEntry(AppendOnly):
    """One entry of the chain: its hash covers all of it and the hash of the entry before.

    Entries are numbered from 1 without a gap. `body` is canonical JSON, kept as it was
    hashed. How it is written and checked: `meterline.readings.journal`.
    """

    class Kind(models.TextChoices):
        """What is put on record."""

        TRANSMISSION = "transmission", "передача показаний"
        VERDICT = "verdict", "решение о показании"
        EVIDENCE = "evidence", "запись разговора"
        HISTORY = "history", "внесено без передачи"

    number = models.PositiveBigIntegerField("номер", primary_key=True)
    at = models.DateTimeField("внесено")
    kind = models.CharField("что", max_length=12, choices=Kind)
    receipt = models.OneToOneField(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entry",
        verbose_name="расписка",
    )
    verdict = models.OneToOneField(
        Verdict,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="entry",
        verbose_name="решение",
    )
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="звонок"
    )
    body = models.TextField("содержание")
    previous = models.CharField("хэш предыдущей", max_length=64)
    hash = models.CharField("хэш", max_length=64)

    class Meta:
        verbose_name = "запись журнала передач"
        verbose_name_plural = "журнал передач"
        ordering = ("-number",)
        indexes = (
            models.Index(
                fields=("kind",), name="journal_history", condition=models.Q(kind="history")
            ),
        )

    def __str__(self) -> str:
        return f"Запись № {self.number}"
