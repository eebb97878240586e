"""Which numbers of a text are accounts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from meterline.channels.text.known import AccountKnown, Lookup
from meterline.channels.text.tokens import Token

SHORTEST, LONGEST = 4, 20
"""Digits of an account, of all branches there may be."""
LONG = 8
"""From so many digits on a number is no value: registers have seven digits at most."""
_USUAL = range(LONG, 13)
_GAPS = frozenset({"-", "."})
_BETWEEN = frozenset({":", "-", "=", '"', "(", "#", ".", ",", "*"})
_MOST_ATOMS = 12


@dataclass(frozen=True)
class Named:
    """An account in a text: `known` is None where no such is known."""

    number: str
    known: AccountKnown | None
    labelled: bool


@dataclass(frozen=True)
class _Join:
    """The first `atoms` runs of digits from a token on, taken together."""

    digits: str
    atoms: int


def with_accounts(found: Sequence[Token], lookup: Lookup | None) -> tuple[Token, ...]:
    """The tokens, each account a token of kind `account` with `what` telling how it is known:
    `known`, `unknown` (named so, but there is no such), `several` (its digits may be cut in
    more than one way)."""
    seen: list[Token] = []
    rest = list(found)
    while rest:
        token = rest[0]
        taken = _account(rest, seen, lookup) if token.is_number else None
        if taken is None:
            seen.append(rest.pop(0))
            continue
        account, atoms = taken
        seen.append(account)
        rest = _after(rest, atoms)
    return tuple(seen)


def _account(
    rest: Sequence[Token], seen: Sequence[Token], lookup: Lookup | None
) -> tuple[Token, int] | None:
    """The account at the head of `rest` and the number of its atoms."""
    labelled = named_by(seen, "account")
    joins = list(_joins(rest))
    serial = lookup is None and not labelled and _behind_account(seen)
    fitting = [one for one in joins if _fits(one, rest[0], lookup, labelled=labelled)]
    fitting = [] if serial else fitting
    if fitting:
        best = fitting[-1]
        what = "known" if len(fitting) == 1 or lookup is None else "several"
        return _as_account(rest[0], best, what), best.atoms
    if labelled and rest[0].kind == "number" and len(rest[0].digits) >= SHORTEST:
        whole = _Join(rest[0].digits, len(rest[0].atoms))
        return _as_account(rest[0], whole, "unknown" if lookup else "known"), whole.atoms
    return None


def _behind_account(seen: Sequence[Token]) -> bool:
    """Whether an account stands right before: a long number is a serial then."""
    before = next((one for one in reversed(seen) if one.kind not in {"mark", "break"}), None)
    return before is not None and before.kind == "account"


def _fits(join: _Join, head: Token, lookup: Lookup | None, *, labelled: bool) -> bool:
    if head.fraction and join.atoms >= len(head.atoms):
        return False
    if lookup is not None:
        enough = SHORTEST if labelled else LONG
        return enough <= len(join.digits) <= LONGEST and lookup(join.digits) is not None
    whole = join.atoms == len(head.atoms)
    return whole and len(join.digits) in _USUAL and (labelled or head.kind == "number")


def _joins(rest: Sequence[Token]) -> list[_Join]:
    """Runs of digits from the head on, one more each, as far as they stand close together."""
    joins: list[_Join] = []
    digits, count = "", 0
    before: Token | None = None
    for token in rest:
        if before is not None and before.end != token.start - (before.kind != "mark"):
            if not (token.kind == "mark" and token.text in _GAPS and before.end == token.start):
                break
        elif not token.is_number:
            break
        for atom in token.atoms:
            digits, count = digits + atom, count + 1
            joins.append(_Join(digits, count))
        if count >= _MOST_ATOMS or token.fraction:
            break
        before = token
    return joins


def _as_account(head: Token, join: _Join, what: str) -> Token:
    return Token("account", what, join.digits, head.start, head.end, join.digits)


def _after(rest: list[Token], atoms: int) -> list[Token]:
    """What is left when the first `atoms` runs of digits are taken."""
    at = 0
    while atoms:
        token = rest[at]
        at += 1
        if not token.is_number:
            continue
        if len(token.atoms) > atoms:
            left = token.atoms[atoms:]
            text = " ".join(left) + (f".{token.fraction}" if token.fraction else "")
            part = replace(token, digits="".join(left), atoms=left, text=text, kind="number")
            return [part, *rest[at:]]
        atoms -= len(token.atoms)
    return rest[at:]


def named_by(seen: Sequence[Token], *what: str) -> bool:
    """Whether the last tokens name what comes next: a slot's name, then marks at most."""
    breaks = 0
    for token in reversed(seen):
        if token.kind == "break":
            breaks += 1
            if breaks > 1:
                return False
        elif token.kind == "label":
            return token.what in what
        elif token.what != "neutral" and not (token.kind == "mark" and token.text in _BETWEEN):
            return False
    return False
