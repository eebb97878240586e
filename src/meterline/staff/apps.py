"""Settings of the app."""

from django.apps import AppConfig


class StaffConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.staff"
    verbose_name = "Сотрудники"
    default_auto_field = "django.db.models.BigAutoField"
