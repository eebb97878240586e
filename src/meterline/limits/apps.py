"""Settings of the app."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.limits"
    verbose_name = "Ограничения"
    default_auto_field = "django.db.models.BigAutoField"
