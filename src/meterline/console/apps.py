"""Registers the site's pages with Django."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """Pages without data of their own."""

    name = "meterline.console"
    label = "console"
    verbose_name = "Страницы сайта"
