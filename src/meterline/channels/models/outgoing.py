"""What is written to consumers."""

from django.db import models

from meterline.channels.models.channel import Channel
from meterline.channels.models.files import KeptFile
from meterline.channels.models.incoming import IncomingMessage
from meterline.customers.models import Account


class OutgoingMessage(models.Model):
    """A letter or message that is to go out once.

    `key` is what it is about: the same key is the same message. `answers` is what it answers,
    `unsubscribe` where whoever gets it says that no more of this kind shall come.
    `next_at` is when it is tried (again); a worker that takes it moves that on, so that a
    killed worker's message is taken up by another.
    """

    class State(models.TextChoices):
        """How far it is."""

        WAITING = "waiting", "ждёт отправки"
        SENT = "sent", "отправлено"
        FAILED = "failed", "не отправлено"

    channel = models.CharField("канал", max_length=8, choices=Channel)
    address = models.CharField("кому", max_length=254)
    subject = models.CharField("тема", max_length=300, blank=True)
    text = models.TextField("текст")
    key = models.CharField("ключ", max_length=200, unique=True)
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="лицевой счёт",
    )
    answers = models.ForeignKey(
        IncomingMessage,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="replies",
        verbose_name="ответ на",
    )
    unsubscribe = models.URLField("адрес отказа", max_length=300, blank=True)
    state = models.CharField("состояние", max_length=7, choices=State, default=State.WAITING)
    created_at = models.DateTimeField("создано", auto_now_add=True)
    attempts = models.PositiveSmallIntegerField("попыток", default=0)
    next_at = models.DateTimeField("отправить не раньше")
    sent_at = models.DateTimeField("отправлено", null=True, blank=True)
    error = models.CharField("ошибка", max_length=300, blank=True)

    class Meta:
        verbose_name = "исходящее сообщение"
        verbose_name_plural = "исходящие сообщения"
        ordering = ("-id",)
        indexes = (models.Index(fields=("state", "channel", "next_at"), name="outgoing_due"),)

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.pk} ({self.get_state_display()})"


class OutgoingAttachment(KeptFile):
    """A file that goes with a message."""

    message = models.ForeignKey(
        OutgoingMessage, models.PROTECT, related_name="attachments", verbose_name="сообщение"
    )

    class Meta:
        verbose_name = "вложение исходящего"
        verbose_name_plural = "вложения исходящих"
        ordering = ("message", "id")
