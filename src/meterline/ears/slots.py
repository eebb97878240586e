"""From weighted hypotheses to slots: probability, alternatives, decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meterline.ears.assignment import Placed
from meterline.ears.hypotheses import Hypothesis
from meterline.ears.thresholds import Thresholds
from meterline.language.turn import Alternative, Decision, ReadingHeard, Slot
from meterline.language.zones import Zone

MOST_ALTERNATIVES = 5


@dataclass(frozen=True)
class Evidence:
    """How far a value leads, in nats: `margin` with everything known, `heard` by sound and
    grammar alone; `share` is its part of the hypotheses' weight."""

    margin: float
    heard: float
    share: float


def shares(
    hypotheses: Sequence[Hypothesis], key: Callable[[Hypothesis], str | None]
) -> list[Alternative]:
    """The weights of the hypotheses summed by `key`, highest first."""
    sums: dict[str, float] = {}
    for h in hypotheses:
        value = key(h)
        if value is not None:
            sums[value] = sums.get(value, 0.0) + h.weight
    ranked = sorted(sums.items(), key=lambda item: -item[1])
    return [Alternative(value, p) for value, p in ranked[:MOST_ALTERNATIVES]]


def evidence(
    hypotheses: Sequence[Hypothesis], key: Callable[[Hypothesis], str | None], value: str
) -> Evidence:
    """How far `value` leads all other hypotheses, those without the slot among them."""
    same = [h for h in hypotheses if key(h) == value]
    other = [h for h in hypotheses if key(h) != value]
    lead = 99.0
    heard = 99.0
    if other:
        lead = max(h.score for h in same) - max(h.score for h in other)
        heard = max(h.heard for h in same) - max(h.heard for h in other)
    return Evidence(lead, heard, sum(h.weight for h in same))


def account_slot(
    hypotheses: Sequence[Hypothesis], gap: float, thresholds: Thresholds, frame_seconds: float
) -> Slot | None:
    """The account of the best hypothesis; `gap` is what leaving the base would win, in nats."""
    best = hypotheses[0]
    span = best.meaning.account_span
    start, end = (best.found.frames[i] * frame_seconds if best.found.frames else 0.0 for i in span)
    if not best.account:
        digits = best.meaning.account
        return Slot(digits, 0.0, Decision.ASK, (), start, end) if digits else None
    proof = evidence(hypotheses, lambda h: h.account, best.account)
    probability = proof.share * thresholds.account_inside(gap)
    decision = thresholds.account(proof.margin, proof.heard, gap)
    alternatives = tuple(shares(hypotheses, lambda h: h.account or None))
    return Slot(best.account, probability, decision, alternatives, start, end)


def _same_place(placed: Placed) -> Callable[[Hypothesis], str | None]:
    """The value that a hypothesis gives to the register of `placed`, as a number."""

    def key(h: Hypothesis) -> str | None:
        for other in h.placed:
            if (other.zone, other.serial) == (placed.zone, placed.serial):
                return str(int(other.value.digits))
        return None

    return key


def _bare_place(at: int) -> Callable[[Hypothesis], str | None]:
    """The same where no meter is known: by the order of the values."""

    def key(h: Hypothesis) -> str | None:
        return str(int(h.placed[at].value.digits)) if at < len(h.placed) else None

    return key


def reading_slots(
    hypotheses: Sequence[Hypothesis], fit: float, thresholds: Thresholds, frame_seconds: float
) -> tuple[ReadingHeard, ...]:
    """A slot for each value of the best hypothesis; `fit` is how well the letters fit it."""
    best = hypotheses[0]
    heard = []
    for at, placed in enumerate(best.placed):
        key = _same_place(placed) if placed.zone is not None else _bare_place(at)
        proof = evidence(hypotheses, key, str(int(placed.value.digits)))
        frames = best.found.frames
        slot = Slot(
            value=placed.value.digits,
            probability=proof.share * thresholds.reading_fits(fit),
            decision=thresholds.reading(proof.margin, proof.heard, fit),
            alternatives=tuple(shares(hypotheses, key)),
            start=frames[placed.value.first] * frame_seconds,
            end=frames[placed.value.last] * frame_seconds,
        )
        heard.append(ReadingHeard(placed.zone, placed.serial, slot))
    return tuple(heard)


def zones_heard(readings: Sequence[ReadingHeard]) -> set[tuple[str | None, Zone | None]]:
    """The registers that have a value."""
    return {(r.serial, r.zone) for r in readings}
