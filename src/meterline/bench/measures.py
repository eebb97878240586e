"""The measures of understanding: shares with their intervals beside the wanted ones."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from meterline.bench.judging import Verdict
from meterline.bench.reliability import reliability_of
from meterline.bench.statistic import wilson
from meterline.bench.turns import Judged, Trial

Figures = dict[str, Any]


@dataclass(frozen=True)
class Wanted:
    """Least share of right turns, most of wrong ones; None where nothing is asked for."""

    right: float | None = None
    wrong: float | None = None


NOTHING = Wanted()


@dataclass(frozen=True)
class Measure:
    """Turns that are judged together, and what is wanted of them on usual and on hard lines."""

    name: str
    roles: frozenset[str]
    usual: Wanted = NOTHING
    hard: Wanted = NOTHING


MEASURES = (
    Measure("account", frozenset({"account"}), Wanted(0.98, 0.003), Wanted(0.92, 0.005)),
    Measure("reading", frozenset({"reading"}), Wanted(0.97, 0.003), Wanted(0.92, 0.005)),
    Measure("one_breath", frozenset({"one_breath"}), Wanted(0.93, 0.005), Wanted(0.80, 0.005)),
    Measure("yes_no", frozenset({"yes", "no"}), hard=Wanted(0.95, 0.005)),
    Measure("yes_no_commands", frozenset({"yes", "no", "operator", "repeat"}), Wanted(0.98, 0.005)),
    Measure("name_agrees", frozenset({"name"}), Wanted(0.98)),
)
NAME_DIFFERS = Wanted(0.98)


def measures(judged: Sequence[Judged], hard: bool) -> Figures:
    """The figures of every measure by its name.

    `right` counts turns of which all slots are taken as sure or offered for confirmation
    with the right values, `wrong` turns with a wrong value taken as sure; intervals are
    Wilson's of 95 %.
    """
    by_turns = {measure.name: _of_turns(judged, measure, hard) for measure in MEASURES}
    return by_turns | {
        "one_breath_by_slot": _by_slot(judged),
        "name_differs": _name_differs(judged, NOTHING if hard else NAME_DIFFERS),
        "account_not_in_base": _not_in_base(judged),
    }


def reliability(judged: Iterable[Judged]) -> Figures:
    """How true the probabilities are, by kind of slot: expected calibration error and bins.

    Counted is the best value of every slot that was heard, whatever was decided about it;
    yes, no and commands only where one was taken, names not at all (no probability).
    """
    predictions: dict[str, list[tuple[float, bool]]] = {}
    for item in judged:
        for slot in item.slots:
            if slot.probability is not None and slot.right is not None:
                predictions.setdefault(slot.kind, []).append((slot.probability, slot.right))
    return {kind: reliability_of(found) for kind, found in sorted(predictions.items())}


def share(count: int, of: int, name: str) -> Figures:
    """A count with its share and interval under keys that begin with `name`."""
    return {
        name: count,
        f"{name}_share": count / of if of else None,
        f"{name}_interval": list(wilson(count, of)),
    }


def _of_turns(judged: Iterable[Judged], measure: Measure, hard: bool) -> Figures:
    verdicts = Counter(item.verdict for item in judged if item.turn.role in measure.roles)
    wanted = measure.hard if hard else measure.usual
    return _shares(verdicts, wanted)


def _shares(verdicts: Counter[Verdict], wanted: Wanted) -> Figures:
    n = verdicts.total()
    right = verdicts[Verdict.RIGHT] + verdicts[Verdict.CONFIRM]
    return {
        "n": n,
        **share(right, n, "right"),
        "to_confirm": verdicts[Verdict.CONFIRM],
        **share(verdicts[Verdict.WRONG], n, "wrong"),
        "wanted": {"right_at_least": wanted.right, "wrong_at_most": wanted.wrong},
    }


def _by_slot(judged: Iterable[Judged]) -> Figures:
    """Slots that were said in one breath, by kind; `asked_as_a_whole` turns had none usable."""
    kinds: dict[str, Counter[Verdict]] = {}
    whole = 0
    for item in judged:
        if item.turn.role != "one_breath":
            continue
        said = [slot for slot in item.slots if slot.said is not None]
        whole += bool(said) and all(slot.verdict is Verdict.ASKED for slot in said)
        for slot in said:
            kinds.setdefault(slot.kind, Counter())[slot.verdict] += 1
    slots = {kind: _shares(verdicts, NOTHING) for kind, verdicts in sorted(kinds.items())}
    return {"slots": slots, "asked_as_a_whole": whole}


def _name_differs(judged: Iterable[Judged], wanted: Wanted) -> Figures:
    tried = [one for item in judged for one in item.tried]
    near = Counter(one.outcome for one in tried if one.trial is Trial.NEAR_IMPOSTOR)
    other = Counter(one.outcome for one in tried if one.trial is Trial.OTHER_IMPOSTOR)
    return {
        **_impostors(near + other),
        "near_surnames": _impostors(near),
        "other_surnames": _impostors(other),
        "wanted": {"right_at_least": wanted.right, "wrong_at_most": wanted.wrong},
    }


def _impostors(outcomes: Counter[str]) -> Figures:
    """`right`: not taken for the account's owner, whether found to differ or only unclear."""
    n = outcomes.total()
    return {
        "n": n,
        **share(n - outcomes["let_through"], n, "right"),
        "found": outcomes["found"],
        "unclear": outcomes["unclear"],
        "let_through": outcomes["let_through"],
    }


def _not_in_base(judged: Iterable[Judged]) -> Figures:
    tried = (one for item in judged for one in item.tried)
    outcomes = Counter(one.outcome for one in tried if one.trial is Trial.NOT_IN_BASE)
    n = outcomes.total()
    return {
        "n": n,
        **share(outcomes["sure"], n, "accepted_as_sure"),
        "offered_for_confirmation": outcomes["confirm"],
    }
