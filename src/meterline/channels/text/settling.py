"""The values of one account among its tokens."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from meterline.channels.text.accounts import LONG
from meterline.channels.text.known import AccountKnown, MeterKnown
from meterline.channels.text.meters import Piece, pieces, with_serials
from meterline.channels.text.result import Doubt, Mention, Role, Value
from meterline.channels.text.roles import ZONES
from meterline.channels.text.tokens import Token
from meterline.channels.text.zones import place
from meterline.language.zones import Zone

_SHORT = 3
"""A number with fewer digits is a value only right behind a name that says so."""
_FEW_WORDS = 4
"""In a message of so few unknown words at most a number needs no name; in one that names no
account, of none."""
_NAME = re.compile(
    r"\w|\w+(?:ов|ев|ин|ын|ский|цкий|ова|ева|ина|ына|ская|цкая|енко|ович|евич|ична|овна|евна|юк|ян)"
)
"""How words end that are most likely a person's name; and initials."""
_GOVERNING = frozenset({"value", "now", "electric", "meter", "total", *ZONES})
_ROLES = {
    "account": Role.ACCOUNT,
    "serial": Role.SERIAL,
    "number": Role.VALUE,
    "unclear": Role.UNCLEAR,
}


@dataclass(frozen=True)
class Settled:
    """Values of one account, what is in doubt, and what each number was taken for."""

    values: tuple[Value, ...]
    doubts: tuple[Doubt, ...]
    mentions: tuple[Mention, ...]


def settle(
    found: Sequence[Token],
    known: AccountKnown | None,
    order: tuple[Zone, ...],
    *,
    alone: bool,
) -> Settled:
    """The values of one account; `order` is that of values without names, `alone` says
    that there is no base to ask."""
    found = with_serials(found, known, alone=alone)
    mentions = _mentions(found)
    doubts = list(_strays(found))
    cut = pieces(found)
    values: list[Value] = []
    if cut is None:
        doubts.append(Doubt.WHICH_METER)
    for piece in cut or ():
        of_meter, doubt = _meter(piece, known, several=len(cut or ()) > 1)
        if doubt:
            doubts.append(doubt)
        zones = of_meter.zones if of_meter else None
        placed = place(piece.tokens, zones, order)
        doubts += placed.doubts
        serial = of_meter.serial if of_meter else piece.serial.what if piece.serial else None
        values += [Value(int(one.digits), zone, serial, one.text) for zone, one in placed.values]
    if len({(one.serial, one.zone) for one in values}) < len(values):
        doubts.append(Doubt.TOO_MANY_VALUES)
    return Settled(tuple(values), tuple(dict.fromkeys(doubts)), mentions)


def _meter(
    piece: Piece, known: AccountKnown | None, *, several: bool
) -> tuple[MeterKnown | None, Doubt | None]:
    if known is None:
        return None, None
    if piece.serial is not None:
        found = next((one for one in known.meters if one.serial == piece.serial.what), None)
        return found, None if found else Doubt.UNKNOWN_METER
    if len(known.meters) == 1 and not several:
        return known.meters[0], None
    has_values = any(one.kind == "number" for one in piece.tokens)
    return None, Doubt.WHICH_METER if has_values else None


def _strays(found: Sequence[Token]) -> list[Doubt]:
    """Doubts about numbers that may be no values at all."""
    unknown = list(filter(_unknown, found))
    most = _FEW_WORDS if any(one.kind == "account" for one in found) else 0
    doubts = []
    for at, token in enumerate(found):
        if token.kind != "number":
            continue
        if len(token.digits) >= LONG:
            doubts.append(Doubt.UNKNOWN_ACCOUNT)
        elif _unclear(found, at):
            doubts.append(Doubt.UNCLEAR_NUMBER)
        elif not _may_be_value(found, at, nameless=len(unknown) <= most):
            doubts.append(Doubt.TOO_MANY_VALUES)
    return doubts


def _may_be_value(found: Sequence[Token], at: int, *, nameless: bool) -> bool:
    """`nameless`: whether a number needs no name in this message."""
    if len(found[at].digits) < _SHORT:
        return _named_right_before(found[:at])
    return nameless or _governed(found, at)


def _unclear(found: Sequence[Token], at: int) -> bool:
    """«12.345» has a comma or a mark of thousands, «500 650» is one number or two."""
    token = found[at]
    if token.what == "dotted":
        return bool({".", ","} & set(token.text))
    if _glued_to_word(found, at):
        return True
    three_first = len(token.atoms) > 1 and len(token.atoms[0]) == _SHORT
    return three_first and not _label_before(found, at)


def _glued_to_word(found: Sequence[Token], at: int) -> bool:
    """«дд8001», «8001фф»: letters of which nothing is known stand at a number."""
    token = found[at]
    before, after = found[max(at - 1, 0) : at], found[at + 1 : at + 2]
    touching = [one for one in before if one.end == token.start]
    touching += [one for one in after if one.start == token.end]
    return any(one.kind == "word" and one.what == "unknown" for one in touching)


def _unknown(token: Token) -> bool:
    return token.what == "unknown" and token.kind == "word" and not _NAME.fullmatch(token.text)


def _named_right_before(before: Sequence[Token]) -> bool:
    for token in reversed(before):
        if token.kind == "label":
            return token.what in _GOVERNING
        if token.kind in {"account", "serial", "number"}:
            return True
        if token.kind not in {"mark", "unit", "break"} and token.what != "neutral":
            return False
    return False


def _label_before(found: Sequence[Token], at: int) -> bool:
    """Whether a name of values stands right before: «показания 123 456» is one number then."""
    before = next((one for one in reversed(found[:at]) if one.kind != "mark"), None)
    return before is not None and before.labels(*_GOVERNING)


def _unit_follows(after: Sequence[Token]) -> bool:
    return bool(after) and after[0].kind == "unit"


def _governed(found: Sequence[Token], at: int) -> bool:
    """Whether a name of values stands before a number in its line or the one above, or a unit
    or a name of a zone behind it, or an account right before it."""
    if _named_right_before(found[:at]) or _unit_follows(found[at + 1 :]):
        return True
    breaks = 0
    for token in reversed(found[:at]):
        breaks += token.kind == "break"
        if breaks > 1:
            break
        if token.kind == "label" and token.what in _GOVERNING:
            return True
    for token in found[at + 1 :]:
        if token.kind in {"break", "number"}:
            return False
        if token.labels(*ZONES):
            return True
    return False


def _mentions(found: Sequence[Token]) -> tuple[Mention, ...]:
    mentions = []
    for token in found:
        if token.kind in _ROLES:
            mentions.append(Mention(token.text, _ROLES[token.kind]))
        elif token.kind in {"dropped", "skip"} and any(map(str.isdigit, token.text)):
            mentions.append(Mention(token.text, Role(token.what)))
    return tuple(mentions)
