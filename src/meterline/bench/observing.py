"""Turns heard for tuning: what was judged in each, and whether it was right."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from enum import StrEnum

from meterline.bench.expecting import expectation_of
from meterline.bench.letters import CallLetters
from meterline.bench.pack import PackCall, PackTurn
from meterline.ears.base import CustomerBase
from meterline.ears.calibration import CERTAIN, Case, Judge, Judged, Kind
from meterline.ears.evidence import SILENT
from meterline.ears.greedy import clearness, greedy_words
from meterline.ears.port import LogProbs
from meterline.ears.understanding import Understander
from meterline.language.turn import Asked, Command, Decision, Expectation, Understanding
from meterline.language.zones import Zone

STRANGERS_ASKED = frozenset({"one_breath", "account", "account_by_digit"})
NO_ANSWER_IN = frozenset({"reading", "name", "one_breath", "operator", "repeat"})
"""Roles of turns that must not be taken for a yes or a no."""
NO_COMMAND_IN = frozenset({"name", "reading", "yes", "no"})


class Situation(StrEnum):
    """Why a turn was heard."""

    ASKED = "asked"
    """It was asked for."""
    STRANGER = "stranger"
    """The caller's account is not in the base, nor any other of the pack."""
    FOREIGN = "foreign"
    """Something else was asked: nothing of it is an answer."""
    NOBODY = "nobody"
    """Nobody spoke."""


NOTHING_SAID = PackTurn("nobody", "", {}, -1, 0)


@dataclass(frozen=True)
class Observed:
    """One turn with every slot taken, and the cases by which each would be judged."""

    call: PackCall
    turn: PackTurn
    situation: Situation
    condition: str
    unclear: float
    """How unclear the letters are, in nats a letter."""
    heard: Understanding
    cases: tuple[Case, ...]

    @property
    def speaker(self) -> str:
        """The person: what stands before the first slash of the pack's speaker."""
        return self.call.speaker.split("/")[0]


@dataclass
class Witness:
    """A judge that takes everything and remembers what it was asked."""

    cases: list[Case] = field(default_factory=list)

    def judge(self, case: Case) -> Judged:
        """Sure of everything."""
        self.cases.append(case)
        return Judged(CERTAIN, Decision.SURE)

    def without_value(self, kind: Kind, unclear: float) -> Decision:
        """Nothing to take."""
        return Decision.ASK


class Observer:
    """Hears the turns of a pack against its base and against one without its accounts."""

    def __init__(
        self, model: str, frame_seconds: float, base: CustomerBase, without: CustomerBase
    ) -> None:
        """`without` is the base in which no caller of the pack has an account."""
        self._frame_seconds = frame_seconds
        self._witness = Witness()
        self._base = base
        self._known = Understander(base, model, self._witness)
        self._unknown = Understander(without, model, self._witness)

    def observe(self, letters: CallLetters, condition: str) -> Iterator[Observed]:
        """All turns of a call in all situations that make sense for them."""
        call = letters.call
        for turn in call.turns:
            for situation, expectation in self._situations(call, turn):
                yield self._hear(letters, turn, situation, expectation, condition)
        for asked in (Asked.CONFIRM, Asked.MENU, Asked.READING):
            expectation = self._expect(call, asked)
            yield self._hear(letters, NOTHING_SAID, Situation.NOBODY, expectation, condition)

    def _situations(
        self, call: PackCall, turn: PackTurn
    ) -> Iterator[tuple[Situation, Expectation]]:
        asked = expectation_of(turn, call.account, self._base)
        yield Situation.ASKED, asked
        if turn.role in STRANGERS_ASKED:
            yield Situation.STRANGER, asked
        if turn.role in NO_ANSWER_IN:
            yield Situation.FOREIGN, self._expect(call, Asked.CONFIRM)
        if turn.role in NO_COMMAND_IN:
            yield Situation.FOREIGN, self._expect(call, Asked.MENU)

    def _expect(self, call: PackCall, asked: Asked) -> Expectation:
        candidate = self._base.find(call.account)
        return Expectation(asked, (candidate,) if candidate else ())

    def _hear(
        self,
        letters: CallLetters,
        turn: PackTurn,
        situation: Situation,
        expectation: Expectation,
        condition: str,
    ) -> Observed:
        self._witness.cases.clear()
        ears = self._unknown if situation is Situation.STRANGER else self._known
        logp: LogProbs = letters.nobody if turn is NOTHING_SAID else letters.of(turn)
        heard = ears.understand(logp, self._frame_seconds, expectation)
        words = greedy_words(logp)
        unclear = -clearness(logp, words) if words else SILENT
        cases = tuple(self._witness.cases)
        return Observed(letters.call, turn, situation, condition, unclear, heard, cases)


def truths(observed: Observed) -> Iterator[tuple[Case, bool]]:
    """Each case of the turn, and whether its value was right.

    Who begins with a value wants to submit it: that command is neither.
    """
    readings = iter(observed.heard.readings)
    for case in observed.cases:
        if case.value == Command.SUBMIT and observed.turn.role == "reading":
            continue
        if case.kind is Kind.READING:
            reading = next(readings)
            yield case, _reading_right(observed.turn, reading.zone, reading.serial, case.value)
        else:
            yield case, _right(observed, case)


def _right(observed: Observed, case: Case) -> bool:
    turn = observed.turn
    if case.kind in (Kind.ACCOUNT, Kind.OWNER):
        known = observed.situation is not Situation.STRANGER and turn is not NOTHING_SAID
        return known and case.value == turn.slots.get("account", observed.call.account)
    if case.kind is Kind.COMMAND:
        return case.value == command_of(turn)
    if case.kind is Kind.REGION:
        return case.value == turn.slots.get("region")
    return turn.slots.get("confirm") is (case.kind is Kind.YES)


def command_of(turn: PackTurn) -> str | None:
    """The command that a turn gives; who begins with a value wants to submit it."""
    submits = Command.SUBMIT.value if turn.role == "reading" else None
    return turn.slots.get("command", submits)


def _reading_right(turn: PackTurn, zone: Zone | None, serial: str | None, value: str) -> bool:
    said = {Zone(z): int(v) for z, v in turn.slots.get("readings", {}).items()}
    place = zone or (Zone.SINGLE if set(said) == {Zone.SINGLE} else None)
    other_meter = None not in (turn.slots.get("serial"), serial) and serial != turn.slots["serial"]
    return place is not None and not other_meter and said.get(place) == int(value)


def decided(observed: Observed, judge: Judge) -> Understanding:
    """What the ears would have answered under `judge`."""
    heard = observed.heard
    judged = [(case, judge.judge(case)) for case in observed.cases]
    account, readings = heard.account, list(heard.readings)
    answer, command = heard.answer, heard.command
    at = 0
    for case, j in judged:
        if case.kind in (Kind.ACCOUNT, Kind.OWNER) and account is not None:
            account = replace(account, probability=j.probability, decision=j.decision)
        elif case.kind is Kind.READING:
            slot = replace(readings[at].slot, probability=j.probability, decision=j.decision)
            readings[at] = replace(readings[at], slot=slot)
            at += 1
        elif case.kind is Kind.COMMAND:
            command = command if j.decision is Decision.SURE else None
        elif j.decision is not Decision.SURE:
            answer = None
    return replace(heard, account=account, readings=tuple(readings), answer=answer, command=command)
