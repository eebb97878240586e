"""Settings of the app."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.site"
    verbose_name = "Сайт"
    default_auto_field = "django.db.models.BigAutoField"
