"""Which value belongs to which zone of a meter."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from meterline.channels.text.result import Doubt
from meterline.channels.text.roles import ZONES
from meterline.channels.text.tokens import Token
from meterline.language.zones import ZONES_OF_METER, Zone

_TARIFFS = {
    1: {"t1": Zone.SINGLE},
    2: {"t1": Zone.DAY, "t2": Zone.NIGHT},
    3: {"t1": Zone.PEAK, "t2": Zone.NIGHT, "t3": Zone.HALF_PEAK},
}
"""What the meters' own displays mean: T2 is the night on meters of two and of three tariffs."""

_SAME = {"day": "t1", "peak": "t1", "night": "t2", "half_peak": "t3"}
"""«Т1 (день)»: the name and the number of one zone."""

_NAMES = ("день", "ночь", "дневной", "ночной", "дневные", "ночные", "пик", "полупик", "тариф")
_ALIKE = 60
"""A word so alike in percent (Indel) to a name of a zone may be one, misspelt."""

_BETWEEN = frozenset(" ,;/*+-:.()#=")
_FORMS = re.compile(r"(ZN)+|(NZ)+|Z+N+|N+Z+")
"""Orders in which names (Z) and values (N) may stand; as many of the one as of the other."""


@dataclass(frozen=True)
class Placed:
    """Values by zone, and what is in doubt about them."""

    values: tuple[tuple[Zone, Token], ...] = ()
    doubts: tuple[Doubt, ...] = ()


def place(
    piece: Sequence[Token], zones: tuple[Zone, ...] | None, order: tuple[Zone, ...]
) -> Placed:
    """Values of one meter: `zones` are its own, None where they are not known; `order` that of
    values without names."""
    numbers = [token for token in piece if token.kind == "number"]
    named = [token for token in piece if token.labels(*ZONES)]
    if not numbers:
        return Placed()
    if not named:
        return _by_order(piece, numbers, zones, order)
    pairs = _pairs(piece)
    if pairs is None:
        return Placed(doubts=(Doubt.WHICH_ZONE,))
    return _by_name(pairs, zones)


def _by_order(
    piece: Sequence[Token],
    numbers: list[Token],
    zones: tuple[Zone, ...] | None,
    order: tuple[Zone, ...],
) -> Placed:
    if len({int(one.digits) for one in numbers}) == 1 and (zones is None or len(zones) == 1):
        if zones is None and may_be_several(numbers[0]):
            return Placed(((Zone.SINGLE, numbers[0]),), (Doubt.UNCLEAR_NUMBER,))
        return Placed(((zones[0] if zones else Zone.SINGLE, numbers[0]),))
    return _of_several(piece, numbers, zones or ZONES_OF_METER[2], order)


def _of_several(
    piece: Sequence[Token],
    numbers: list[Token],
    zones: tuple[Zone, ...],
    order: tuple[Zone, ...],
) -> Placed:
    """Values without names of a meter with several zones, or more values than zones."""
    if len(numbers) > len(zones):
        return Placed(doubts=(Doubt.TOO_MANY_VALUES,))
    if len(numbers) < len(zones):
        return Placed(doubts=(Doubt.WHICH_ZONE, Doubt.MISSING_ZONE))
    named = any(map(_like_zone, piece)) or _lettered(piece)
    plain = _in_a_row(piece) and not _glued(piece) and not named
    if not plain or set(order) != set(zones) or any(one.what == "dotted" for one in numbers):
        return Placed(doubts=(Doubt.WHICH_ZONE,))
    return Placed(tuple(zip(order, numbers, strict=True)))


def _lettered(piece: Sequence[Token]) -> bool:
    """«г.3300 н.1500»: a letter before a value may be a zone's, misspelt."""
    letter = False
    for token in piece:
        if token.kind == "number" and letter:
            return True
        if token.kind != "mark":
            letter = token.kind == "word" and len(token.text) == 1 and token.text != "и"
    return False


def _glued(piece: Sequence[Token]) -> bool:
    """«12345,6789»: two values, or one with what stands after its comma."""
    return any(
        before.kind == after.kind == "number"
        and mark.text in {",", "."}
        and before.end + 1 == mark.end == after.start
        for before, mark, after in zip(piece, piece[1:], piece[2:], strict=False)
    )


def may_be_several(number: Token) -> bool:
    """Whether a number may be two values written side by side: «123 456», «1234,567»."""
    return len(number.atoms) > 1 or len(number.fraction) == 3


