"""What is told of a stored reading: how it counts, its number, what the law makes of it."""

from dataclasses import replace

from meterline.dialogue import farewell, linking
from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import ChargedSoFar, Receipt
from meterline.dialogue.state import State, Step
from meterline.dialogue.talk import phrases
from meterline.language.speech import Number, Piece

CHARGED = {
    ChargedSoFar.READINGS: (),
    ChargedSoFar.AVERAGE: ("rule.average",),
    ChargedSoFar.NORM: ("rule.norm",),
}


def accepted(state: State, receipt: Receipt) -> Step:
    """Tell how the values count and their number."""
    review = receipt.under_review or state.claim.review
    state = state.leading(
        *phrases("accepted.duplicate" if receipt.duplicate else "accepted.one"),
        *_consequences(receipt, review),
        *_term(state.claim, receipt),
        *_consumption(state.claim, receipt),
        *farewell.number(receipt.number),
        *_charges(state.claim, receipt),
    )
    claim = state.claim
    state = farewell.finished(replace(state, stored=state.stored + 1))
    if claim.account is not None and linking.may_offer(state, claim):
        return linking.offer(state, claim.account)
    return farewell.ask_another(state)


def _consequences(receipt: Receipt, review: bool) -> tuple[Piece, ...]:
    told = {
        "accepted.late": receipt.late,
        "accepted.early": receipt.early,
        "check.review": review,
    }
    keys = [key for key, holds in told.items() if holds and not receipt.duplicate]
    return phrases(*keys)


def _term(claim: Claim, receipt: Receipt) -> tuple[Piece, ...]:
    """Until when readings come in time: told to who was late."""
    if not receipt.late or receipt.duplicate or claim.facts is None or not claim.facts.last_day:
        return ()
    return phrases("rule.window", f"day_genitive.{claim.facts.last_day}", "rule.window_end")


def _charges(claim: Claim, receipt: Receipt) -> tuple[Piece, ...]:
    """What the law makes of it for this very account: told to its owner only."""
    if receipt.duplicate or not claim.verified or claim.facts is None:
        return ()
    keys = CHARGED[receipt.charged_so_far]
    if receipt.late and not keys:
        keys = ("rule.warn_organisation" if claim.facts.organisation else "rule.warn_average",)
    return phrases(*keys, *(("account.expired",) if receipt.verification_expired else ()))


def _consumption(claim: Claim, receipt: Receipt) -> tuple[Piece, ...]:
    """Only who gave account and name hears a consumption."""
    if receipt.consumption is None or receipt.duplicate or not claim.verified:
        return ()
    return (*phrases("consumption.is"), Number(receipt.consumption), *phrases("unit.kwh"))
