"""Was a turn understood right, wrong as sure, or would the robot ask? Slot by slot."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from meterline.bench.pack import PackTurn
from meterline.language.turn import Decision, ReadingHeard, Slot, Understanding
from meterline.language.zones import Zone


class Verdict(StrEnum):
    """`CONFIRM`: asked, and the value offered for confirmation is the right one."""

    RIGHT = "right"
    WRONG = "wrong"
    CONFIRM = "confirm"
    ASKED = "asked"


@dataclass(frozen=True)
class SlotJudged:
    """One slot of a turn: `said` None where the caller said none, `heard` where none was heard.

    `probability` is what the ears gave the best value, whatever was decided about it, and
    `right` whether that value is true; None where the slot has no probability.
    """

    kind: str
    said: str | None
    heard: str | None
    verdict: Verdict
    probability: float | None = None
    right: bool | None = None


def judge(turn: PackTurn, heard: Understanding, account: str) -> Verdict:
    """The verdict on a turn as a whole; `account` is the call's."""
    return overall(turn, judge_slots(turn, heard, account))


def judge_slots(turn: PackTurn, heard: Understanding, account: str) -> list[SlotJudged]:
    """Every slot said or heard in a turn; `account` is the call's."""
    parts = (_account(turn, heard, account), _readings(turn, heard), _name(turn, heard))
    others = (_answer(turn, heard), _command(turn, heard), _region(turn, heard))
    return [slot for part in (*parts, *others) for slot in part]


def overall(turn: PackTurn, slots: list[SlotJudged]) -> Verdict:
    """The worst of the turn's slots. An ambiguous turn is right when it is asked."""
    verdicts = {slot.verdict for slot in slots}
    for worst in (Verdict.WRONG, Verdict.ASKED, Verdict.CONFIRM):
        if worst in verdicts:
            asked = turn.ambiguous and worst is not Verdict.WRONG
            return Verdict.RIGHT if asked else worst
    return Verdict.RIGHT


def _of_slot(said: str | None, value: str, decision: Decision) -> Verdict:
    if not decision.usable:
        return Verdict.ASKED
    if decision is Decision.CONFIRM:
        return Verdict.CONFIRM if value == said else Verdict.ASKED
    return Verdict.RIGHT if value == said else Verdict.WRONG


def _slot_judged(
    kind: str, said: str | None, truth: str | None, value: str, slot: Slot
) -> SlotJudged:
    verdict = _of_slot(truth, value, slot.decision)
    return SlotJudged(kind, said, value, verdict, slot.probability, value == truth)


def _taken(kind: str, said: str | None, value: str, probability: float) -> SlotJudged:
    verdict = Verdict.RIGHT if value == said else Verdict.WRONG
    return SlotJudged(kind, said, value, verdict, probability, value == said)


def _account(turn: PackTurn, heard: Understanding, truth: str) -> Iterator[SlotJudged]:
    said, slot = _text(turn.slots.get("account")), heard.account
    if slot is None:
        if said is not None:
            yield SlotJudged("account", said, None, Verdict.ASKED)
    elif said is not None or slot.decision is Decision.SURE:
        # Who says no account may still be known by name: then it is the call's own.
        yield _slot_judged("account", said, said or truth, slot.value, slot)


def _readings(turn: PackTurn, heard: Understanding) -> Iterator[SlotJudged]:
    said = {Zone(z): _plain(str(v)) for z, v in turn.slots.get("readings", {}).items()}
    found = set()
    for reading in heard.readings:
        zone = reading.zone or (Zone.SINGLE if set(said) == {Zone.SINGLE} else None)
        truth = said.get(zone) if zone else None
        if zone:
            found.add(zone)
        yield _reading(reading, truth, turn.slots.get("serial"))
    for zone, value in said.items():
        if zone not in found:
            yield SlotJudged("reading", value, None, Verdict.ASKED)


def _reading(reading: ReadingHeard, truth: str | None, serial: str | None) -> SlotJudged:
    slot, value = reading.slot, _plain(reading.slot.value)
    if None not in (serial, reading.serial) and reading.serial != serial:
        value = f"{value} of meter {reading.serial}"
    return _slot_judged("reading", truth, truth, value, slot)


def _name(turn: PackTurn, heard: Understanding) -> Iterator[SlotJudged]:
    if "name" not in turn.slots:
        return
    agrees = heard.name.agrees if heard.name is not None else None
    if turn.slots.keys() <= {"name"} or agrees is not None:
        verdict = {True: Verdict.RIGHT, False: Verdict.WRONG, None: Verdict.ASKED}[agrees]
        letters = heard.name.letters if heard.name is not None else None
        yield SlotJudged("name", turn.slots["name"], letters, verdict)


def _answer(turn: PackTurn, heard: Understanding) -> Iterator[SlotJudged]:
    if "confirm" not in turn.slots:
        return
    said = _yes_or_no(turn.slots["confirm"])
    if heard.answer is None:
        corrected = said == "no" and bool(heard.readings)
        yield SlotJudged("answer", said, None, Verdict.RIGHT if corrected else Verdict.ASKED)
        return
    yield _taken("answer", said, _yes_or_no(heard.answer), heard.answer_probability)


def _command(turn: PackTurn, heard: Understanding) -> Iterator[SlotJudged]:
    said = turn.slots.get("command")
    if heard.command is None:
        if said is not None:
            yield SlotJudged("command", said, None, Verdict.ASKED)
        return
    yield _taken("command", said, heard.command.value, heard.command_probability)


def _region(turn: PackTurn, heard: Understanding) -> Iterator[SlotJudged]:
    said, slot = turn.slots.get("region"), heard.region
    if slot is None:
        if said is not None:
            yield SlotJudged("region", said, None, Verdict.ASKED)
    elif said is not None:
        yield _slot_judged("region", said, said, slot.value, slot)


def _text(label: object) -> str | None:
    return None if label is None else str(label)


def _yes_or_no(answer: bool) -> str:
    return "yes" if answer else "no"


def _plain(digits: str) -> str:
    """The value without leading zeros."""
    return digits.lstrip("0") or "0"
