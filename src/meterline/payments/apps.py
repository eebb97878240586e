"""Settings of the app."""

from django.apps import AppConfig


class PaymentsConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.payments"
    verbose_name = "Платежи"
    default_auto_field = "django.db.models.BigAutoField"
