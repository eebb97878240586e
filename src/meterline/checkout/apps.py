"""Settings of the app."""

from django.apps import AppConfig


class CheckoutConfig(AppConfig):
    """The app, as Django wants to know it."""

    name = "meterline.checkout"
    verbose_name = "Оплата на сайте"
    default_auto_field = "django.db.models.BigAutoField"
