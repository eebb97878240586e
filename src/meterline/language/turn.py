"""The border between hearing and conversation: what was asked, what was understood.

The conversation says what it expects (`Expectation`); the ears answer what they
heard (`Understanding`). Both sides know only these types.
"""

from dataclasses import dataclass
from enum import StrEnum

from meterline.language.zones import Zone


class Asked(StrEnum):
    """What the caller was asked for; it decides what may be heard and how long to wait."""

    MENU = "menu"
    ONE_BREATH = "one_breath"
    ACCOUNT = "account"
    ACCOUNT_BY_DIGIT = "account_by_digit"
    LAST_DIGITS = "last_digits"
    NAME = "name"
    READING = "reading"
    READING_BY_DIGIT = "reading_by_digit"
    CONFIRM = "confirm"
    """The read-back: yes, no, or no with a correction («нет, ночь шестьсот»)."""
    YES_NO = "yes_no"
    FIX = "fix"
    """«Что исправить?»: the account or the readings."""
    REGION = "region"
    """«Из какого вы региона?»: one of the company's regions by its name or a town of it."""
    FREE = "free"


class Command(StrEnum):
    """What a caller may say at any time."""

    SUBMIT = "submit"
    OPERATOR = "operator"
    REPEAT = "repeat"
    HELP = "help"
    BACK = "back"
    WAIT = "wait"
    EMERGENCY = "emergency"
    FIX_ACCOUNT = "fix_account"
    FIX_READING = "fix_reading"
    OTHER_ACCOUNT = "other_account"
    METER_REPLACED = "meter_replaced"
    ARE_YOU_ROBOT = "are_you_robot"
    RUDE = "rude"
    """Swearing: at the line rather than at anybody."""
    DO_NOT_CALL = "do_not_call"
    """The caller wants no more reminders."""


@dataclass(frozen=True)
class RegisterExpected:
    """What one register may plausibly show now.

    `last` is the last actual reading, `monthly` the mean consumption a month, both in
    units of the register (kWh before the transformation ratio); None where unknown.
    `months` is the time since `last`.
    """

    zone: Zone
    digits: int
    last: int | None = None
    monthly: float | None = None
    months: float = 1.0


@dataclass(frozen=True)
class MeterExpected:
    """One meter of an account with its registers in the order of the bill."""

    serial: str
    registers: tuple[RegisterExpected, ...]


@dataclass(frozen=True)
class Candidate:
    """An account that the caller may mean, with what the company knows of it."""

    account: str
    name: str
    organisation: bool
    meters: tuple[MeterExpected, ...]


@dataclass(frozen=True)
class Alternative:
    """One of the N best values with its probability among them."""

    value: str
    probability: float


@dataclass(frozen=True)
class ReadBack:
    """A value that the robot has just read to the caller, in units of the register."""

    zone: Zone
    serial: str
    value: str


@dataclass(frozen=True)
class Expectation:
    """What the conversation asked for and already knows.

    `candidates` empty: the account is searched in the whole customer base. One
    candidate: the account is settled; several: a phone linked to several accounts.
    `meter` is the serial asked about, if one was. `zones` are the registers still
    wanted, empty for all. `accounts_excluded` were heard and refused by the caller.

    `account_beginning` are digits known for certain, keyed before the words: the caller
    says the rest or all of it. `accounts_heard` are the alternatives of earlier turns of
    this call: the same account heard again is likelier. `read_back` is what a correction
    («не два, а три») speaks of.
    """

    asked: Asked
    candidates: tuple[Candidate, ...] = ()
    meter: str | None = None
    zones: tuple[Zone, ...] = ()
    accounts_excluded: tuple[str, ...] = ()
    account_beginning: str = ""
    accounts_heard: tuple[Alternative, ...] = ()
    read_back: tuple[ReadBack, ...] = ()


class Decision(StrEnum):
    """What may be done with a heard value."""

    SURE = "sure"
    """Taken; it is still read back before anything is stored."""
    CONFIRM = "confirm"
    """The best guess is worth a question of its own, digit by digit."""
    ASK = "ask"
    """Too doubtful to repeat: ask for it again."""
    GIVE_UP = "give_up"
    """Asking again by voice will hardly help on this line: offer the keys."""

    @property
    def usable(self) -> bool:
        """Whether the value may be taken or at least offered to the caller."""
        return self in (Decision.SURE, Decision.CONFIRM)


@dataclass(frozen=True)
class Slot:
    """One value heard.

    `value` is the digits as said, leading zeros kept. `probability` is calibrated.
    `start` and `end` are seconds from the beginning of the turn's audio.
    """

    value: str
    probability: float
    decision: Decision
    alternatives: tuple[Alternative, ...] = ()
    start: float = 0.0
    end: float = 0.0


@dataclass(frozen=True)
class ReadingHeard:
    """A meter value heard; `zone` None when the caller named none and the meter is not known."""

    zone: Zone | None
    serial: str | None
    slot: Slot


@dataclass(frozen=True)
class NameHeard:
    """What was heard where a name was said.

    `agrees` says whether it is the name of the account heard (or settled): None when
    there was no account to compare with or too little sound to tell.
    """

    letters: str
    agrees: bool | None
    score: float = 0.0


class Completeness(StrEnum):
    """How much of the expected turn has been said; it decides the wait for its end."""

    NOTHING = "nothing"
    COMPLETE = "complete"
    """All that was asked for; a short silence ends the turn."""
    ACCOUNT_OPEN = "account_open"
    """In the middle of an account: wait long."""
    READING_OPEN = "reading_open"
    """In the middle of a value, or registers still missing."""
    FREE = "free"


@dataclass(frozen=True)
class Understanding:
    """What one turn said.

    `answer` is yes (True) or no (False) where one was said. `region` holds the key of the
    region named where one was asked for. `text` is the plain
    letters heard, for the log and for people. `speech_end` is the end of the last
    letter in seconds from the beginning of the turn's audio.
    """

    text: str = ""
    account: Slot | None = None
    name: NameHeard | None = None
    readings: tuple[ReadingHeard, ...] = ()
    answer: bool | None = None
    answer_probability: float = 0.0
    command: Command | None = None
    command_probability: float = 0.0
    region: Slot | None = None
    completeness: Completeness = Completeness.NOTHING
    speech_end: float = 0.0
    core_seconds: float = 0.0
