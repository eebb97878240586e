"""From weighted hypotheses to slots: probability, alternatives, decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meterline.ears.assignment import Placed
from meterline.ears.hypotheses import Hypothesis
from meterline.ears.names import Owners
from meterline.ears.plausible import PLAUSIBLE, log_prior
from meterline.ears.thresholds import Thresholds
from meterline.language.turn import Alternative, Decision, ReadingHeard, Slot

MOST_ALTERNATIVES = 5
NO_RIVAL = 99.0
OWNER_SHARE = 0.9


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
    """How far `value` leads all other hypotheses, those without the slot among them.

    Other places for the same words, and words that leave the slot out, are no other
    hearing of it: they count in the margin only.
    """
    same = [h for h in hypotheses if key(h) == value]
    other = [h for h in hypotheses if key(h) != value]
    words = {id(h.found) for h in same}
    unlike = [h for h in other if id(h.found) not in words and key(h)]
    return Evidence(
        margin=_lead([h.score for h in same], [h.score for h in other]),
        heard=_lead([h.heard for h in same], [h.heard for h in unlike]),
        share=sum(h.weight for h in same),
    )


def _lead(same: list[float], other: list[float]) -> float:
    return max(same) - max(other) if other else NO_RIVAL


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
    hypotheses: Sequence[Hypothesis],
    unclear: float,
    thresholds: Thresholds,
    frame_seconds: float,
) -> tuple[ReadingHeard, ...]:
    """A slot for each value of the best hypothesis; `unclear` is the turn's, in nats."""
    best = hypotheses[0]
    heard = []
    for at, placed in enumerate(best.placed):
        key = _same_place(placed) if placed.zone is not None else _bare_place(at)
        proof = evidence(hypotheses, key, str(int(placed.value.digits)))
        frames = best.found.frames
        decision = thresholds.reading(proof.margin, proof.heard, unclear)
        doubtful = best.assignment.stray or placed.value.unclear or not _plausible(placed)
        if doubtful and decision is Decision.SURE:
            decision = Decision.CONFIRM
        slot = Slot(
            value=placed.value.digits,
            probability=proof.share,
            decision=decision,
            alternatives=tuple(shares(hypotheses, key)),
            start=frames[placed.value.first] * frame_seconds,
            end=frames[placed.value.last] * frame_seconds,
        )
        heard.append(ReadingHeard(placed.zone, placed.serial, slot))
    return tuple(heard)


def owner_slot(
    hypotheses: Sequence[Hypothesis], owners: Owners, thresholds: Thresholds
) -> Slot | None:
    """The account that a name alone says: sure only if one organisation has that name, it
    was heard well and its meter may show every value said."""
    best = hypotheses[0]
    if best.candidate is None:
        return None
    ranked = shares(hypotheses, lambda h: h.candidate.account if h.candidate else None)
    share = ranked[0].probability
    plausible = bool(best.placed) and all(_plausible(p) for p in best.placed)
    sure = len(owners.candidates) == 1 and owners.score >= thresholds.name_sure and plausible
    if sure or (plausible and share >= OWNER_SHARE):
        decision = Decision.SURE if sure else Decision.CONFIRM
        return Slot(ranked[0].value, share, decision, tuple(ranked))
    return None


def _plausible(placed: Placed) -> bool:
    register = placed.register
    return register is not None and log_prior(int(placed.value.digits), register) > PLAUSIBLE
