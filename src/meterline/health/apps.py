"""Settings of the app."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    """The app, as Django wants to know it: it has no tables."""

    name = "meterline.health"
    verbose_name = "Наблюдение"
