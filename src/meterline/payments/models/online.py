"""Payments over the site: their state, what is asked back of them, and the journal of both."""

from uuid import uuid4

from django.db import models
from django.utils.formats import number_format

from meterline.customers.models import Account
from meterline.payments.models.entries import Payment, Refund
from meterline.readings.models import AppendOnly
from meterline.readings.receipts import receipt_number


class OnlinePayment(models.Model):
    """A payment that somebody began on the site (онлайн-оплата).

    It becomes an entry of the account (`payment`) only when the provider itself, asked over
    its interface, says that the money is there. Cards are never seen here: the payer types
    them on the provider's page.
    """

    class State(models.TextChoices):
        """See `meterline.payments.online.states` for what may follow what."""

        CREATED = "created", "начата"
        PENDING = "pending", "ждёт оплаты"
        PAID = "paid", "оплачена"
        CANCELLED = "cancelled", "отменена"
        PART_REFUNDED = "part_refunded", "возвращена часть"
        REFUNDED = "refunded", "возвращена"

    key = models.UUIDField("ключ", unique=True, default=uuid4, editable=False)
    """Stands in the page's address, and keeps the provider from creating it twice."""
    account = models.ForeignKey(
        Account, models.PROTECT, related_name="online_payments", verbose_name="лицевой счёт"
    )
    amount = models.DecimalField("сумма, ₽", max_digits=12, decimal_places=2)
    email = models.EmailField("почта для чека", blank=True)
    provider = models.CharField("платёжная система", max_length=20)
    provider_id = models.CharField("номер там", max_length=100, blank=True)
    redirect_url = models.URLField(max_length=500, blank=True, editable=False)
    state = models.CharField("состояние", max_length=13, choices=State, default=State.CREATED)
    reading_receipt = models.CharField("расписка о показаниях", max_length=20, blank=True)
    started = models.DateTimeField("начата")
    expires = models.DateTimeField("действует до")
    asked_at = models.DateTimeField("спрошено", null=True, blank=True, editable=False)
    payment = models.OneToOneField(
        Payment,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="online",
        verbose_name="платёж",
    )

    class Meta:
        verbose_name = "онлайн-оплата"
        verbose_name_plural = "онлайн-оплаты"
        ordering = ("-id",)
        constraints = (
            models.UniqueConstraint(
                fields=("provider", "provider_id"),
                condition=~models.Q(provider_id=""),
                name="online_payment_once",
            ),
        )
        indexes = (
            models.Index(
                fields=("provider",),
                condition=models.Q(state__in=("created", "pending")),
                name="online_payment_open",
            ),
        )

    def __str__(self) -> str:
        return f"№ {self.number}, {number_format(self.amount)} ₽"

    @property
    def number(self) -> str:
        """What the payer is told; it has a check digit."""
        return receipt_number(self.pk)


class OnlineRefund(models.Model):
    """Money of an online payment that the provider was asked to give back."""

    class State(models.TextChoices):
        """What the provider made of it."""

        ASKED = "asked", "запрошен"
        DONE = "done", "выполнен"
        REFUSED = "refused", "отклонён"

    key = models.UUIDField("ключ", unique=True, default=uuid4, editable=False)
    online = models.ForeignKey(
        OnlinePayment, models.PROTECT, related_name="refunds", verbose_name="онлайн-оплата"
    )
    amount = models.DecimalField("сумма, ₽", max_digits=12, decimal_places=2)
    reason = models.CharField("почему", max_length=300)
    author = models.CharField("кто", max_length=100)
    asked = models.DateTimeField("запрошен")
    state = models.CharField("состояние", max_length=7, choices=State, default=State.ASKED)
    provider_id = models.CharField("номер у платёжной системы", max_length=100, blank=True)
    refund = models.OneToOneField(
        Refund,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="online",
        verbose_name="возврат",
    )

    class Meta:
        verbose_name = "возврат онлайн-оплаты"
        verbose_name_plural = "возвраты онлайн-оплат"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.online}: {number_format(self.amount)} ₽"


class OnlineEvent(AppendOnly):
    """An entry of the journal of online payments: what happened, and the state after it."""

    class Kind(models.TextChoices):
        """What happened."""

        STARTED = "started", "начата на сайте"
        SENT = "sent", "передана платёжной системе"
        UNANSWERED = "unanswered", "платёжная система не ответила"
        PAID = "paid", "деньги получены"
        OTHER_SUM = "other_sum", "получена другая сумма"
        SECOND = "second", "оплачена второй раз"
        CANCELLED = "cancelled", "отменена"
        EXPIRED = "expired", "срок истёк"
        REFUND_ASKED = "refund_asked", "запрошен возврат"
        REFUNDED = "refunded", "деньги возвращены"
        REFUND_REFUSED = "refund_refused", "возврат отклонён"

    online = models.ForeignKey(
        OnlinePayment, models.PROTECT, related_name="events", verbose_name="онлайн-оплата"
    )
    at = models.DateTimeField("когда")
    kind = models.CharField("что", max_length=14, choices=Kind)
    state = models.CharField("состояние", max_length=13, choices=OnlinePayment.State)
    details = models.JSONField("подробности", default=dict)
    author = models.CharField("кто", max_length=100, blank=True)

    class Meta:
        verbose_name = "запись журнала оплат"
        verbose_name_plural = "журнал онлайн-оплат"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.online}"
