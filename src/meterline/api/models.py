"""Tables of the programming interface."""

from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q

from meterline.customers.models import Account, Branch


class Token(models.Model):
    """Leave to use the interface. The token itself is told once; a digest of it is kept."""

    name = models.CharField("для чего", max_length=100)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    beginning = models.CharField("начало", max_length=12, editable=False)
    scopes = models.JSONField("права", default=list)
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="tokens",
        verbose_name="лицевой счёт",
        help_text="Только для прав на свой счёт",
    )
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="филиал",
        help_text="Пусто: все филиалы",
    )
    created = models.DateTimeField("создан", auto_now_add=True)
    author = models.CharField("кто создал", max_length=100, blank=True)
    expires = models.DateTimeField("действует до", null=True, blank=True)
    revoked = models.DateTimeField("отозван", null=True, blank=True)
    used = models.DateTimeField("использован", null=True, editable=False)

    class Meta:
        verbose_name = "ключ доступа"
        verbose_name_plural = "ключи доступа"
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"


class UsedKey(models.Model):
    """An Idempotency-Key with the digest of the request that it came with."""

    token = models.ForeignKey(Token, models.CASCADE, related_name="keys")
    key = models.CharField(max_length=200)
    request = models.CharField(max_length=64)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("token", "key"), name="key_once_a_token"),)

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address of another program that is told of what comes into the ledger, in its order."""

    name = models.CharField("для чего", max_length=100)
    url = models.CharField(
        "адрес", max_length=300, validators=[URLValidator(schemes=["https", "http"])]
    )
    secret = models.CharField("ключ подписи", max_length=100, editable=False)
    branch = models.ForeignKey(
        Branch,
        models.PROTECT,
        null=True,
        blank=True,
        verbose_name="филиал",
        help_text="Пусто: все филиалы",
    )
    active = models.BooleanField("включён", default=True)
    delivered = models.BigIntegerField("передано по запись журнала", default=0)
    attempts = models.PositiveIntegerField("неудач подряд", default=0, editable=False)
    next_try = models.DateTimeField("следующая попытка", null=True, editable=False)
    problem = models.CharField("последняя неудача", max_length=200, blank=True, editable=False)

    class Meta:
        verbose_name = "веб-хук"
        verbose_name_plural = "веб-хуки"
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="webhook_has_address",
                condition=~Q(url=""),
                violation_error_message="Укажите адрес",
            ),
        )

    def __str__(self) -> str:
        return self.name
