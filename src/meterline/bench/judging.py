"""Was a turn understood right, wrong as sure, or would the robot ask?"""

from collections.abc import Iterator
from enum import StrEnum

from meterline.bench.pack import PackTurn
from meterline.language.turn import Decision, Understanding
from meterline.language.zones import Zone


class Verdict(StrEnum):
    """`CONFIRM`: asked, and the value offered for confirmation is the right one."""

    RIGHT = "right"
    WRONG = "wrong"
    CONFIRM = "confirm"
    ASKED = "asked"


def _of_slot(said: str, value: str, decision: Decision) -> Verdict:
    if not decision.usable:
        return Verdict.ASKED
    if decision is Decision.CONFIRM:
        return Verdict.CONFIRM if value == said else Verdict.ASKED
    return Verdict.RIGHT if value == said else Verdict.WRONG


def _account(turn: PackTurn, heard: Understanding, truth: str) -> Iterator[Verdict]:
    said = turn.slots.get("account")
    slot = heard.account
    if said is None:
        if slot is not None and slot.decision is Decision.SURE:
            yield _of_slot(truth, slot.value, slot.decision)
        return
    yield Verdict.ASKED if slot is None else _of_slot(said, slot.value, slot.decision)


def _readings(turn: PackTurn, heard: Understanding) -> Iterator[Verdict]:
    said = {Zone(z): str(v) for z, v in turn.slots.get("readings", {}).items()}
    serial = turn.slots.get("serial")
    found = set()
    for reading in heard.readings:
        zone = reading.zone or (Zone.SINGLE if set(said) == {Zone.SINGLE} else None)
        wrong_meter = None not in (serial, reading.serial) and reading.serial != serial
        value = "" if wrong_meter or zone is None else str(int(reading.slot.value))
        truth = said.get(zone, "nothing") if zone is not None else "nothing"
        verdict = _of_slot(truth, value, reading.slot.decision)
        if zone is not None:
            found.add(zone)
        yield verdict
    if set(said) - found:
        yield Verdict.ASKED


def _name(turn: PackTurn, heard: Understanding) -> Iterator[Verdict]:
    if "name" not in turn.slots:
        return
    agrees = heard.name.agrees if heard.name is not None else None
    if turn.role == "name" or agrees is not None:
        yield {True: Verdict.RIGHT, False: Verdict.WRONG, None: Verdict.ASKED}[agrees]


def _answer(turn: PackTurn, heard: Understanding) -> Iterator[Verdict]:
    if "confirm" not in turn.slots:
        return
    if heard.answer is None:
        corrected = turn.slots["confirm"] is False and bool(heard.readings)
        yield Verdict.RIGHT if corrected else Verdict.ASKED
    else:
        yield Verdict.RIGHT if heard.answer is turn.slots["confirm"] else Verdict.WRONG


def _command(turn: PackTurn, heard: Understanding) -> Iterator[Verdict]:
    said = turn.slots.get("command")
    if said is None:
        if heard.command is not None:
            yield Verdict.WRONG
    elif heard.command is None:
        yield Verdict.ASKED
    else:
        yield Verdict.RIGHT if heard.command.value == said else Verdict.WRONG


def judge(turn: PackTurn, heard: Understanding, account: str) -> Verdict:
    """The worst of the turn's slots; `account` is the call's.

    An ambiguous turn is right when it is asked.
    """
    verdicts = {v for part in (_readings, _name, _answer, _command) for v in part(turn, heard)}
    verdicts.update(_account(turn, heard, account))
    for worst in (Verdict.WRONG, Verdict.ASKED, Verdict.CONFIRM):
        if worst in verdicts:
            asked = turn.ambiguous and worst is not Verdict.WRONG
            return Verdict.RIGHT if asked else worst
    return Verdict.RIGHT
