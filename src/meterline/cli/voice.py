"""The voice of the calls: the prompt pack under the company's own phrases, as they change."""

import asyncio
from collections.abc import Mapping

import soundfile
import structlog

from meterline.cli.company import reaching_the_database
from meterline.mouth.intake import as_said
from meterline.mouth.mouth import Mouth
from meterline.mouth.overlay import Overlay, Spoken
from meterline.mouth.pack import PromptPack
from meterline.phrases.selectors import Own, own_phrases, versions_in_use
from meterline.robot.company import CompanyUnavailable
from meterline.robot.errands import off_loop

log = structlog.get_logger()

EVERY_SECONDS = 3.0
"""How often a robot looks for changed phrases."""


class CompanyVoice:
    """The mouth, with the phrases in use at the moment it was made."""

    def __init__(self) -> None:
        """Raises Mendable for a broken prompt pack, CompanyUnavailable without a database."""
        self._spoken: dict[int, Spoken | None] = {}
        self._versions: dict[str, int] = {}
        self.clips = Overlay(PromptPack.load())
        self.mouth = Mouth(self.clips)
        self.clips.use(self.in_use() or {})

    @property
    def spoilt(self) -> list[str]:
        """Keys of phrases in use whose recording cannot be read: the pack's are said instead."""
        return sorted(key for key, version in self._versions.items() if not self._spoken[version])

    @reaching_the_database
    def in_use(self) -> Mapping[str, Spoken] | None:
        """The company's own phrases, each decoded once; None if none changed since last asked.

        Raises CompanyUnavailable.
        """
        versions = versions_in_use()
        if versions == self._versions:
            return None
        found = own_phrases(set(versions.values()) - self._spoken.keys())
        known = self._spoken | {version: _spoken(own) for version, own in found.items()}
        self._spoken = {version: known[version] for version in versions.values()}
        self._versions = versions
        said = {key: known[version] for key, version in versions.items()}
        return {key: spoken for key, spoken in said.items() if spoken}


def _spoken(own: Own) -> Spoken | None:
    try:
        return Spoken(own.text, as_said(own.audio))
    except soundfile.LibsndfileError:
        return None


async def keep_voice(voice: CompanyVoice) -> None:
    """Say changed phrases as soon as they are put in use; to be cancelled."""
    while True:
        await asyncio.sleep(EVERY_SECONDS)
        try:
            await take_changes(voice)
        except CompanyUnavailable as failure:
            log.warning("phrases not looked at", reason=repr(failure))
        except Exception:
            # Whatever one phrase holds, calls go on with those that were in use.
            log.exception("changed phrases not taken")


async def take_changes(voice: CompanyVoice) -> None:
    """Say from now on what is in use now. Raises CompanyUnavailable."""
    changed = await off_loop(voice.in_use)
    if changed is not None:
        # On the loop, as all that is said: a statement's text and sound stay of one time.
        voice.clips.use(changed)
        log.info("phrases changed", own=len(changed), unreadable=voice.spoilt)
