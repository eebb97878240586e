"""Phrases as callers hear them, for the pages: loads signal processing, so not at start."""

import functools

from meterline.mouth.intake import as_said, wav
from meterline.mouth.pack import PromptPack
from meterline.phrases.models import PhraseVersion

pack = functools.cache(PromptPack.load)


def pack_wav(key: str) -> bytes:
    """A phrase of the prompt pack as a WAV file. Raises PackMissing."""
    return wav(pack().sound(key))


def version_wav(version: PhraseVersion) -> bytes:
    """A version of the company's as a WAV file."""
    return wav(as_said(bytes(version.audio)))
