"""Turns of a pack given to the ears one by one: what was heard, how it is judged."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from meterline.bench.channel import Channel, Line, LineVoice
from meterline.bench.expecting import expectation_of
from meterline.bench.impostors import Impostor
from meterline.bench.judging import SlotJudged, Verdict, judge_slots, overall
from meterline.bench.pack import Pack, PackCall, PackTurn
from meterline.ears.base import CustomerBase
from meterline.ears.port import AcousticModel, LogProbs
from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Decision, Expectation, Understanding


class Trial(StrEnum):
    """What else is tried with the letters of a turn."""

    NEAR_IMPOSTOR = "near_impostor"
    """The name against the account of somebody whose name is much like it."""
    OTHER_IMPOSTOR = "other_impostor"
    """The name against the account of somebody else."""
    NOT_IN_BASE = "not_in_base"
    """The account in a base that has only its neighbours."""


@dataclass(frozen=True)
class Tried:
    """A trial with what it was tried against and what came of it.

    `outcome` of an impostor: `found`, `unclear`, `let_through`; of an account that is not
    in the base: a `Decision`, `ask` where nothing was heard.
    """

    trial: Trial
    against: str
    outcome: str


@dataclass(frozen=True)
class Judged:
    """One turn with what was heard."""

    call: PackCall
    turn: PackTurn
    line: Line
    heard: Understanding
    slots: list[SlotJudged]
    verdict: Verdict
    core_seconds: float
    """CPU time of model and understanding."""
    tried: tuple[Tried, ...] = ()


@dataclass(frozen=True)
class Ground:
    """All that turns are heard and judged by."""

    pack: Pack
    channel: Channel
    base: CustomerBase
    without_callers: CustomerBase
    impostors: Mapping[int, Impostor]


class Listening:
    """Hears the calls of a pack with a model; one object a process."""

    def __init__(self, ground: Ground, model: AcousticModel) -> None:
        self._ground = ground
        self._model = model
        self._understander = Understander(ground.base, model.name)
        self._stranger = Understander(ground.without_callers, model.name)

    def call(self, index: int) -> list[Judged]:
        """Every turn of the call at `index` of the pack."""
        call = self._ground.pack.calls[index]
        voice = LineVoice(self._ground.pack, call, self._ground.channel)
        return [self._turn(call, turn, voice) for turn in call.turns]

    def _turn(self, call: PackCall, turn: PackTurn, voice: LineVoice) -> Judged:
        pcm = (voice.sound(turn) / 32768).astype(np.float32)
        expectation = expectation_of(turn, call.account, self._ground.base)
        began = time.process_time()
        [(letters, _)] = self._model.forward([pcm], [self._model.start()])
        heard = self._hear(self._understander, letters.logp, expectation)
        spent = time.process_time() - began
        slots = judge_slots(turn, heard, call.account)
        tried = tuple(self._try(call, turn, letters.logp, expectation))
        return Judged(call, turn, voice.line, heard, slots, overall(turn, slots), spent, tried)

    def _hear(
        self, understander: Understander, logp: LogProbs, expectation: Expectation
    ) -> Understanding:
        return understander.understand(logp, self._model.frame_seconds, expectation)

    def _try(
        self, call: PackCall, turn: PackTurn, logp: LogProbs, expectation: Expectation
    ) -> Iterator[Tried]:
        if turn.role == "account" and "account" in turn.slots:
            slot = self._hear(self._stranger, logp, Expectation(Asked.ACCOUNT)).account
            outcome = slot.decision if slot is not None else Decision.ASK
            yield Tried(Trial.NOT_IN_BASE, slot.value if slot else "", outcome.value)
        impostor = self._ground.impostors.get(call.call)
        if turn.role == "name" and impostor is not None:
            against = Expectation(Asked.NAME, (impostor.candidate,))
            name = self._hear(self._understander, logp, against).name
            agrees = name.agrees if name is not None else None
            outcome_of = {True: "let_through", False: "found", None: "unclear"}
            trial = Trial.NEAR_IMPOSTOR if impostor.near else Trial.OTHER_IMPOSTOR
            yield Tried(trial, impostor.candidate.account, outcome_of[agrees])
