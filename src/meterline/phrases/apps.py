"""Registers the phrases with Django."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PhrasesConfig(AppConfig):
    """Phrases of the robot that the company changes."""

    name = "meterline.phrases"
    label = "phrases"
    verbose_name = "Фразы"

    def ready(self) -> None:
        """Keep a row for every phrase, also for those that an upgrade brings."""
        post_migrate.connect(add_missing_rows, sender=self)


def add_missing_rows(using: str, **_: Any) -> None:
    """Give each phrase of the catalogue its row."""
    from meterline.phrases.catalogue import catalogue  # noqa: PLC0415 - apps are ready now
    from meterline.phrases.models import Phrase  # noqa: PLC0415

    rows = [Phrase(key=key) for key in catalogue()]
    Phrase.objects.using(using).bulk_create(rows, ignore_conflicts=True)
