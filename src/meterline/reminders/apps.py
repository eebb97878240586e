"""Registers the reminders with Django."""

from django.apps import AppConfig


class RemindersConfig(AppConfig):
    """Campaigns of reminding calls."""

    name = "meterline.reminders"
    label = "reminders"
    verbose_name = "Напоминания"
