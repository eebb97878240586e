"""Tables of the ledger. Rows are added, never changed and never deleted."""

from typing import Any, ClassVar

from django.db import models
from django.db.models.functions import Coalesce

from meterline.calls.models import Call
from meterline.customers.models import Account, Register
from meterline.readings.models.append_only import AppendOnly, AppendOnlyRows
from meterline.readings.models.sources import Source
from meterline.readings.receipts import receipt_number


class Receipt(AppendOnly):
    """One accepted submission, of one or several values. Its number is told to the consumer."""

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="receipts", verbose_name="лицевой счёт"
    )
    issued_at = models.DateTimeField("выдана")
    key = models.CharField("ключ повтора", max_length=100, null=True, unique=True, editable=False)
    same_as = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, verbose_name="повторяет"
    )
    consumption = models.BigIntegerField("расход, кВт·ч", null=True, blank=True)
    late = models.BooleanField("после срока", default=False)
    early = models.BooleanField("до срока", default=False)
    duplicate = models.BooleanField("повтор", default=False)
    under_review = models.BooleanField("на проверке", default=False)

    class Meta:
        verbose_name = "расписка"
        verbose_name_plural = "расписки"
        ordering = ("-id",)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        """The number told to the consumer: the first one's where the same was given again."""
        return receipt_number(self.same_as_id or self.pk)


class Origin(AppendOnly):
    """Where a value came from: the evidence that Decree 442 asks for."""

    source = models.CharField("откуда", max_length=8, choices=Source)
    author = models.CharField("кто передал", max_length=100, blank=True)
    call = models.ForeignKey(
        Call, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="звонок"
    )
    evidence = models.CharField("основание", max_length=200, blank=True)
    received_at = models.DateTimeField("получено")
    receipt = models.ForeignKey(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name="расписка",
    )

    class Meta:
        abstract = True


class ReadingRows(AppendOnlyRows["Reading"]):
    """Rows of the ledger."""

    def worded(self) -> "ReadingRows":
        """Rows with `word`, the kind of the latest verdict on each, else its status.

        For questions about few rows; the whole ledger is asked through `ledger.py`.
        """
        last = Verdict.objects.filter(reading=models.OuterRef("pk")).order_by("-id")
        return self.alias(word=Coalesce(models.Subquery(last.values("kind")[:1]), "status"))

    def accepted(self) -> "ReadingRows":
        """Those that are used; computed values never are."""
        told: Any = self.exclude(source=Source.COMPUTED).worded()
        found: ReadingRows = told.filter(word=Reading.Status.ACCEPTED)
        return found


class Reading(Origin):
    """A value of a register.

    `period` is the month that it was handed over for, `counted_for` the billing period that
    it counts for, the next one where it came late; both are the first day of a month.
    `status` is what the checks made of it when it came; a later word on it is a `Verdict`.
    Which of several rows of a register for one billing period holds is told in
    `sources.PRECEDENCE`; a row names the one of the same speaker that it replaces.
    """

    class Status(models.TextChoices):
        """Whether the value is used."""

        ACCEPTED = "accepted", "принято"
        UNDER_REVIEW = "under_review", "на проверке"

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="readings", verbose_name="шкала"
    )
    value = models.PositiveIntegerField("значение")
    period = models.DateField("передано за месяц")
    counted_for = models.DateField("учтено за месяц")
    corrects = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="corrections",
        verbose_name="исправляет",
    )
    status = models.CharField("состояние", max_length=12, choices=Status, default=Status.ACCEPTED)
    name_confirmed = models.BooleanField("имя подтверждено", default=True)

    objects: ClassVar[Any] = ReadingRows.as_manager()

    class Meta:
        verbose_name = "показание"
        verbose_name_plural = "показания"
        ordering = ("-counted_for", "-id")
        indexes = (
            models.Index(fields=("register", "counted_for", "id"), name="reading_history"),
            models.Index(
                fields=("received_at",),
                condition=models.Q(status="under_review"),
                name="reading_doubtful",
            ),
        )

    def __str__(self) -> str:
        return f"{self.value} за {self.counted_for:%m.%Y}"


class Repeat(Origin):
    """The same value given again: no new reading, but evidence that is kept."""

    reading = models.ForeignKey(
        Reading, models.PROTECT, related_name="repeats", verbose_name="показание"
    )

    class Meta:
        verbose_name = "повторная передача"
        verbose_name_plural = "повторные передачи"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"Повтор: {self.reading}"


class Verdict(Origin):
    """A later word on a reading by a person: of several the latest counts."""

    class Kind(models.TextChoices):
        """What was decided. The accepted kind is spelt as the reading's status is."""

        ACCEPTED = "accepted", "принято"
        REJECTED = "rejected", "отклонено"
        CANCELLED = "cancelled", "отменено"

    reading = models.ForeignKey(
        Reading, models.PROTECT, related_name="verdicts", verbose_name="показание"
    )
    kind = models.CharField("решение", max_length=9, choices=Kind)
    reason = models.TextField("почему")

    class Meta:
        verbose_name = "решение о показании"
        verbose_name_plural = "решения о показаниях"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.reading}"