def _in_a_row(piece: Sequence[Token]) -> bool:
    """Whether nothing but marks and units stands between the first value and the last."""
    places = [at for at, token in enumerate(piece) if token.kind == "number"]
    between = piece[places[0] + 1 : places[-1]]
    return all(
        token.kind in {"number", "unit", "break"}
        or token.text == "и"
        or (token.kind == "mark" and token.text in _BETWEEN)
        for token in between
    )


def _pairs(piece: Sequence[Token]) -> list[tuple[str, Token]] | None:
    """Names and values that belong together, None where that is not plain."""
    lines = [_entries(line) for line in _lines(piece)]
    lines = [line for line in lines if line]
    if all(_signs(line) in {"ZN", "NZ"} for line in lines):
        return [_pair(line) for line in lines]
    entries = [entry for line in lines for entry in line]
    signs = _signs(entries)
    if not _FORMS.fullmatch(signs) or signs.count("Z") != signs.count("N"):
        return None
    return _paired(entries) if _belong(piece, entries, signs) else None


def _belong(piece: Sequence[Token], entries: Sequence[Token], signs: str) -> bool:
    """Whether nothing unknown stands between names and values, and no name that stands behind
    its value has a colon: «12345 Ночь: 6789» lacks the first value's name."""
    first, last = piece.index(entries[0]), piece.index(entries[-1])
    if any(token.what == "unknown" for token in piece[first:last]):
        return False
    if not signs.startswith("NZ") or signs == "NZ":
        return True
    names = [at for at, token in enumerate(piece) if token.labels(*ZONES)]
    return all(at + 1 == len(piece) or piece[at + 1].text not in {":", "="} for at in names)


def _like_zone(token: Token) -> bool:
    """Whether a word that is not known may be the misspelt name of a zone."""
    if token.what != "unknown" or token.kind != "word":
        return False
    alike = process.extractOne(token.text, _NAMES, scorer=fuzz.ratio, score_cutoff=_ALIKE)
    return alike is not None


def _lines(piece: Sequence[Token]) -> list[list[Token]]:
    lines: list[list[Token]] = [[]]
    for token in piece:
        if token.kind == "break":
            lines.append([])
        else:
            lines[-1].append(token)
    return lines


def _entries(line: Sequence[Token]) -> list[Token]:
    """Values and names of zones; a value told again at once, in words, only once."""
    entries: list[Token] = []
    for token in line:
        if token.kind == "number":
            before = entries[-1] if entries else None
            again = (
                before is not None
                and before.kind == "number"
                and "spelled" in {before.what, token.what}
                and int(before.digits) == int(token.digits)
            )
            if not again:
                entries.append(token)
        elif token.labels(*ZONES):
            if entries and _SAME.get(token.what) == entries[-1].what:
                entries.pop()
            entries.append(token)
    return entries


def _signs(entries: Sequence[Token]) -> str:
    return "".join("N" if one.kind == "number" else "Z" for one in entries)


def _pair(line: Sequence[Token]) -> tuple[str, Token]:
    first, second = line
    return (second.what, first) if first.kind == "number" else (first.what, second)


def _paired(entries: Sequence[Token]) -> list[tuple[str, Token]]:
    names = [one.what for one in entries if one.kind == "label"]
    numbers = [one for one in entries if one.kind == "number"]
    return list(zip(names, numbers, strict=True))


def _by_name(pairs: list[tuple[str, Token]], zones: tuple[Zone, ...] | None) -> Placed:
    count = len(zones) if zones else _count([name for name, _ in pairs])
    found: dict[Zone, Token] = {}
    for name, number in pairs:
        zone = _zone(name, count)
        if zone is None or (zones is not None and zone not in zones):
            return Placed(doubts=(Doubt.WHICH_ZONE,))
        if zone in found and int(found[zone].digits) != int(number.digits):
            return Placed(doubts=(Doubt.TOO_MANY_VALUES,))
        found[zone] = number
    missing = set(zones or ZONES_OF_METER[count]) - found.keys()
    return Placed(tuple(found.items()), (Doubt.MISSING_ZONE,) if missing else ())


def _count(names: Sequence[str]) -> int:
    """How many tariffs a meter has by the names of its zones alone."""
    return 3 if {"t3", "peak", "half_peak"} & set(names) else 2


def _zone(name: str, count: int) -> Zone | None:
    if name in {"t1", "t2", "t3"}:
        return _TARIFFS[count].get(name)
    return Zone(name.removesuffix("_letter"))
