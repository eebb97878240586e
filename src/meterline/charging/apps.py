"""Registers charging with Django."""

from django.apps import AppConfig


class ChargingConfig(AppConfig):
    """Sheets of rules and prices, runs, charges."""

    name = "meterline.charging"
    label = "charging"
    verbose_name = "Начисления"
