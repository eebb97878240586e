"""Settings of the app."""

from django.apps import AppConfig


class LookConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.look"
    verbose_name = "Вид страниц"
    default_auto_field = "django.db.models.BigAutoField"
