"""What comes out of a text."""

from dataclasses import dataclass
from enum import StrEnum

from meterline.language.zones import Zone


class State(StrEnum):
    """Whether a text's values can be submitted as they stand."""

    COMPLETE = "complete"
    AMBIGUOUS = "ambiguous"
    """Ask back: `Parsed.doubts` says what."""
    NOTHING = "nothing"
    """No values at all."""


class Doubt(StrEnum):
    """Why a text is not taken as it stands."""

    NO_ACCOUNT = "no_account"
    WHICH_ACCOUNT = "which_account"
    UNKNOWN_ACCOUNT = "unknown_account"
    NO_VALUE = "no_value"
    WHICH_METER = "which_meter"
    UNKNOWN_METER = "unknown_meter"
    WHICH_ZONE = "which_zone"
    MISSING_ZONE = "missing_zone"
    TOO_MANY_VALUES = "too_many_values"
    UNCLEAR_NUMBER = "unclear_number"
    ABOUT_SOMETHING_ELSE = "about_something_else"
    """Words of a complaint, a correction or a replaced meter stand with the numbers."""
    QUOTED_ONLY = "quoted_only"
    """The only values stand in a letter that is quoted or forwarded."""

    @property
    def question(self) -> str:
        """What the consumer is asked."""
        return _QUESTIONS[self]


_QUESTIONS = {
    Doubt.NO_ACCOUNT: "Укажите номер лицевого счёта.",
    Doubt.WHICH_ACCOUNT: "Уточните, к какому лицевому счёту относятся показания.",
    Doubt.UNKNOWN_ACCOUNT: "Проверьте номер лицевого счёта: такого счёта нет.",
    Doubt.NO_VALUE: "Укажите показания счётчика.",
    Doubt.WHICH_METER: "Уточните заводской номер счётчика перед его показаниями.",
    Doubt.UNKNOWN_METER: "Проверьте заводской номер счётчика: у лицевого счёта такого нет.",
    Doubt.WHICH_ZONE: "Уточните, какое значение к какой зоне относится.",
    Doubt.MISSING_ZONE: "Укажите показания всех зон счётчика.",
    Doubt.TOO_MANY_VALUES: "Уточните, какое из чисел — текущие показания.",
    Doubt.UNCLEAR_NUMBER: "Напишите показания цифрами, без пробелов внутри числа.",
    Doubt.ABOUT_SOMETHING_ELSE: "Если вы передаёте показания, пришлите их отдельным сообщением.",
    Doubt.QUOTED_ONLY: "Пришлите показания в самом сообщении, а не в пересылаемом.",
}


class Role(StrEnum):
    """What a number of the text was taken for."""

    ACCOUNT = "account"
    SERIAL = "serial"
    VALUE = "value"
    DATE = "date"
    TIME = "time"
    PHONE = "phone"
    ADDRESS = "address"
    MONEY = "money"
    PREVIOUS = "previous"
    CONSUMPTION = "consumption"
    OTHER_RESOURCE = "other_resource"
    DOCUMENT = "document"
    MODEL = "model"
    COUNT = "count"
    SIGNATURE = "signature"
    LINK = "link"
    UNCLEAR = "unclear"


@dataclass(frozen=True)
class Mention:
    """A number as it stands in the text, and what it was taken for."""

    text: str
    role: Role


@dataclass(frozen=True)
class Value:
    """One value: whole units, the digits after a comma dropped.

    `serial` is None where the account has one meter or the text names none; `text` is what
    was read.
    """

    value: int
    zone: Zone
    serial: str | None
    text: str


@dataclass(frozen=True)
class Record:
    """One account with its values; `named` says whether the text names the account."""

    account: str | None
    values: tuple[Value, ...]
    named: bool = True


@dataclass(frozen=True)
class Parsed:
    """What a text says. With doubts the records hold what is certain or may be meant."""

    state: State
    records: tuple[Record, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    mentions: tuple[Mention, ...] = ()

    @property
    def question(self) -> str:
        """What to ask back; empty where nothing is in doubt."""
        return " ".join(doubt.question for doubt in self.doubts)
