"""What a line typed at a rehearsal, or written in its script, means."""

import re
from dataclasses import dataclass

from meterline.language.speech import Digits, Number, Piece
from meterline.robot.call import Voice

KEYS = re.compile(r"[0-9*#]+")
LONGEST_NUMBER = 6
"""Digits in a row that are said as one number; more, or a leading zero, digit by digit."""

EXPECTED, COMMAND, COMMENT = "= ", "!", "//"


@dataclass(frozen=True)
class Words:
    """The caller says this."""

    text: str


@dataclass(frozen=True)
class Keys:
    """The caller presses these, one after the other."""

    keys: str


@dataclass(frozen=True)
class Silence:
    """The caller says nothing for as long as the robot waits."""


@dataclass(frozen=True)
class HangUp:
    """The caller hangs up."""


@dataclass(frozen=True)
class Refused:
    """Nobody answers the call that was handed over."""


@dataclass(frozen=True)
class Expected:
    """The robot must have said this since the caller's last act."""

    text: str


Act = Words | Keys | Silence | HangUp | Refused
COMMANDS: dict[str, Act] = {"hangup": HangUp(), "refused": Refused()}


def act_of(line: str) -> Act | Expected | None:
    """The meaning of a line, None for a comment. Raises ValueError for an unknown command."""
    line = line.strip()
    if line.startswith(COMMENT):
        return None
    if line.startswith(EXPECTED):
        return Expected(line.removeprefix(EXPECTED).strip())
    if line.startswith(COMMAND):
        return _command(line.removeprefix(COMMAND).strip())
    if KEYS.fullmatch(line):
        # `#12345#` is a way to write an entry; the first # would end an entry before it.
        return Keys(line.removeprefix("#") or line)
    return Words(line) if line else Silence()


def _command(name: str) -> Act:
    if name not in COMMANDS:
        known = ", ".join(f"!{one}" for one in COMMANDS)
        raise ValueError(f"there is no command !{name}; there are {known}")
    return COMMANDS[name]


def in_words(text: str, voice: Voice) -> str:
    """`text` with its digits as they would be said."""
    return re.sub(r"\d+", lambda found: voice.text((_piece(found.group()),)), text)


def _piece(digits: str) -> Piece:
    spelled = len(digits) > LONGEST_NUMBER or (digits[0] == "0" and len(digits) > 1)
    return Digits(digits) if spelled else Number(int(digits))


def met(expected: Expected, said: str) -> bool:
    """Whether what was said holds the words expected; signs, case and ё do not count."""
    return f" {_plain(expected.text)} " in f" {_plain(said)} "


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("ё", "е")))
