"""The ways by which something is written to a consumer and by a consumer."""

from django.db import models


class Channel(models.TextChoices):
    """What carries a message. An address is an e-mail address, a telephone (E.164) or a chat."""

    EMAIL = "email", "электронная почта"
    SMS = "sms", "СМС"
    TELEGRAM = "telegram", "Telegram"
