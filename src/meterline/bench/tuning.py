"""Calibration of one acoustic model from labelled packs, checked on speakers left out."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from meterline.bench.fitting import Sample, Shape, fit
from meterline.bench.judging import Verdict, judge
from meterline.bench.observing import (
    NOTHING_SAID,
    Observed,
    Situation,
    command_of,
    decided,
    truths,
)
from meterline.ears.calibration import Calibration, Case, Costs, Curve, Kind, SlotCalibration
from meterline.ears.slots import account_odds, asked_about
from meterline.language.turn import Decision, Understanding

WEIGHTS = {
    Situation.ASKED: 1.0,
    Situation.STRANGER: 0.25,
    Situation.FOREIGN: 0.25,
    Situation.NOBODY: 0.1,
}
"""How much a turn counts: those that do not belong are rarer in calls than in tuning."""

FOLDS = 5
FEWEST = 40
"""Fewer values than this, or fewer than FEWEST_WRONG wrong ones, fit nothing."""
FEWEST_WRONG = 3

_UNCLEAR = (
    Shape("unclear", 0.02, 0.2, -1),
    Shape("unclear", 0.2, 0.5, -1),
    Shape("unclear", 0.5, 1.0, -1),
)
_FLAT = (Shape("flat", 0.5, 3.0, -1),)
_STRAIN = (
    Shape("strain", 0.0, 0.6, -1),
    Shape("strain", 0.6, 1.2, -1),
    Shape("strain", 1.2, 2.5, -1),
)
_MARGIN = (
    Shape("margin", 0.0, 2.0, 1),
    Shape("margin", 2.0, 5.0, 1),
    Shape("margin", 5.0, 15.0, 1),
)
_ODDS = (Shape("odds", 0.0, 4.0, 1), Shape("odds", 4.0, 12.0, 1))
_OWN_ODDS = (Shape("odds", 0.0, 4.0, 1, least=4.0), Shape("odds", 4.0, 12.0, 1))
"""Of two hearings with like weight neither is surer, though a pack may have too few such."""
_OWN_MARGIN = (
    Shape("margin", 0.0, 2.0, 1),
    Shape("margin", 2.0, 5.0, 1, least=1.5),
    Shape("margin", 5.0, 15.0, 1, least=0.5),
)
"""A lead that what was known before has helped to is worth something beyond its odds."""
_HEARD = (
    Shape("heard", -5.0, 0.0, 1),
    Shape("heard", 0.0, 3.0, 1),
    Shape("heard", 3.0, 9.0, 1),
)
_ALL = (*_MARGIN, *_HEARD, *_UNCLEAR, *_STRAIN, *_FLAT)
"""What every kind may go by, but for the odds."""
_ANSWER = (Shape("values", 0.0, 1.0, -1), Shape("letters", 10.0, 30.0, -1))
SHAPES: dict[Kind, tuple[Shape, ...]] = {
    # The packs say nothing of earlier turns and linked phones, in which the account's margin
    # differs from what was heard: so the margin speaks for it, not the sound alone.
    Kind.ACCOUNT: (
        *_OWN_MARGIN,
        *_OWN_ODDS,
        *_UNCLEAR,
        *_STRAIN,
        *_FLAT,
        Shape("gap", 0.0, 3.0, -1),
        Shape("gap", 3.0, 8.0, -1),
        Shape("gap", 8.0, 16.0, -1),
        Shape("name", -1.0, 0.0, 1),
        Shape("name", 0.0, 1.0, 1),
    ),
    Kind.OWNER: (*_ALL, *_OWN_ODDS, Shape("name_score", -1.3, -0.3, 1), Shape("owners", 1, 4, -1)),
    Kind.READING: (
        *_ALL,
        *_OWN_ODDS,
        Shape("prior", -25.0, -11.0, 1),
        Shape("prior", -11.0, -6.0, 1),
        Shape("open", 0.0, 1.0, -1),
        Shape("stray", 0.0, 1.0, -1),
        Shape("account", -4.0, 0.0, 1),
        Shape("account", 0.0, 7.0, 1),
    ),
    Kind.YES: (*_ALL, *_ODDS, *_ANSWER),
    Kind.NO: (*_ALL, *_ODDS, *_ANSWER),
    # Whoever calls for help says much else: only what is far from the command speaks against it.
    Kind.COMMAND: (
        *_MARGIN,
        *_ODDS,
        *_HEARD,
        *_UNCLEAR,
        *_FLAT,
        Shape("strain", 1.2, 2.0, -1),
        Shape("digits", 0.0, 3.0, -1),
    ),
    Kind.REGION: (*_ALL, *_OWN_ODDS),
}
"""Which evidence may speak for or against a value of each kind, and in which direction."""

TIE = {"odds": 0.0, "margin": 0.0, "gap": 0.0, "unclear": 0.0, "name": 0.0}
TIE_WEIGHT = 20.0
"""Of two accounts that sound alike either may be meant, and how much this counts: packs have too
few such, and where a model hears well the rest would say that whatever leads is right."""

AGAIN = (Shape("unclear", 0.02, 0.2, -1), Shape("unclear", 0.2, 0.8, -1))


def costs_of(kind: Kind, wrong: float) -> Costs:
    """Seconds of a caller's time; `wrong` is what a wrong value costs (see docs/calibration.md)."""
    if kind in (Kind.ACCOUNT, Kind.OWNER):
        return Costs(wrong, again=18.0, question=8.0, keys=45.0, slip=0.01)
    if kind is Kind.READING:
        return Costs(wrong, again=15.0, question=6.0, keys=40.0, slip=0.01)
    if kind is Kind.REGION:
        return Costs(wrong / 10, again=8.0, question=5.0, keys=45.0, slip=0.01)
    share = {Kind.YES: 0.08, Kind.NO: 0.06, Kind.COMMAND: 0.04}[kind]
    return Costs(share * wrong, again=6.0)


