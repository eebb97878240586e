"""Settings of the app."""

from django.apps import AppConfig


class ChannelsConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.channels"
    verbose_name = "Сообщения"
    default_auto_field = "django.db.models.BigAutoField"
