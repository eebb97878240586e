"""Settings of the app."""

from django.apps import AppConfig


class RetentionConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.retention"
    verbose_name = "Сроки хранения"
    default_auto_field = "django.db.models.BigAutoField"
