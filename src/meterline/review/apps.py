"""Settings of the app."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.review"
    verbose_name = "Проверка"
