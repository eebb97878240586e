"""What was heard and answered, as plain data for the call's log."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from meterline.dialogue import events as ev
from meterline.dialogue.actions import StoreValues
from meterline.dialogue.facts import CallFacts, Checked, MeterValue
from meterline.dialogue.state import State
from meterline.language.turn import (
    Alternative,
    Asked,
    Candidate,
    Expectation,
    ReadBack,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone


def describe_opened(facts: CallFacts) -> dict[str, object]:
    """What was known when a call arrived and may be otherwise later: accounts by their number.

    Whether operators answer and the window is open are those of the branch that counts.
    """
    branch = facts.branch or facts.company
    told: dict[str, object] = {
        "branch": facts.branch and facts.branch.key,
        "operators_open": branch.operators_open,
        "window_open": branch.window_open,
        "window_last_day": branch.window_last_day,
        "linked": [one.account for one in facts.linked],
        "may_link": facts.may_link,
        "called_before": facts.called_before,
    }
    if facts.reminder:
        told["reminder"] = facts.reminder.account
    if facts.draft:
        told["draft"] = {
            "account": facts.draft.account.account,
            "values": _values(facts.draft.values),
            "name_confirmed": facts.draft.name_confirmed,
        }
    return told


def describe_asked(expectation: Expectation, begin: float, seconds: float) -> dict[str, object]:
    """What was asked and known when a turn was heard, and where it is in the recording.

    With it the turn can be understood again: `begin` and `end` are seconds of the
    recording, accounts are those that the caller could only mean.
    """
    told: dict[str, object] = {
        "asked": expectation.asked.value,
        "begin": round(begin, 2),
        "end": round(begin + seconds, 2),
        "candidates": [one.account for one in expectation.candidates],
    }
    if expectation.meter:
        told["meter"] = expectation.meter
    if expectation.zones:
        told["zones"] = [zone.value for zone in expectation.zones]
    if expectation.accounts_excluded:
        told["excluded"] = list(expectation.accounts_excluded)
    if expectation.account_beginning:
        told["beginning"] = expectation.account_beginning
    if expectation.accounts_heard:
        told["heard_before"] = [
            [one.value, round(one.probability, 3)] for one in expectation.accounts_heard
        ]
    if expectation.read_back:
        told["read_back"] = [asdict(one) for one in expectation.read_back]
    return told


def describe_heard(heard: Understanding) -> dict[str, object]:
    """The parts of an understanding that were there; probabilities to three places."""
    told: dict[str, object] = {
        "text": heard.text,
        "completeness": heard.completeness.value,
        "core_seconds": round(heard.core_seconds, 3),
    }
    if heard.account:
        told["account"] = _slot(heard.account)
    if heard.name:
        told["name"] = asdict(heard.name)
    if heard.readings:
        told["readings"] = [
            {"zone": reading.zone and reading.zone.value, "serial": reading.serial}
            | _slot(reading.slot)
            for reading in heard.readings
        ]
    if heard.answer is not None:
        told["answer"] = heard.answer
        told["answer_probability"] = round(heard.answer_probability, 3)
    if heard.command:
        told["command"] = heard.command.value
    if heard.region:
        told["region"] = _slot(heard.region)
    return told


def expectation_told(
    told: Mapping[str, Any], find: Callable[[str], Candidate | None]
) -> Expectation:
    """The expectation that `describe_asked` told of; `find` knows the accounts.

    Raises ValueError for a question that there is not.
    """
    candidates = (find(account) for account in told.get("candidates", ()))
    return Expectation(
        Asked(told["asked"]),
        tuple(one for one in candidates if one),
        meter=told.get("meter"),
        zones=tuple(Zone(zone) for zone in told.get("zones", ())),
        accounts_excluded=tuple(told.get("excluded", ())),
        account_beginning=told.get("beginning", ""),
        accounts_heard=tuple(Alternative(*one) for one in told.get("heard_before", ())),
        read_back=tuple(
            ReadBack(Zone(one["zone"]), one["serial"], one["value"])
            for one in told.get("read_back", ())
        ),
    )


def describe_event(event: ev.Event) -> tuple[str, dict[str, object]]:
    """Kind and data of an answer of the company."""
    match event:
        case ev.AccountsFound():
            return _found(event)
        case ev.ValuesChecked(checked):
            return "checked", {"values": [_checked(one) for one in checked]}
        case ev.ValuesStored(receipt):
            return "stored", asdict(receipt)
        case ev.ValuesRefused(account, refusal):
            return "refused", {"account": account, "refusal": refusal.value}
        case ev.PartFailed(part):
            return "part_failed", {"part": part}
    return type(event).__name__, {}


def _found(event: ev.AccountsFound) -> tuple[str, dict[str, object]]:
    """`of_contract` are the accounts of a number that is a contract's."""
    told: dict[str, object] = {"account": event.account}
    found = event.several or ((event.facts,) if event.facts else ())
    if found and found[0].account != event.account:
        told["of_contract"] = [one.account for one in found]
    return "account_found" if found else "account_unknown", told


def describe_handover(state: State, purpose: str) -> dict[str, object]:
    """What a person who takes the call over has to know, and whose person that is."""
    claim = state.claim
    return {
        "purpose": purpose,
        "branch": state.branch.key if state.branch else None,
        "account": claim.account,
        "values": _values(claim.meter_values),
        "name_agrees": claim.name_agrees,
    }


def describe_confirmed(errand: StoreValues) -> dict[str, object]:
    """Values that the caller said yes to: `values` are lists of serial, zone and value."""
    return {
        "account": errand.account,
        "values": _values(errand.values),
        "name_confirmed": errand.name_confirmed,
    }


def _values(values: tuple[MeterValue, ...]) -> list[list[object]]:
    return [[one.serial, one.zone.value, one.value] for one in values]


def _checked(checked: Checked) -> dict[str, object]:
    return {
        "serial": checked.value.serial,
        "zone": checked.value.zone.value,
        "value": checked.value.value,
        "finding": checked.finding.value,
        "last": checked.last,
        "consumption": checked.consumption,
        "proposal": checked.proposal,
    }


def _slot(slot: Slot) -> dict[str, object]:
    return {
        "value": slot.value,
        "probability": round(slot.probability, 3),
        "decision": slot.decision.value,
        "alternatives": [[other.value, round(other.probability, 3)] for other in slot.alternatives],
        "start": round(slot.start, 2),
        "end": round(slot.end, 2),
    }