@dataclass(frozen=True)
class HeldOut:
    """A turn of a speaker whom the calibration had not heard."""

    observed: Observed
    heard: Understanding
    verdict: Verdict


@dataclass(frozen=True)
class Tuned:
    """The calibration fitted on everybody, and what cross-validation by speaker says of it.

    `said` are for each kind the probability, rightness and weight of each held-out value.
    """

    calibration: Calibration
    held_out: tuple[HeldOut, ...]
    said: Mapping[Kind, Sequence[tuple[float, bool, float]]]


def tune(observed: Sequence[Observed], now: Calibration, wrong: float) -> Tuned:
    """Fit on all of `observed`, and on all but some speakers to judge those by.

    Kinds with too few values keep what `now` says of them.
    """
    held_out: list[HeldOut] = []
    said: dict[Kind, list[tuple[float, bool, float]]] = {kind: [] for kind in Kind}
    for part in parts_of(observed):
        known = [o for o in observed if o.speaker not in part]
        calibration = fitted(known, now, wrong)
        for item in (o for o in observed if o.speaker in part):
            held_out.append(apply(item, calibration))
            for case, right in truths(item):
                told = _with_account(item, calibration)(case)
                p = calibration.judge(told).probability
                said[case.kind].append((p, right, _weight(item)))
    return Tuned(fitted(observed, now, wrong), tuple(held_out), said)


def parts_of(observed: Iterable[Observed]) -> list[frozenset[str]]:
    """The speakers in at most FOLDS parts."""
    speakers = sorted({o.speaker for o in observed})
    parts = [frozenset(speakers[i::FOLDS]) for i in range(FOLDS)]
    return [part for part in parts if part]


def fitted(observed: Sequence[Observed], now: Calibration, wrong: float) -> Calibration:
    """The calibration of these turns; first the account, which the values lean on."""
    first = replace(now, slots={**now.slots, **_fit(observed, now, wrong, (Kind.ACCOUNT,))})
    rest = tuple(kind for kind in Kind if kind is not Kind.ACCOUNT)
    return replace(first, slots={**first.slots, **_fit(observed, first, wrong, rest)})


