"""Registers the calls with Django."""

from django.apps import AppConfig


class CallsConfig(AppConfig):
    """Calls, their logs and drafts."""

    name = "meterline.calls"
    label = "calls"
    verbose_name = "Звонки"
