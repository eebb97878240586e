"""Changing phrases: a new version, a version in use, back to the prompt pack's own."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from meterline.phrases.models import Phrase, PhraseVersion


@dataclass(frozen=True)
class Take:
    """A phrase as somebody said it, or let it be said. `audio` is of `mouth.intake.kept`."""

    text: str
    audio: bytes
    made: PhraseVersion.Made
    note: str = ""


@transaction.atomic
def add_version(key: str, take: Take, author: User, at: datetime) -> PhraseVersion:
    """Keep a new version; callers do not hear it before it is put in use."""
    phrase = Phrase.objects.select_for_update().get(pk=key)
    return PhraseVersion.objects.create(
        phrase=phrase,
        number=phrase.versions.count() + 1,
        text=take.text,
        audio=take.audio,
        made=take.made,
        note=take.note,
        author=author,
        made_at=at,
    )


def put_in_use(key: str, number: int, at: datetime) -> PhraseVersion:
    """Let callers hear a version from now on. Raises PhraseVersion.DoesNotExist."""
    version = PhraseVersion.objects.get(phrase=key, number=number)
    Phrase.objects.filter(pk=key).update(in_use=version, changed_at=at)
    return version


def restore(key: str, at: datetime) -> None:
    """Let callers hear what the prompt pack has, if it has the phrase."""
    Phrase.objects.filter(pk=key).update(in_use=None, changed_at=at)