def _fit(
    observed: Sequence[Observed], now: Calibration, wrong: float, kinds: Sequence[Kind]
) -> dict[Kind, SlotCalibration]:
    samples: dict[Kind, list[Sample]] = {kind: [] for kind in kinds}
    again: dict[Kind, list[Sample]] = {kind: [] for kind in kinds}
    for item in observed:
        tell = _with_account(item, now)
        for case, right in truths(item):
            if case.kind in samples:
                samples[case.kind].append(Sample(tell(case).evidence, right, _weight(item)))
        for kind, right in _understood(item):
            if kind in again:
                again[kind].append(Sample({"unclear": item.unclear}, right))
    return {
        kind: SlotCalibration(
            curve_of(kind, samples[kind], now.slots[kind].curve),
            _curve(again[kind], AGAIN, now.slots[kind].again),
            costs_of(kind, wrong),
        )
        for kind in kinds
    }


def curve_of(kind: Kind, samples: Sequence[Sample], now: Curve) -> Curve:
    """The curve of a kind of value under which `samples` are likeliest; `now` if they are few."""
    ties = [Sample(TIE, right, TIE_WEIGHT / 2) for right in (True, False)]
    return _curve(samples, SHAPES[kind], now, ties if kind is Kind.ACCOUNT else ())


def _curve(
    samples: Sequence[Sample], shapes: Sequence[Shape], now: Curve, ties: Sequence[Sample] = ()
) -> Curve:
    wrong = sum(not s.right for s in samples)
    few = len(samples) < FEWEST or min(wrong, len(samples) - wrong) < FEWEST_WRONG
    return now if few else fit([*samples, *ties], shapes)


def _weight(item: Observed) -> float:
    return WEIGHTS[item.situation]


def _with_account(item: Observed, calibration: Calibration) -> Callable[[Case], Case]:
    """Values of one breath know how sure its account is: the witness could not tell."""
    account = next((c for c in item.cases if c.kind in (Kind.ACCOUNT, Kind.OWNER)), None)
    if account is None:
        return lambda case: case
    judged = calibration.judge(account)
    odds = account_odds(judged.probability)

    def told(case: Case) -> Case:
        if case.kind is not Kind.READING:
            return case
        known = replace(case, evidence={**case.evidence, "account": odds})
        return known if judged.decision is Decision.SURE else asked_about(known)

    return told


def _understood(item: Observed) -> Iterator[tuple[Kind, bool]]:
    """For each kind of slot that the turn says, whether its best value was right."""
    if item.situation is not Situation.ASKED:
        return
    right: dict[Kind, bool] = {}
    for case, well in truths(item):
        right[case.kind] = right.get(case.kind, True) and well
    says = {
        Kind.ACCOUNT: "account" in item.turn.slots,
        Kind.READING: "readings" in item.turn.slots,
    }
    for kind, there in says.items():
        if there:
            yield kind, right.get(kind, False)


def apply(item: Observed, calibration: Calibration) -> HeldOut:
    """What the ears would have answered under `calibration`, and whether that was right."""
    told = _with_account(item, calibration)
    known = replace(item, cases=tuple(told(case) for case in item.cases))
    heard = decided(known, calibration)
    if item.situation is Situation.ASKED:
        return HeldOut(item, heard, judge(item.turn, heard, item.call.account))
    wrong = _takes_something(item, heard)
    return HeldOut(item, heard, Verdict.WRONG if wrong else Verdict.RIGHT)


def _takes_something(item: Observed, heard: Understanding) -> bool:
    """Whether a turn that does not belong gave an answer, command or value taken as sure.

    Values of a turn that belongs to another question are the caller's own all the same.
    """
    command = heard.command is not None and heard.command != command_of(item.turn)
    said = item.turn.slots.get("confirm")
    answer = heard.answer is not None and heard.answer is not said
    account = heard.account is not None and heard.account.decision is Decision.SURE
    values = any(r.slot.decision is Decision.SURE for r in heard.readings)
    if item.situation is Situation.STRANGER:
        return account or command or answer
    return command or answer or (item.turn is NOTHING_SAID and (account or values))
