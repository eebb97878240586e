"""Settings of the app."""

from django.apps import AppConfig


class CabinetConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.cabinet"
    verbose_name = "Личный кабинет"
    default_auto_field = "django.db.models.BigAutoField"
