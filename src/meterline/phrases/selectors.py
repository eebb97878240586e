"""What of the company's own phrases is said now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from meterline.mouth.flow import hours_said
from meterline.phrases.catalogue import catalogue
from meterline.phrases.models import Phrase, PhraseVersion


@dataclass(frozen=True)
class Own:
    """A version of a phrase: its words, and its audio as `mouth.intake.kept` wrote it."""

    text: str
    audio: bytes


def versions_in_use() -> dict[str, int]:
    """The company's own phrases: ids of versions by key."""
    changed = Phrase.objects.filter(key__in=catalogue(), in_use__isnull=False)
    return dict(changed.values_list("key", "in_use_id"))


def own_phrases(versions: Iterable[int]) -> Mapping[int, Own]:
    """Versions by their ids."""
    rows = PhraseVersion.objects.filter(pk__in=versions)
    return {row.pk: Own(row.text, bytes(row.audio)) for row in rows}


def hours_in_use() -> frozenset[int]:
    """Full hours that the pack or the company has a recording of."""
    own = versions_in_use()
    return hours_said(lambda key: key in own or bool(catalogue().get(key)))
