"""Settings of the app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.desk"
    verbose_name = "Рабочее место"
    default_auto_field = "django.db.models.BigAutoField"
