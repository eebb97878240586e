"""Registers the customer base with Django."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """Branches, customers, accounts, meters, telephones."""

    name = "meterline.customers"
    label = "customers"
    verbose_name = "Абоненты"
