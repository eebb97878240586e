"""The log of a call told back: what `describe` wrote as the facts and events that it was."""

from collections.abc import Callable, Mapping
from dataclasses import fields, replace
from typing import Any

from meterline.dialogue import events as ev
from meterline.dialogue.facts import (
    AccountFacts,
    AccountState,
    CallFacts,
    ChargedSoFar,
    Checked,
    DraftFacts,
    Finding,
    MeterValue,
    Receipt,
    Refusal,
)
from meterline.language.turn import (
    Alternative,
    Command,
    Completeness,
    Decision,
    NameHeard,
    ReadingHeard,
    Slot,
    Understanding,
)
from meterline.language.zones import Zone

Told = Mapping[str, Any]
Find = Callable[[str], AccountFacts | None]
"""An account as it was when the call came."""


def understanding_told(told: Told) -> Understanding:
    """The understanding that `describe_heard` told of, without its times."""
    return Understanding(
        text=told.get("text", ""),
        account=_slot_in(told, "account"),
        name=NameHeard(**told["name"]) if told.get("name") else None,
        readings=tuple(
            ReadingHeard(Zone(one["zone"]) if one["zone"] else None, one["serial"], _slot(one))
            for one in told.get("readings", ())
        ),
        answer=told.get("answer"),
        answer_probability=told.get("answer_probability", 0.0),
        command=Command(told["command"]) if told.get("command") else None,
        region=_slot_in(told, "region"),
        completeness=Completeness(told.get("completeness", Completeness.NOTHING)),
    )


def answer_told(kind: str, told: Told, find: Find) -> ev.Event | None:
    """The company's answer that `describe_event` told of; None for what is none.

    None too for checks of older logs, which tell the findings but not what they rest on.
    """
    match kind:
        case "account_found" | "account_unknown":
            return _found(kind, told, find)
        case "stored" | "refused":
            return _submitted(kind, told, find)
        case "checked" if all("last" in one for one in told["values"]):
            return ev.ValuesChecked(tuple(_checked(one) for one in told["values"]))
        case "PhoneLinked":
            return ev.PhoneLinked()
        case "part_failed":
            return ev.PartFailed(told["part"])
    return None


def facts_told(told: Told, today: CallFacts, find: Find) -> CallFacts:
    """The facts that `describe_opened` told of; what it left out is as in `today`."""
    known = {one.key: one for one in (today.company, today.branch, *today.regions) if one}
    open_ = {name: told[name] for name in ("operators_open", "window_open", "window_last_day")}
    branch = known.get(told["branch"])
    counts = replace(branch or today.company, **open_)
    linked = (find(account) for account in told["linked"])
    draft, reminder = told.get("draft"), told.get("reminder")
    return replace(
        today,
        branch=counts if branch else None,
        company=today.company if branch else counts,
        linked=tuple(one for one in linked if one),
        may_link=told["may_link"],
        called_before=told["called_before"],
        draft=_draft(draft, find) if draft else None,
        reminder=find(reminder) if reminder else None,
    )


def values_told(values: Any) -> tuple[MeterValue, ...]:
    """Values from lists of serial, zone and value."""
    return tuple(MeterValue(serial, Zone(zone), value) for serial, zone, value in values)


def _found(kind: str, told: Told, find: Find) -> ev.AccountsFound:
    account = told["account"]
    if "of_contract" not in told:
        return ev.AccountsFound(account, find(account) if kind == "account_found" else None)
    under = tuple(one for one in map(find, told["of_contract"]) if one)
    if len(under) == 1:
        return ev.AccountsFound(account, under[0])
    return ev.AccountsFound(account, None, under)


def _submitted(kind: str, told: Told, find: Find) -> ev.ValuesStored | ev.ValuesRefused:
    """A closed account counts as closed, whatever has become of it since."""
    if kind == "stored":
        return ev.ValuesStored(_receipt(told))
    facts, refusal = find(told["account"]), Refusal(told["refusal"])
    if facts is not None and refusal is Refusal.CLOSED:
        facts = replace(facts, state=AccountState.CLOSED)
    return ev.ValuesRefused(told["account"], refusal, facts)


def _draft(told: Told, find: Find) -> DraftFacts | None:
    account = find(told["account"])
    if account is None:
        return None
    return DraftFacts(account, values_told(told["values"]), told["name_confirmed"])


def _receipt(told: Told) -> Receipt:
    known = {one.name: told[one.name] for one in fields(Receipt) if one.name in told}
    charged = ChargedSoFar(known.pop("charged_so_far", ChargedSoFar.READINGS))
    return Receipt(**known, charged_so_far=charged)


def _checked(told: Told) -> Checked:
    return Checked(
        MeterValue(told["serial"], Zone(told["zone"]), told["value"]),
        Finding(told["finding"]),
        told["last"],
        told["consumption"],
        told["proposal"],
    )


def _slot_in(told: Told, name: str) -> Slot | None:
    return _slot(told[name]) if told.get(name) else None


def _slot(told: Told) -> Slot:
    return Slot(
        told["value"],
        told["probability"],
        Decision(told["decision"]),
        tuple(Alternative(*other) for other in told.get("alternatives", ())),
        told.get("start", 0.0),
        told.get("end", 0.0),
    )
