"""Entries of accounts: what was charged, paid and given back. Added, never changed."""

from django.db import models
from django.utils.formats import number_format

from meterline.charging.models import Charge
from meterline.customers.models import Account
from meterline.readings.models import AppendOnly


class Posting(AppendOnly):
    """What a stored charge adds to a debt (начислено к оплате).

    `amount` is the charge's sum less what was posted for the same account and month before:
    negative where a month became less. A charge is posted once.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="postings", verbose_name="лицевой счёт"
    )
    period = models.DateField("расчётный период")
    charge = models.OneToOneField(
        Charge, models.PROTECT, related_name="posting", verbose_name="начисление"
    )
    amount = models.DecimalField("сумма, ₽", max_digits=12, decimal_places=2)
    at = models.DateTimeField("внесено")
    author = models.CharField("кто внёс", max_length=100)

    class Meta:
        verbose_name = "начислено к оплате"
        verbose_name_plural = "начислено к оплате"
        ordering = ("-id",)
        indexes = (models.Index(fields=("account", "period"), name="posting_of_month"),)

    def __str__(self) -> str:
        return f"{self.account}, {self.period:%m.%Y}: {number_format(self.amount)} ₽"


class Payment(AppendOnly):
    """Money that came for an account (платёж), by any way.

    `source` is who told of it (a bank's key, a provider's, the desk), `payment_id` what it is
    called there: the two name a payment, however often it is told.
    """

    account = models.ForeignKey(
        Account, models.PROTECT, related_name="payments", verbose_name="лицевой счёт"
    )
    amount = models.DecimalField("сумма, ₽", max_digits=12, decimal_places=2)
    source = models.CharField("откуда", max_length=40)
    payment_id = models.CharField("номер там", max_length=100)
    paid_at = models.DateTimeField("оплачено")
    received_at = models.DateTimeField("получено нами")
    author = models.CharField("кто внёс", max_length=100, blank=True)
    evidence = models.CharField("основание", max_length=200, blank=True)

    class Meta:
        verbose_name = "платёж"
        verbose_name_plural = "платежи"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("source", "payment_id"), name="payment_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="payment_of_something"),
        )
        indexes = (models.Index(fields=("source", "paid_at"), name="payment_of_day"),)

    def __str__(self) -> str:
        return f"{self.account}: {number_format(self.amount)} ₽"


class Refund(AppendOnly):
    """A part of a payment, or all of it, that was given back (возврат)."""

    payment = models.ForeignKey(
        Payment, models.PROTECT, related_name="refunds", verbose_name="платёж"
    )
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="refunds", verbose_name="лицевой счёт"
    )
    amount = models.DecimalField("сумма, ₽", max_digits=12, decimal_places=2)
    source = models.CharField("откуда", max_length=40)
    refund_id = models.CharField("номер там", max_length=100)
    refunded_at = models.DateTimeField("возвращено")
    author = models.CharField("кто вернул", max_length=100)
    reason = models.CharField("почему", max_length=300)

    class Meta:
        verbose_name = "возврат"
        verbose_name_plural = "возвраты"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(fields=("source", "refund_id"), name="refund_once"),
            models.CheckConstraint(condition=models.Q(amount__gt=0), name="refund_of_something"),
        )
        indexes = (models.Index(fields=("source", "refunded_at"), name="refund_of_day"),)

    def __str__(self) -> str:
        return f"{self.account}: {number_format(self.amount)} ₽"
