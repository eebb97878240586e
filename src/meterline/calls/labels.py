"""What a turn certainly said: from what was stored after the caller had agreed to it.

A label must not repeat what was understood only because it was understood. So a turn is
labelled only where the caller agreed and the ledger holds the values, and where no other
reading of it is left: a value that was taken as sure and then refused, registers that may
have been said and not heard, a «да» that nothing followed are left to a person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meterline.calls.turns import TurnLogged

Slots = dict[str, Any]
"""What a turn says: account, name, readings by zone with the meter's serial, confirm, command."""

RegisterKey = tuple[str, str]
"""Serial number of a meter and a zone."""

ACCOUNT_ASKED = frozenset({"account", "account_by_digit"})
READING_ASKED = frozenset({"reading", "reading_by_digit"})


@dataclass(frozen=True)
class Stored:
    """What the ledger holds of one submission of a call; `zones` by serial, all meters."""

    account: str
    name: str
    values: Mapping[RegisterKey, int]
    zones: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def confirmed(turns: Sequence[TurnLogged], stored: Stored) -> dict[int, Slots]:
    """Labels by the number of the turn, of the turns that led to one submission."""
    found = {}
    for at, turn in enumerate(turns):
        slots = _label(turn, turns[at + 1 :], stored)
        if slots:
            found[turn.number] = slots
    return found


def role(turn: TurnLogged, slots: Slots) -> str:
    """The turn's role in a pack: what it answers, or what it asks for."""
    if "command" in slots:
        return str(slots["command"])
    if turn.asked in ("confirm", "yes_no"):
        if "readings" in slots:
            return "correction"
        return "yes" if slots.get("confirm") else "no"
    if turn.asked in READING_ASKED:
        return "reading"
    return turn.asked


def heard_slots(turn: TurnLogged) -> Slots:
    """What was understood, as slots: what a person who labels the turn begins with."""
    told = turn.told
    slots: Slots = {}
    if told.get("account"):
        slots["account"] = told["account"]["value"]
    readings = told.get("readings") or []
    if readings:
        slots["readings"] = {one["zone"] or "single": int(one["value"]) for one in readings}
        slots["serial"] = readings[0]["serial"] or told.get("meter") or ""
    if told.get("answer") is not None:
        slots["confirm"] = told["answer"]
    if told.get("command"):
        slots["command"] = told["command"]
    return slots


def _label(turn: TurnLogged, later: Sequence[TurnLogged], stored: Stored) -> Slots:
    if turn.told.get("command"):
        return {}
    if turn.asked == "confirm":
        return _answer(turn, later, stored)
    parts = [_account(turn, stored), _name(turn, stored), _readings(turn, stored)]
    if None in parts:
        return {}
    slots = {name: value for part in parts if part for name, value in part.items()}
    needed = {"name"} if turn.asked == "name" else set()
    needed |= {"account"} if turn.asked in ACCOUNT_ASKED else set()
    needed |= {"readings"} if turn.asked in READING_ASKED else set()
    known = turn.asked in ("name", "one_breath", *ACCOUNT_ASKED, *READING_ASKED)
    return slots if known and needed <= slots.keys() else {}


def _agrees(heard: Mapping[str, Any], said: str | int, kind: type[str | int]) -> bool:
    """Whether a slot is what was stored in the end; numbers are compared as numbers.

    Another of its N best counts only where the robot was not sure of the first: a caller
    may have misspoken, been understood rightly, and corrected himself.
    """
    if kind(heard["value"]) == said:
        return True
    others = [kind(value) for value, _ in heard["alternatives"]]
    return heard["decision"] != "sure" and said in others


def _account(turn: TurnLogged, stored: Stored) -> Slots | None:
    """None where something else was heard than what was stored."""
    heard = turn.told.get("account")
    if not heard:
        return {}
    return {"account": stored.account} if _agrees(heard, stored.account, str) else None


def _name(turn: TurnLogged, stored: Stored) -> Slots:
    name = turn.told.get("name") or {}
    return {"name": stored.name} if name.get("agrees") and turn.asked != "confirm" else {}


def _readings(turn: TurnLogged, stored: Stored) -> Slots | None:
    """The values heard, if they are the stored ones and all that could have been said."""
    values = _values(turn, stored)
    if not values:
        return values
    wanted = set(turn.told.get("zones") or stored.zones.get(values["serial"], ()))
    return values if wanted <= set(values["readings"]) else None


def _values(turn: TurnLogged, stored: Stored) -> Slots | None:
    readings: dict[str, int] = {}
    serials = set()
    for heard in turn.told.get("readings") or ():
        serial, zone = _place(heard, turn, stored)
        value = stored.values.get((serial, zone))
        if value is None or not _agrees(heard, value, int):
            return None
        readings[zone] = value
        serials.add(serial)
    if len(serials) > 1:
        return None
    return {"readings": readings, "serial": serials.pop()} if readings else {}


def _place(heard: Mapping[str, Any], turn: TurnLogged, stored: Stored) -> RegisterKey:
    """The register of a value, where the account's meters leave no choice."""
    serials = tuple(stored.zones)
    serial = heard["serial"] or turn.told.get("meter") or (serials[0] if len(serials) == 1 else "")
    zones = stored.zones.get(serial, ())
    return serial, heard["zone"] or (zones[0] if len(zones) == 1 else "")


def _answer(turn: TurnLogged, later: Sequence[TurnLogged], stored: Stored) -> Slots:
    """A yes after which all was stored; a no or a correction after which a yes came."""
    answer = turn.told.get("answer")
    corrected = _values(turn, stored)
    if corrected:
        agreed = all(next_.told.get("answer") for next_ in later[:1])
        return {**corrected, "confirm": False} if agreed and answer is not True else {}
    if corrected is None or answer is None:
        return {}
    if answer:
        return {} if later else {"confirm": True}
    said_again = any(next_.told.get("readings") or next_.told.get("account") for next_ in later)
    return {"confirm": False} if said_again else {}
