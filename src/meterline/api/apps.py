"""The app's name for Django."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    """Tokens, keys of repeats, webhooks."""

    name = "meterline.api"
    verbose_name = "Доступ для программ"
