"""Tables of the ledger. Rows are added, never changed and never deleted."""

from typing import Any, NoReturn, TypeVar

from django.db import models

from meterline.calls.models import Call
from meterline.customers.models import Account, Register
from meterline.readings.receipts import receipt_number

Row_co = TypeVar("Row_co", bound=models.Model, covariant=True)


class LedgerIsAppendOnly(Exception):
    """Somebody tried to change or delete a row of the ledger."""

    def __init__(self) -> None:
        super().__init__("Записи журнала не меняют и не удаляют: исправление — новая запись")


class AppendOnlyRows(models.QuerySet[Row_co]):
    """Rows that can be added and read."""

    def update(self, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly

    def delete(self) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly


class AppendOnly(models.Model):
    """A table whose rows are only added."""

    objects: models.Manager[Any] = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Add the row; refused where it is there already."""
        if not self._state.adding:
            raise LedgerIsAppendOnly
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refused."""
        raise LedgerIsAppendOnly


class Source(models.TextChoices):
    """The way that a reading came."""

    CONSUMER = "consumer", "потребитель"
    PHONE = "phone", "телефон"
    WEB = "web", "сайт"
    EMAIL = "email", "электронная почта"
    SMS = "sms", "СМС"
    CLERK = "clerk", "сотрудник"
    RECEIPT = "receipt", "квитанция"
    REGISTRY = "registry", "реестр банка"
    CONTROL = "control", "контрольное снятие"
    SMART = "smart", "автоматический счётчик"


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


class Reading(Origin):
    """A value of a register.

    `period` is the month in which it was given, `counted_for` the billing period that it
    counts for; both are the first day of a month. Of several rows of a register for one
    billing period the latest accepted one holds; it names the one it replaces.
    """

    class Status(models.TextChoices):
        """Whether the value is used."""

        ACCEPTED = "accepted", "принято"
        UNDER_REVIEW = "under_review", "на проверке"

    register = models.ForeignKey(
        Register, models.PROTECT, related_name="readings", verbose_name="шкала"
    )
    value = models.PositiveIntegerField("значение")
    period = models.DateField("передано в месяце")
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

    class Meta:
        verbose_name = "показание"
        verbose_name_plural = "показания"
        ordering = ("-counted_for", "-id")
        indexes = (models.Index(fields=("register", "counted_for", "id"), name="reading_history"),)

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
