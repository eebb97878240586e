"""What a replay needs of an old call: its facts as they were, its sound, today's ears."""

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np
from django.utils import timezone

from meterline.calls.models import Call
from meterline.calls.recordings import recording_file
from meterline.calls.selectors import log_of
from meterline.calls.turns import sound_between
from meterline.cli.rehearse_company import Untouched
from meterline.cli.replay_call import ListenAgain, Replay, Replayed, Then
from meterline.cli.snapshot import base_at
from meterline.dialogue.facts import CallFacts
from meterline.ears.acoustic.registry import load_model
from meterline.ears.base import CustomerBase
from meterline.ears.port import LogProbs
from meterline.ears.understanding import Understander
from meterline.errors import Mendable
from meterline.language.turn import Expectation, Understanding
from meterline.readings.stored import submitted_in
from meterline.robot.call import Voice
from meterline.robot.describe import expectation_told
from meterline.robot.retelling import facts_told

OPENING = frozenset({"opened", "said", "part_failed"})
"""The first of these tells whether the company knew the call."""


class TodaysEars:
    """Letters and their meaning as of today, against the customers of a call's day."""

    def __init__(self, model: Path | None) -> None:
        self._model = load_model(model)
        self._opened: dict[date, tuple[CustomerBase, Understander]] = {}

    def of_call(self, call: Call) -> ListenAgain:
        """How a turn of the call is heard today. Raises Mendable without a recording."""
        recording = recording_file(call.recording)
        if recording is None:
            raise Mendable(
                f"the recording of call {call.pk} is missing", "replay it without --listen"
            )
        base, understander = self._open(call.started)

        def listen(told: Mapping[str, Any], asked: Expectation | None) -> Understanding:
            letters = self._letters(sound_between(recording, told["begin"], told["end"]))
            expected = asked or expectation_told(told, base.find)
            return understander.understand(letters, self._model.frame_seconds, expected)

        return listen

    def _open(self, moment: datetime) -> tuple[CustomerBase, Understander]:
        """What meters may show changes with the billing period, so a day has one base."""
        day = timezone.localtime(moment).date()
        if day not in self._opened:
            base = base_at(moment)
            self._opened = {day: (base, Understander(base, self._model.name))}
        return self._opened[day]

    def _letters(self, sound: bytes) -> LogProbs:
        pcm = (np.frombuffer(sound, "<i2") / 32768).astype(np.float32)
        [(letters, _)] = self._model.forward([pcm], [self._model.start()])
        return letters.logp


def replayed(call: Call, voice: Voice, ears: TodaysEars | None) -> Replayed:
    """A call of the database through today's conversation. Raises Mendable."""
    company = Untouched(call.started)
    try:
        then = _then(call, company)
        listen = ears.of_call(call) if ears else None
        return Replay(then, company, voice, listen).run()
    except (KeyError, ValueError, TypeError) as error:
        raise Mendable(
            f"the log of call {call.pk} cannot be read: {error!r}",
            "it was written by another version; replay newer calls",
        ) from error


def _then(call: Call, company: Untouched) -> Then:
    log = log_of(call.pk)
    first = next((one for one in log if one.kind in OPENING and not _no_room(one.data)), None)
    if first is None:
        raise Mendable(f"nothing was said in call {call.pk}", "replay another call")
    facts = None if first.kind == "part_failed" else _facts(call, first.data, company)
    return Then(log, facts, submitted_in(call.pk))


def _facts(call: Call, told: Mapping[str, Any], company: Untouched) -> CallFacts:
    """What was known at the call's beginning; logs older than `opened` do not tell it."""
    key = str(call.pk)
    if about := told.get("reminder"):
        facts = company.open_reminder(key, about)
    else:
        facts = company.open_call(key, call.caller or None, call.dialled, call.carrier)
    return facts_told(told, facts, company.find_account) if "linked" in told else facts


def _no_room(data: Mapping[str, object]) -> bool:
    return data.get("part") == "capacity"


def known_call(key: str) -> Call:
    """A call by its id. Raises Mendable."""
    try:
        call = Call.objects.filter(pk=UUID(key)).first()
    except ValueError:
        call = None
    if call is None:
        raise Mendable(f"no call {key}", "the address of a call's page on the site has its id")
    return call
