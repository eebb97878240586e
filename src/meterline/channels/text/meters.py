"""Which numbers are serials, and which values belong to which meter."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from meterline.channels.text.accounts import LONG, named_by
from meterline.channels.text.known import AccountKnown, MeterKnown
from meterline.channels.text.tokens import Token

_LEAST_OF_SERIAL = 4
"""So many last digits name a meter among an account's."""


@dataclass(frozen=True)
class Piece:
    """Tokens that belong to one meter: `serial` as written, None where none is."""

    serial: Token | None
    tokens: tuple[Token, ...]


def with_serials(
    found: Sequence[Token], known: AccountKnown | None, *, alone: bool
) -> tuple[Token, ...]:
    """The tokens of one account, serials as kind `serial`, `what` the meter's full serial or
    `unknown`. `alone`: there is no base to ask, a long number is a serial by its length."""
    seen: list[Token] = []
    for at, token in enumerate(found):
        taken = _serial(found, at, seen, known) if token.kind in {"number", "dropped"} else None
        if alone and taken is None and token.kind == "number" and len(token.digits) >= LONG:
            taken = replace(token, kind="serial", what=token.digits)
        seen.append(taken or token)
    return tuple(seen)


def _serial(
    found: Sequence[Token], at: int, seen: Sequence[Token], known: AccountKnown | None
) -> Token | None:
    token = found[at]
    meters = known.meters if known else ()
    named = named_by(seen, "serial")
    if token.fraction or (token.kind == "dropped" and not named):
        return None
    exact = [one.serial for one in meters if _same(one.serial, token.digits)]
    if exact:
        return replace(token, kind="serial", what=exact[0])
    if named:
        return replace(token, kind="serial", what=_by_end(token, meters, known))
    may_be = named_by(seen, "meter") and (_another(found, at) or len(token.digits) >= LONG)
    by_end = _by_end(token, meters, known) if may_be else "unknown"
    return replace(token, kind="serial", what=by_end) if by_end != "unknown" else None


def _same(serial: str, digits: str) -> bool:
    """Serials are compared by their digits, zeros before them left out."""
    own = "".join(sign for sign in serial if sign.isdigit()).lstrip("0")
    return own == digits.lstrip("0") and len(own) > _LEAST_OF_SERIAL


def _by_end(token: Token, meters: Sequence[MeterKnown], known: AccountKnown | None) -> str:
    if known is None:
        return token.digits
    ends = [one.serial for one in meters if one.serial.endswith(token.digits)]
    enough = len(token.digits) >= _LEAST_OF_SERIAL
    return ends[0] if enough and len(ends) == 1 else "unknown"


def _another(found: Sequence[Token], at: int) -> bool:
    """Whether another number follows before a meter is named again."""
    for token in found[at + 1 :]:
        if token.labels("meter", "serial", "meter_ordinal"):
            return False
        if token.kind == "number":
            return True
    return False


def pieces(found: Sequence[Token]) -> tuple[Piece, ...] | None:
    """The tokens of one account cut by its meters, None where values may belong to either."""
    serials = [token for token in found if token.kind == "serial"]
    if len({token.what for token in serials}) < 2:
        return (Piece(serials[0] if serials else None, tuple(found)),)
    by_line = _one_a_line(found)
    if by_line is not None:
        return by_line
    if any(one.kind == "number" for one in _before(found)):
        return None
    cut: list[Piece] = []
    for token in found[len(_before(found)) :]:
        if token.kind == "serial":
            cut.append(Piece(token, ()))
        else:
            cut[-1] = replace(cut[-1], tokens=(*cut[-1].tokens, token))
    return tuple(cut)


def _before(found: Sequence[Token]) -> Sequence[Token]:
    first = next(at for at, token in enumerate(found) if token.kind == "serial")
    return found[:first]


def _one_a_line(found: Sequence[Token]) -> tuple[Piece, ...] | None:
    """Lines with one serial each, where all lines with values are such."""
    lines: list[list[Token]] = [[]]
    for token in found:
        if token.kind == "break":
            lines.append([])
        else:
            lines[-1].append(token)
    with_values = [line for line in lines if any(one.kind == "number" for one in line)]
    cut = []
    for line in with_values:
        serials = [one for one in line if one.kind == "serial"]
        if len(serials) != 1:
            return None
        cut.append(Piece(serials[0], tuple(line)))
    return tuple(cut)
