"""What was heard and answered, as plain data for the call's log."""

from dataclasses import asdict

from meterline.dialogue import events as ev
from meterline.dialogue.facts import Checked
from meterline.language.turn import Slot, Understanding


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
    return told


def describe_event(event: ev.Event) -> tuple[str, dict[str, object]]:
    """Kind and data of an answer of the company."""
    match event:
        case ev.AccountsFound(account, facts):
            return "account_found" if facts else "account_unknown", {"account": account}
        case ev.ValuesChecked(checked):
            return "checked", {"values": [_checked(one) for one in checked]}
        case ev.ValuesStored(receipt):
            return "stored", asdict(receipt)
        case ev.PartFailed(part):
            return "part_failed", {"part": part}
    return type(event).__name__, {}


def _checked(checked: Checked) -> dict[str, object]:
    return {
        "serial": checked.value.serial,
        "zone": checked.value.zone.value,
        "value": checked.value.value,
        "finding": checked.finding.value,
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
