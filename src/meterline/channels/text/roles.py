"""What each number of a text is: a value of now, or one of the many other numbers."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from meterline.channels.text.result import Role
from meterline.channels.text.tokens import Token

DROPPED = {
    "previous": Role.PREVIOUS,
    "consumption": Role.CONSUMPTION,
    "other": Role.OTHER_RESOURCE,
    "money": Role.MONEY,
    "count": Role.COUNT,
    "address": Role.ADDRESS,
    "contract": Role.DOCUMENT,
}
"""Names of numbers that are no reading of now."""

ZONES = frozenset(
    {"t1", "t2", "t3", "day", "night", "peak", "half_peak", "day_letter", "night_letter"}
)
_LASTING = frozenset({"previous", "consumption", "other"})
"""Names that hold on over names of zones: «предыдущие: день 100, ночь 50»."""
_LONGEST_IN_ADDRESS = 4
_FOLLOWED = frozenset({"-", "=", "("})


@dataclass
class _Walk:
    """Where the walk through the tokens is: under which name, and what stood before."""

    zoned: bool
    """Whether zones are named, so that a total is none of their values."""
    under: str = ""
    used: bool = False
    last: Token | None = None
    named_after: bool = False
    out: list[Token] = field(default_factory=list)


def with_roles(found: Sequence[Token]) -> tuple[tuple[Token, ...], bool]:
    """The tokens with kind `dropped` for numbers that are no reading of now, `what` the role;
    and whether a name such as «прошлые» stands behind a number, so that it is not sure whose
    it is."""
    walk = _Walk(zoned=any(token.labels(*ZONES) for token in found))
    for at, token in enumerate(found):
        if token.kind == "break":
            if walk.used:
                walk.under, walk.used = "", False
            walk.out.append(token)
            continue
        if token.kind == "label":
            token = _name(walk, token, found[at + 1 :])  # noqa: PLW2901 - what it turned out to be
        elif token.kind in {"account", "unclear"}:
            walk.under = ""
        elif token.is_number:
            token = _number(walk, token)  # noqa: PLW2901 - what it turned out to be
        walk.out.append(token)
        if token.kind not in {"mark", "unit"} and token.what != "neutral":
            walk.last = token
        elif token.kind == "mark" and token.text not in _FOLLOWED:
            walk.last = None
    return tuple(walk.out), walk.named_after


def _name(walk: _Walk, token: Token, rest: Sequence[Token]) -> Token:
    chained = walk.last is not None and walk.last.kind == "label"
    what = "consumption" if token.what == "total" and walk.zoned else token.what
    if what in DROPPED:
        after_number = walk.last is not None and walk.last.kind == "number"
        if what in {"previous", "consumption"} and after_number:
            walk.named_after |= not _number_follows(rest)
        walk.under, walk.used = what, False
    elif what in ZONES:
        if walk.under in _LASTING:
            return replace(token, what=f"{walk.under}_{what}")
        walk.under = ""
    elif what == "now" or (what != "doubtful" and not (chained and walk.under in _LASTING)):
        walk.under = ""
    return token


def _number_follows(rest: Sequence[Token]) -> bool:
    for token in rest:
        if token.is_number:
            return True
        if token.kind in {"break", "label"}:
            return False
    return False


def _number(walk: _Walk, token: Token) -> Token:
    if token.kind == "phone":
        return replace(token, kind="dropped", what=Role.PHONE.value)
    if walk.under == "address" and len(token.digits) > _LONGEST_IN_ADDRESS:
        walk.under = ""
        return replace(token, kind="unclear", what="unclear")
    if not walk.under:
        return token
    role = DROPPED[walk.under]
    walk.used = True
    if walk.under not in _LASTING:
        walk.under = ""
    return replace(token, kind="dropped", what=role.value)
