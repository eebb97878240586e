"""Sayings made up from the grammar's own tables: what callers say, with what it means.

For tests, benches and training: the same words that are understood are said, in every
style, with fillers, pauses and mistakes if wanted, and the same seed says the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from meterline.language.lexicon import WordClass as W
from meterline.language.mistakes import MISTAKES, Run, run
from meterline.language.number_styles import ACCOUNT_STYLES, VALUE_STYLES, Style, say
from meterline.language.spoken import Wording
from meterline.language.symbols import ZONE_MARKS, Mark, command_symbol, region_symbol
from meterline.language.turn import Command
from meterline.language.zones import ZONES_OF_METER, Zone


@dataclass(frozen=True)
class Saying:
    """A text in lower case without marks, and the slots it means.

    `values` are pairs of zone (None: none was named) and digits as said, leading zeros
    kept. `pauses` are the indices of the words before which the caller pauses.
    """

    text: str = ""
    name: str = ""
    account: str = ""
    values: tuple[tuple[Zone | None, str], ...] = ()
    answer: bool | None = None
    command: Command | None = None
    region: str | None = None
    pauses: tuple[int, ...] = ()


@dataclass(frozen=True)
class Manner:
    """How somebody speaks: the chances of a hesitation («э», «ну») and of a pause before a
    group of digits, of a form of quick speech, and of a decimal after a value."""

    hesitations: float = 0.0
    pauses: float = 0.0
    quick: float = 0.0
    decimals: float = 0.0
    units: float = 0.2


PLAIN = Manner()
PREFIXED = 0.7
"""The share of accounts and values that are named before they are said."""
MISTAKE_TRIES = 8


class Speaker:
    """Says things in one manner; every choice comes from `rng`."""

    def __init__(self, rng: Random, manner: Manner = PLAIN) -> None:
        self._rng = rng
        self._manner = manner
        self._wording = Wording(rng, manner.quick)

    def account(self, digits: str, style: str | None = None, mistake: str | None = None) -> Saying:
        """An account in a style of ACCOUNT_STYLES, with a mistake of MISTAKES; without
        `style` any. ValueError unless `digits` are digits."""
        _check(digits)
        runs = self._number(digits, _style(ACCOUNT_STYLES, style, self._rng), mistake)
        return self._saying([*self._prefix(W.ACCOUNT), *runs], Saying(account=digits))

    def value(self, digits: str, style: str | None = None, mistake: str | None = None) -> Saying:
        """The value of one register in a style of VALUE_STYLES."""
        _check(digits)
        runs = [*self._prefix(W.READING), *self._value(digits, style, mistake)]
        return self._saying(runs, Saying(values=((None, digits),)))

    def zones(
        self,
        values: Mapping[Zone, str],
        style: str | None = None,
        by_number: bool | None = None,
        mistake: str | None = None,
    ) -> Saying:
        """The values of a meter's zones in the order given, each after its name; `by_number`
        names them «т один», «т два»."""
        numbered = self._rng.random() < 0.3 if by_number is None else by_number
        runs = [] if self._rng.random() < PREFIXED else self._prefix(W.READING)
        for zone, digits in values.items():
            _check(digits)
            mark = _numbered(zone, len(values)) if numbered else ZONE_MARKS[zone.value]
            runs.append((self._wording.other(W.ZONE, (int(mark),)).form,))
            runs += self._value(digits, style, mistake)
        return self._saying(runs, Saying(values=tuple(values.items())))

    def one_breath(
        self,
        name: str,
        account: str,
        values: Mapping[Zone, str],
        style: str | None = None,
    ) -> Saying:
        """Greeting, name, account and values at once; the name may be ''."""
        wording = self._wording
        runs: list[Run] = []
        if self._rng.random() < 0.3:
            runs.append((wording.other(W.FILLER, kind="greeting").form,))
        if name:
            runs.append((name,))
        runs.append((wording.other(W.ACCOUNT).form,))
        runs += self._number(account, _style(ACCOUNT_STYLES, style, self._rng), None)
        if list(values) == [Zone.SINGLE]:
            runs.append((wording.other(W.READING).form,))
            runs += self._value(values[Zone.SINGLE], style, None)
            said: tuple[tuple[Zone | None, str], ...] = ((None, values[Zone.SINGLE]),)
        else:
            for zone, digits in values.items():
                runs.append((wording.other(W.ZONE, (int(ZONE_MARKS[zone.value]),)).form,))
                runs += self._value(digits, style, None)
            said = tuple(values.items())
        return self._saying(runs, Saying(name=name, account=account, values=said))

    def answer(self, yes: bool) -> Saying:
        """Yes or no."""
        word_class, mark = (W.YES, Mark.YES) if yes else (W.NO, Mark.NO)
        return self._saying(
            [(self._wording.other(word_class, (int(mark),)).form,)], Saying(answer=yes)
        )

    def command(self, command: Command) -> Saying:
        """A command as it may be said anywhere (of the menu: there)."""
        word_class = W.MENU if command is Command.SUBMIT else W.COMMAND
        form = self._wording.other(word_class, (command_symbol(command),)).form
        return self._saying([(form,)], Saying(command=command))

    def region(self, key: str) -> Saying:
        """A region by its name or a town's; ValueError for an unknown key."""
        form = self._wording.other(W.REGION, (region_symbol(key),)).form
        return self._saying([(form,)], Saying(region=key))

    def _prefix(self, word_class: W) -> list[Run]:
        if self._rng.random() < PREFIXED:
            return [(self._wording.other(word_class).form,)]
        return []

    def _value(self, digits: str, style: str | None, mistake: str | None) -> list[Run]:
        runs = self._number(digits, _style(VALUE_STYLES, style, self._rng), mistake)
        if self._rng.random() < self._manner.decimals:
            runs.append(self._decimal())
        if self._rng.random() < self._manner.units:
            runs.append((self._wording.other(W.UNITS).form,))
        return runs

    def _decimal(self) -> Run:
        tenths = self._wording.number(W.UNIT, str(self._rng.randint(3, 9))).form
        point = self._wording.other(W.POINT).form
        return (point, tenths) if self._rng.random() < 0.5 else ("и", tenths, "десятых")

    def _number(self, digits: str, style: Style, mistake: str | None) -> list[Run]:
        groups = say(digits, style, self._wording)
        if mistake is not None:
            for _ in range(MISTAKE_TRIES):
                runs = MISTAKES[mistake](groups, style, self._wording)
                if runs is not None:
                    return runs
                groups = say(digits, style, self._wording)
        return [run(g) for g in groups]

    def _saying(self, runs: Sequence[Run], meant: Saying) -> Saying:
        """What is `meant` with its text and pauses."""
        words: list[str] = []
        pauses: list[int] = []
        for each in runs:
            if words and self._rng.random() < self._manner.pauses:
                pauses.append(len(words))
            if words and self._rng.random() < self._manner.hesitations:
                words += self._wording.other(W.FILLER, kind="hesitation").form.split()
            words += " ".join(each).split()
        return replace(meant, text=" ".join(words), pauses=tuple(pauses))


def _check(digits: str) -> None:
    if not digits.isdecimal() or not digits.isascii():
        raise ValueError("only digits can be said")


def _style(styles: Mapping[str, Style], name: str | None, rng: Random) -> Style:
    """The style of that name; without a name any. KeyError for an unknown name."""
    return styles[rng.choice(list(styles)) if name is None else name]


def _numbered(zone: Zone, count: int) -> Mark:
    """«т один» by the order of the bill."""
    return Mark(Mark.ZONE_T1 + ZONES_OF_METER[count].index(zone))
