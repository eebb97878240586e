"""Registers the ledger with Django."""

from django.apps import AppConfig


class ReadingsConfig(AppConfig):
    """Readings and receipts."""

    name = "meterline.readings"
    label = "readings"
    verbose_name = "Показания"
