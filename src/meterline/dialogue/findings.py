"""How a finding is put to the caller.

Who is not verified hears nothing of the past: neither the last value, nor a consumption,
nor that a value equals the last one (rules of personal data: numbers can be forged).
"""

from meterline.dialogue.claim import Claim
from meterline.dialogue.facts import Checked, Finding
from meterline.dialogue.talk import phrases
from meterline.language.speech import Digits, Number, Piece

ASKING = frozenset({Finding.LOWER, Finding.TOO_HIGH, Finding.TOO_MANY_DIGITS})

CLOSING = {
    Finding.LOWER: ("check.lower_again", "check.replaced"),
    Finding.TOO_HIGH: ("check.too_high_again",),
    Finding.TOO_MANY_DIGITS: ("check.too_many_digits",),
    Finding.SAME: ("check.same_ask",),
    Finding.COMMA: ("confirm.short",),
    Finding.ROLL_OVER: ("confirm.short",),
    Finding.SWAPPED: ("confirm.short",),
}
"""The question at the end of each finding's words."""


def asks_for_value(finding: Finding) -> bool:
    """Whether the caller is to look again, rather than say yes or no."""
    return finding in ASKING


def words(claim: Claim, group: tuple[Checked, ...]) -> tuple[Piece, ...]:
    """The question about one finding, told as openly as the caller's standing allows."""
    finding = group[0].finding
    return _opening(claim, group) + phrases(*_closing(claim, finding))


def _closing(claim: Claim, finding: Finding) -> tuple[str, ...]:
    hidden = finding is Finding.ROLL_OVER and not claim.verified
    return CLOSING[Finding.SAME if hidden else finding]


def _opening(claim: Claim, group: tuple[Checked, ...]) -> tuple[Piece, ...]:
    checked = group[0]
    match checked.finding:
        case Finding.TOO_MANY_DIGITS:
            return ()
        case Finding.COMMA if checked.proposal is not None:
            return (*phrases("check.comma"), Number(checked.proposal))
        case Finding.SWAPPED:
            return phrases("check.swapped") + _proposed_zones(group)
        case _ if claim.verified:
            return _past(checked)
        case _:
            return (*phrases("reading.heard"), Digits(str(checked.value.value)))


def _past(checked: Checked) -> tuple[Piece, ...]:
    """What only a verified caller hears."""
    match checked.finding:
        case Finding.LOWER if checked.last is not None:
            return (*phrases("check.lower"), Number(checked.last))
        case Finding.TOO_HIGH if checked.consumption is not None:
            return (
                *phrases("check.too_high"),
                Number(checked.consumption),
                *phrases("unit.kwh"),
            )
        case Finding.SAME:
            return phrases("check.same")
        case Finding.ROLL_OVER:
            return (*phrases("check.rollover"), Number(checked.value.value))
        case _:
            return (*phrases("reading.heard"), Digits(str(checked.value.value)))


def _proposed_zones(group: tuple[Checked, ...]) -> tuple[Piece, ...]:
    pieces: tuple[Piece, ...] = ()
    for checked in group:
        value = checked.value.value if checked.proposal is None else checked.proposal
        pieces += (*phrases(f"reading.heard_{checked.value.zone}"), Number(value))
    return pieces
