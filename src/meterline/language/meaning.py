"""From the symbols of a path to what was said: account, values by zone, answer, command."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from meterline.language.symbols import COMMANDS, FIRST_REGION, REGIONS, Mark
from meterline.language.turn import Command


@dataclass(frozen=True)
class Value:
    """A value as said: `zone` is the mark of the zone named with it, `serial` the digits of
    the meter named before it. `first` and `last` are places in the symbols. `unclear`: it
    may have gone on with a word that was not understood.

    A value that corrects a part of what was read says so: `wrong` are the digits to be
    replaced, `position` says at which end (AT_END, AT_START) it stands."""

    digits: str
    zone: Mark | None = None
    serial: str = ""
    first: int = 0
    last: int = 0
    unclear: bool = False
    wrong: str = ""
    position: Mark | None = None

    @property
    def is_part(self) -> bool:
        """Whether it points at a part of a value that was read."""
        return bool(self.wrong) or self.position is not None


@dataclass(frozen=True)
class Meaning:
    """What one path through the grammar said; `region` is the key of the region named."""

    account: str = ""
    account_complete: bool = False
    account_span: tuple[int, int] = (0, 0)
    values: tuple[Value, ...] = ()
    answer: bool | None = None
    command: Command | None = None
    region: str | None = None
    zone_open: bool = False


@dataclass
class _Reader:
    """Reads symbols one by one."""

    account: str = ""
    account_complete: bool = False
    account_span: tuple[int, int] = (0, 0)
    values: list[Value] = field(default_factory=list)
    answer: bool | None = None
    command: Command | None = None
    region: str | None = None
    instead: bool = False
    zone: Mark | None = None
    after: bool = False
    denied: Mark | None = None
    wrong: str = ""
    position: Mark | None = None
    serial: str = ""
    digits: str = ""
    begin: int = 0

    def read(self, at: int, symbol: int) -> None:
        if symbol < 10:
            self.digits += str(symbol)
        elif symbol in (Mark.ACCOUNT, Mark.VALUE, Mark.SERIAL):
            self.digits, self.begin = "", at
        elif symbol == Mark.ACCOUNT_END:
            self.account, self.account_complete = self.digits, True
            self.account_span = (self.begin, at)
        elif symbol == Mark.VALUE_END:
            self._closed(at)
        elif symbol == Mark.SERIAL_END:
            self.serial = self.digits
        elif symbol >= FIRST_REGION:
            self.region = REGIONS[symbol - FIRST_REGION]
        elif symbol >= Mark.COMMAND:
            self.command = COMMANDS[symbol - Mark.COMMAND]
        else:
            self._small(Mark(symbol))

    def _closed(self, at: int) -> None:
        """A number is out: one that was denied belongs to the value after or before it."""
        denied, self.denied = self.denied, None
        if denied is Mark.WRONG:
            self.wrong = self.digits
        elif denied is Mark.WRONG_BEFORE:
            self.values.append(replace(self.values.pop(), wrong=self.digits))
        else:
            said = Value(self.digits, self.zone, self.serial, self.begin, at)
            self._value(replace(said, wrong=self.wrong, position=self.position))
            self.wrong, self.position = "", None

    def _value(self, value: Value) -> None:
        """One more value; after a correction it replaces the one of the same zone."""
        if self.instead and value.zone is not None:
            self.values = [v for v in self.values if v.zone is not value.zone]
        self.values.append(value)
        self.zone = None

    def _small(self, mark: Mark) -> None:
        if mark in (Mark.YES, Mark.NO):
            self.answer = mark is Mark.YES
        elif mark is Mark.ZONE_AFTER:
            self.after = True
        elif mark is Mark.INSTEAD:
            self.instead = True
        elif mark in (Mark.WRONG, Mark.WRONG_BEFORE):
            self.denied, self.answer = mark, False
        elif mark in (Mark.AT_END, Mark.AT_START):
            self.position, self.answer = mark, False
        elif mark is Mark.UNCLEAR:
            self.values.append(replace(self.values.pop(), unclear=True))
        elif self.after:
            self.values.append(replace(self.values.pop(), zone=mark))
            self.after = False
        else:
            self.zone = mark


def read(symbols: Sequence[int]) -> Meaning:
    """The meaning of a path's symbols."""
    reader = _Reader()
    for at, symbol in enumerate(symbols):
        reader.read(at, symbol)
    if Mark.ACCOUNT in symbols and not reader.account_complete:
        reader.account = reader.digits
        reader.account_span = (reader.begin, len(symbols) - 1)
    return Meaning(
        account=reader.account,
        account_complete=reader.account_complete,
        account_span=reader.account_span,
        values=tuple(reader.values),
        answer=reader.answer,
        command=reader.command,
        region=reader.region,
        zone_open=reader.zone is not None,
    )
