"""What consumers wrote, and what became of it."""

from django.db import models

from meterline.channels.models.channel import Channel
from meterline.channels.models.files import KeptFile
from meterline.customers.models import Account, Branch


class IncomingMessage(models.Model):
    """A letter or message as it came.

    `external` names it once a channel: a gateway's id, or the hash of a letter. `evidence` is
    the raw message's place in the folder of messages. `thread` is the Message-ID's of the
    conversation, oldest first, this letter's own last. `trusted` says whether the sender's
    address is proven, so that it may stand for an account linked to it.
    """

    class State(models.TextChoices):
        """How far it is. UNDERSTOOD is stored without an answer that would be due."""

        NEW = "new", "получено"
        UNDERSTOOD = "understood", "принято без ответа"
        ANSWERED = "answered", "отвечено"
        FOR_A_PERSON = "person", "ждёт сотрудника"
        IGNORED = "ignored", "без ответа"

    channel = models.CharField("канал", max_length=8, choices=Channel)
    external = models.CharField("внешний номер", max_length=200)
    sender = models.CharField("отправитель", max_length=254, db_index=True)
    trusted = models.BooleanField("отправитель подтверждён", default=False)
    received_at = models.DateTimeField("получено")
    subject = models.CharField("тема", max_length=300, blank=True)
    body = models.TextField("текст", blank=True)
    thread = models.TextField(blank=True, editable=False)
    evidence = models.CharField("исходное сообщение", max_length=100)
    evidence_sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField("состояние", max_length=10, choices=State, default=State.NEW)
    reason = models.CharField("почему", max_length=300, blank=True)
    receipt = models.CharField("расписка", max_length=200, blank=True)
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        verbose_name="лицевой счёт",
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="филиал"
    )
    tries = models.PositiveSmallIntegerField("попыток разбора", default=0)
    handled_at = models.DateTimeField("разобрано", null=True, blank=True)
    handled_by = models.CharField("кем разобрано", max_length=150, blank=True)

    class Meta:
        verbose_name = "входящее сообщение"
        verbose_name_plural = "входящие сообщения"
        ordering = ("-received_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=("channel", "external"), name="incoming_once"),
        )
        indexes = (models.Index(fields=("state", "received_at"), name="incoming_by_state"),)

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.received_at:%d.%m.%Y %H:%M}"


class IncomingAttachment(KeptFile):
    """A file that came with a message. `file` is empty where it was too large to keep."""

    message = models.ForeignKey(
        IncomingMessage, models.PROTECT, related_name="attachments", verbose_name="сообщение"
    )

    class Meta:
        verbose_name = "вложение"
        verbose_name_plural = "вложения"
        ordering = ("message", "id")
