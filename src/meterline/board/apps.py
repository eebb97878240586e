"""Settings of the app."""

from django.apps import AppConfig


class BoardConfig(AppConfig):
    """The app, as Django wants to know it: it has no tables."""

    name = "meterline.board"
    verbose_name = "Табло"
