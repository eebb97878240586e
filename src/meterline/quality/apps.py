"""Settings of the app."""

from django.apps import AppConfig


class QualityConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.quality"
    verbose_name = "Качество"
