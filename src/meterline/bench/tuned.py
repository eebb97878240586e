"""What tuning found: the calibration as JSON, the figures of held-out speakers, their errors."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

from rapidfuzz.distance import Levenshtein

from meterline.bench.judging import Verdict
from meterline.bench.observing import Situation, truths
from meterline.bench.reliability import reliability_of
from meterline.bench.tuning import HeldOut, Tuned
from meterline.ears.calibration import Calibration, Curve
from meterline.language.lexicon import fold

CLEAR_LETTERS = 0.15
"""Fewer wrong letters than this share, and the sound was not to blame."""


class Blame(StrEnum):
    """What kept a turn from being understood."""

    TAKEN = "wrong taken as sure"
    DECISION = "right, but thought too doubtful to offer"
    RANKED = "another meaning thought likelier"
    UNFOUND = "meaning not found though the letters were clear"
    SOUND = "letters not clear"


def written(calibration: Calibration, measured: dict[str, Any]) -> str:
    """The JSON of `calibration.json` with one model; `measured` stands there for people."""
    slots = {
        kind.value: {
            "curve": _curve(slot.curve),
            "again": _curve(slot.again),
            "costs": asdict(slot.costs),
        }
        for kind, slot in calibration.slots.items()
    }
    model = {"measured": measured, "names": asdict(calibration.names), "slots": slots}
    return json.dumps({"models": {calibration.model: model}}, ensure_ascii=False, indent=1) + "\n"


def _curve(curve: Curve) -> dict[str, Any]:
    return {"bias": curve.bias, "terms": [asdict(term) for term in curve.terms]}


def merged(text: str, file: Path) -> str:
    """The models of `text` put into those that `file` holds already, if there is one."""
    models = json.loads(file.read_text("utf-8"))["models"] if file.exists() else {}
    models.update(json.loads(text)["models"])
    return json.dumps({"models": models}, ensure_ascii=False, indent=1) + "\n"


def figures(tuned: Tuned) -> dict[str, Any]:
    """Held-out counts by condition and role, and the expected calibration error by kind.

    `good` is right or rightly offered for a yes or no, `wrong` a wrong value taken as sure.
    """
    counts: dict[str, dict[str, dict[str, int]]] = {}
    for item in tuned.held_out:
        role = _row(item)
        row = counts.setdefault(item.observed.condition, {}).setdefault(
            role, {"n": 0, "right": 0, "good": 0, "wrong": 0}
        )
        row["n"] += 1
        row["right"] += item.verdict is Verdict.RIGHT
        row["good"] += item.verdict in (Verdict.RIGHT, Verdict.CONFIRM)
        row["wrong"] += item.verdict is Verdict.WRONG
    return {
        "turns": {c: dict(sorted(rows.items())) for c, rows in counts.items()},
        "calibration_error": _error([one for each in tuned.said.values() for one in each]),
        "calibration_error_by_kind": {
            kind.value: _error(said) for kind, said in tuned.said.items() if said
        },
    }


def reliability(tuned: Tuned) -> dict[str, Any]:
    """The reliability of each kind of value of held-out speakers, for a picture."""
    return {kind.value: _reliability(said) for kind, said in tuned.said.items() if said}


def _reliability(said: Sequence[tuple[float, bool, float]]) -> dict[str, Any]:
    return reliability_of([(p, right) for p, right, _ in said], [weight for *_, weight in said])


def _error(said: Sequence[tuple[float, bool, float]]) -> float:
    return round(_reliability(said)["expected_calibration_error"] or 0.0, 4)


def _row(item: HeldOut) -> str:
    observed = item.observed
    if observed.situation is Situation.ASKED:
        return observed.turn.role
    return f"{observed.situation.value}: {observed.turn.role}"


def errors(tuned: Tuned) -> Iterator[dict[str, Any]]:
    """Each turn not understood, what was to blame and what was heard. Holds callers' data."""
    for item in tuned.held_out:
        if item.verdict in (Verdict.RIGHT, Verdict.CONFIRM):
            continue
        if item.observed.situation is not Situation.ASKED and item.verdict is not Verdict.WRONG:
            continue
        heard = item.heard
        slots = [heard.account] if heard.account else []
        yield {
            "blame": blame(item).value,
            "row": _row(item),
            "condition": item.observed.condition,
            "call": item.observed.call.call,
            "text": item.observed.turn.text,
            "letters": heard.text,
            "letters_wrong": round(letters_wrong(item), 3),
            "slots": item.observed.turn.slots,
            "account": [_said(s) for s in slots],
            "readings": [[r.zone, r.serial, *_said(r.slot)] for r in heard.readings],
            "answer": [heard.answer, round(heard.answer_probability, 3)],
            "command": [heard.command, round(heard.command_probability, 3)],
            "cases": [
                [case.kind, case.value, right, {k: round(v, 2) for k, v in case.evidence.items()}]
                for case, right in truths(item.observed)
            ],
        }


def _said(slot: Any) -> Sequence[Any]:
    others = [[a.value, round(a.probability, 4)] for a in slot.alternatives[:4]]
    return [slot.value, round(slot.probability, 4), slot.decision.value, others]


def letters_wrong(item: HeldOut) -> float:
    """The share of wrong letters in the plain letters of the turn."""
    said = fold(item.observed.turn.text)
    return Levenshtein.distance(item.heard.text, said) / max(1, len(said))


def blame(item: HeldOut) -> Blame:
    """What kept the turn from being understood."""
    if item.verdict is Verdict.WRONG:
        return Blame.TAKEN
    judged = [right for _, right in truths(item.observed)]
    if judged and all(judged) and not _lacking(item):
        return Blame.DECISION
    if _among_others(item):
        return Blame.RANKED
    return Blame.UNFOUND if letters_wrong(item) < CLEAR_LETTERS else Blame.SOUND


def _lacking(item: HeldOut) -> bool:
    """Whether the best meaning leaves out a slot that was said."""
    said, heard = item.observed.turn.slots, item.observed.heard
    return (
        ("account" in said and (heard.account is None or not heard.account.alternatives))
        or len(heard.readings) < len(said.get("readings", {}))
        or ("confirm" in said and heard.answer is None and not heard.readings)
        or ("command" in said and heard.command is None)
    )


def _among_others(item: HeldOut) -> bool:
    """Whether every slot said is at least among the alternatives."""
    said, heard = item.observed.turn.slots, item.observed.heard
    account = said.get("account")
    offered = {a.value for a in heard.account.alternatives} if heard.account else set()
    values = {int(a.value) for r in heard.readings for a in r.slot.alternatives}
    values |= {int(r.slot.value) for r in heard.readings if r.slot.value.isdecimal()}
    numbers = {int(v) for v in said.get("readings", {}).values()}
    spoken = account is not None or bool(numbers)
    return spoken and (account is None or account in offered) and numbers <= values
