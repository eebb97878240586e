"""From a text to accounts with their values, or to a question."""

import re
from collections.abc import Sequence

from meterline.channels.text.accounts import with_accounts
from meterline.channels.text.known import Lookup
from meterline.channels.text.letters import even
from meterline.channels.text.quoting import Letter, parts
from meterline.channels.text.result import Doubt, Mention, Parsed, Record, Role, State
from meterline.channels.text.roles import with_roles
from meterline.channels.text.settling import Settled, settle
from meterline.channels.text.spelled import with_spelled
from meterline.channels.text.tokens import Token, tokens
from meterline.language.zones import Zone

LONGEST = 20_000
"""Signs of a text that are read; a reading does not stand behind so many."""
LONGEST_OWN, LONGEST_SUBJECT = 4_000, 300
"""Of these the letter's own text, without what it quotes, and its subject."""
_REPLY = re.compile(r"^\s*(?:re|fw|fwd|отв|ответ|пер|нa)\s*(?:\[\d+\])?:")
_VALUES_AFTER_ALL = frozenset({"value", "now", "day", "night", "t1", "t2", "t3", "meter", "serial"})


def parse(
    body: str,
    lookup: Lookup | None = None,
    *,
    subject: str = "",
    linked: Sequence[str] = (),
    zone_order: tuple[Zone, ...] = (Zone.DAY, Zone.NIGHT),
) -> Parsed:
    """What a message says. Never raises, never guesses.

    `lookup` tells of accounts; without it an account is what is named so or is long enough.
    `linked` are the accounts that the sender's address stands for where the text names none.
    `zone_order` holds for accounts of which nothing is known.
    """
    letter = parts(even(_beginning(body, LONGEST)))
    head = even(_beginning(subject, LONGEST_SUBJECT)).replace("\n", " ")
    own = _read(_beginning(_own_text(letter), LONGEST_OWN), lookup)
    first = _read(head, lookup)
    if _REPLY.match(head):
        first = tuple(token for token in first if token.kind == "account")
    found = (*first, Token("break", "line", "\n", 0, 0), *own)
    parsed = _parsed(found, lookup, tuple(linked), zone_order)
    if parsed.state is State.NOTHING and _quoted_values(letter, lookup):
        return Parsed(State.AMBIGUOUS, (), (Doubt.QUOTED_ONLY,), parsed.mentions)
    return parsed


def _beginning(text: str, longest: int) -> str:
    """The first words of a text; none is cut, so that no number is."""
    return text if len(text) <= longest else re.sub(r"\S+\Z", "", text[: longest + 1])


def _own_text(letter: Letter) -> str:
    """The letter's own text; with its signature where readings stand below the greeting."""
    below = tokens(_beginning(letter.signature, LONGEST_OWN))
    says = any(one.kind == "label" and one.what in _VALUES_AFTER_ALL for one in below)
    lines = _beginning(letter.signature, LONGEST_OWN).split("\n")
    accounts = [line for line in lines if _names_account(line)]
    return "\n".join([letter.own, letter.signature] if says else [letter.own, *accounts])


def _names_account(line: str) -> bool:
    return any(one.labels("account") for one in tokens(line))


def _read(text: str, lookup: Lookup | None) -> tuple[Token, ...]:
    return with_accounts(with_spelled(tokens(text), text), lookup)


def _quoted_values(letter: Letter, lookup: Lookup | None) -> bool:
    lines = _beginning(letter.quoted, LONGEST_OWN).split("\n")
    quoted = "\n".join(line.lstrip(" >|") for line in lines)
    found = _read(quoted, lookup)
    return any(one.kind == "number" for one in found) and any(
        one.kind == "label" and one.what in _VALUES_AFTER_ALL for one in found
    )


def _parsed(
    found: tuple[Token, ...],
    lookup: Lookup | None,
    linked: tuple[str, ...],
    order: tuple[Zone, ...],
) -> Parsed:
    found, named_after = with_roles(found)
    doubts = [Doubt.TOO_MANY_VALUES] if named_after else []
    settled: list[tuple[Record, Settled]] = []
    for number, named, piece in _by_account(found, linked, doubts):
        known = lookup(number) if lookup and number else None
        one = settle(piece, known, known.zone_order if known else order, alone=lookup is None)
        settled.append((Record(number, one.values, named), one))
        doubts += one.doubts
    mentions = tuple(mention for _, one in settled for mention in one.mentions)
    records = tuple(record for record, _ in settled)
    return _stated(found, records, doubts, mentions)


