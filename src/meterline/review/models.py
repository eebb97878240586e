"""Tables of the review: who has which item before him, and who is to be called back."""

from django.conf import settings
from django.db import models

from meterline.customers.models import Account, Branch


class Kind(models.TextChoices):
    """What an item of the queue is."""

    READING = "reading", "показание"
    MESSAGE = "message", "сообщение на линии"
    LETTER = "letter", "письмо или фото"


class Claim(models.Model):
    """An item that somebody has before him until a moment; nobody else gets it till then.

    `item` is the primary key of the reading, message or letter, as text.
    """

    kind = models.CharField("что", max_length=8, choices=Kind)
    item = models.CharField("номер", max_length=36)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name="у кого"
    )
    until = models.DateTimeField("до", db_index=True)

    class Meta:
        verbose_name = "взято на проверку"
        verbose_name_plural = "взято на проверку"
        constraints = (models.UniqueConstraint(fields=("kind", "item"), name="claimed_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.item}"


class Callback(models.Model):
    """Somebody who is to be called back: about an item of the queue, from a moment on."""

    class Reason(models.TextChoices):
        """What the call is for."""

        VALUE = "value", "уточнить показание"
        NAME = "name", "уточнить, кто звонил"
        ASKED = "asked", "просил перезвонить"
        OTHER = "other", "другое"

    class State(models.TextChoices):
        """What became of it."""

        WAITING = "waiting", "ждёт звонка"
        REACHED = "reached", "дозвонились"
        DONE = "done", "звонить не нужно"

    kind = models.CharField("о чём", max_length=8, choices=Kind)
    item = models.CharField("номер", max_length=36)
    account = models.ForeignKey(
        Account,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="лицевой счёт",
    )
    branch = models.ForeignKey(
        Branch, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="филиал"
    )
    phone = models.CharField("телефон", max_length=40, blank=True)
    reason = models.CharField("зачем", max_length=5, choices=Reason)
    note = models.CharField("пометка", max_length=300, blank=True)
    made_by = models.CharField("кто просил", max_length=150)
    made_at = models.DateTimeField("когда")
    due = models.DateTimeField("звонить не раньше")
    tries = models.PositiveSmallIntegerField("не дозвонились, раз", default=0)
    state = models.CharField("состояние", max_length=7, choices=State, default=State.WAITING)
    outcome = models.CharField("чем кончилось", max_length=300, blank=True)
    closed_by = models.CharField("кто звонил", max_length=150, blank=True)
    closed_at = models.DateTimeField("решено", null=True, blank=True)

    class Meta:
        verbose_name = "перезвонить"
        verbose_name_plural = "перезвонить"
        ordering = ("due", "id")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "item"),
                condition=models.Q(state="waiting"),
                name="called_back_once",
            ),
        )
        indexes = (models.Index(fields=("state", "due"), name="callback_due"),)

    def __str__(self) -> str:
        return f"{self.get_reason_display()}: {self.get_kind_display()} {self.item}"