def _stated(
    found: Sequence[Token],
    records: tuple[Record, ...],
    doubts: list[Doubt],
    mentions: tuple[Mention, ...],
) -> Parsed:
    if not any(record.values for record in records) and not _some_number(found, mentions):
        if any(token.kind == "account" for token in found):
            return Parsed(State.NOTHING, records, (Doubt.NO_VALUE,), mentions)
        return Parsed(State.NOTHING, (), (), mentions)
    if any(not record.values for record in records):
        doubts.append(Doubt.NO_VALUE)
    if any(token.labels("doubtful") for token in found):
        doubts.append(Doubt.ABOUT_SOMETHING_ELSE)
    if any(token.kind == "unclear" for token in found):
        doubts.append(Doubt.UNCLEAR_NUMBER)
    if any(record.account is None for record in records):
        doubts.append(Doubt.NO_ACCOUNT)
    if any(token.kind == "account" and token.what == "unknown" for token in found):
        doubts.append(Doubt.UNKNOWN_ACCOUNT)
    if any(token.kind == "account" and token.what == "several" for token in found):
        doubts.append(Doubt.WHICH_ACCOUNT)
    if Doubt.UNKNOWN_ACCOUNT in doubts:
        doubts = [one for one in doubts if one is not Doubt.NO_ACCOUNT]
    told = tuple(dict.fromkeys(doubts))
    if len(told) > 1 and Doubt.NO_VALUE in told and told[0] is not Doubt.NO_VALUE:
        told = tuple(one for one in told if one is not Doubt.NO_VALUE)
    return Parsed(State.AMBIGUOUS if told else State.COMPLETE, records, told, mentions)


def _some_number(found: Sequence[Token], mentions: Sequence[Mention]) -> bool:
    return any(one.kind in {"number", "unclear"} for one in found) or any(
        one.role is Role.UNCLEAR for one in mentions
    )


Piece = tuple[str | None, bool, tuple[Token, ...]]
"""An account, whether the text names it, and its tokens."""


def _by_account(
    found: tuple[Token, ...], linked: tuple[str, ...], doubts: list[Doubt]
) -> list[Piece]:
    """The tokens cut by accounts; adds to `doubts`."""
    named = list(dict.fromkeys(one.digits for one in found if one.kind == "account"))
    if not named:
        if len(linked) > 1:
            doubts.append(Doubt.WHICH_ACCOUNT)
        return [(linked[0] if len(linked) == 1 else None, False, found)]
    if len(named) == 1:
        return [(named[0], True, found)]
    if any(one.kind == "number" for one in _until_account(found)):
        lines = _one_account_a_line(found)
        if lines is None:
            doubts.append(Doubt.WHICH_ACCOUNT)
        return lines or []
    return _joined(_cut(found))


def _until_account(found: tuple[Token, ...]) -> tuple[Token, ...]:
    first = next(at for at, one in enumerate(found) if one.kind == "account")
    return found[:first]


def _cut(found: tuple[Token, ...]) -> list[Piece]:
    cut: list[Piece] = []
    for token in found:
        if token.kind == "account":
            cut.append((token.digits, True, (token,)))
        elif cut:
            number, named, piece = cut[-1]
            cut[-1] = (number, named, (*piece, token))
    return cut


def _joined(cut: list[Piece]) -> list[Piece]:
    """Pieces of the same account as one."""
    joined: dict[str | None, tuple[Token, ...]] = {}
    for number, _, piece in cut:
        joined[number] = (*joined.get(number, ()), *piece)
    return [(number, True, piece) for number, piece in joined.items()]


def _one_account_a_line(found: tuple[Token, ...]) -> list[Piece] | None:
    """Lines with one account each, where all lines with values are such."""
    lines: list[list[Token]] = [[]]
    for token in found:
        lines[-1].append(token)
        if token.kind == "break" or token.text == ";":
            lines.append([])
    cut: list[Piece] = []
    for line in lines:
        accounts = [one.digits for one in line if one.kind == "account"]
        if any(one.kind == "number" for one in line):
            if len(accounts) != 1:
                return None
            cut.append((accounts[0], True, tuple(line)))
        elif accounts:
            return None
    return _joined(cut)
