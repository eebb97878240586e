"""What made-up callers say: slots in, pieces of speech with pauses between them out."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from meterline.bench.unseen.numbers import ALIKE, Groups, as_number, by_digit, by_groups
from meterline.language.zones import Zone

PAUSES = (0.7, 1.6)
"""Seconds of a pause inside a number, the shortest and the longest."""

PAUSE_SHARE = 0.45
"""Numbers with a pause in them; a second one follows in a third of these."""

FILLER_SHARE = 0.3
CORRECTION_SHARE = 0.08
RESTART_SHARE = 0.05

OPENINGS = ("", "", "", "э", "ну", "так", "сейчас", "значит", "вот")
FILLERS = ("э", "так", "сейчас", "ну", "значит", "вот")
OOPS = ("нет", "ой нет", "точнее", "вернее")
ACCOUNTS = ("", "", "лицевой", "лицевой счёт", "номер лицевого счёта", "мой лицевой счёт")
VALUES = ("", "показания", "показание", "на счётчике")
ZONES: Mapping[Zone, Sequence[str]] = {
    Zone.SINGLE: VALUES,
    Zone.DAY: ("день", "дневной", "днём"),
    Zone.NIGHT: ("ночь", "ночной", "ночью"),
    Zone.PEAK: ("пик",),
    Zone.HALF_PEAK: ("полупик",),
}
YES = ("да", "да верно", "всё верно", "верно", "да всё правильно", "угу да", "правильно")
NO = ("нет", "неверно", "нет не так", "неправильно", "нет неверно")
OPERATOR = ("оператор", "соедините с оператором", "позовите оператора", "хочу с человеком")
REPEAT = ("повторите", "повторите пожалуйста", "ещё раз", "не расслышал повторите")


@dataclass
class Said:
    """Pieces of speech, each with the seconds of silence after it, and what is in them.

    `features` are of pause, filler, correction, restart.
    """

    pieces: list[tuple[str, float]] = field(default_factory=list)
    features: set[str] = field(default_factory=set)

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(words for words, _ in self.pieces)


class Caller:
    """Says things in ever other ways; the same for the same chance."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance

    def account(self, digits: str) -> Said:
        """The account in groups or by digit, with or without «лицевой счёт»."""
        said = Said()
        self._open(said)
        self._say(said, self._chance.choice(ACCOUNTS))
        self._number(said, self._account_groups(digits))
        return said

    def account_by_digit(self, digits: str) -> Said:
        """The account digit by digit."""
        said = Said()
        self._number(said, by_digit(digits, self._chance), slips=False)
        return said

    def readings(self, values: Mapping[Zone, str]) -> Said:
        """Values by zone, digits with leading zeros."""
        said = Said()
        self._open(said)
        for zone, digits in values.items():
            self._say(said, self._chance.choice(ZONES[zone]))
            self._number(said, self._value_groups(digits))
        return said

    def one_breath(self, name: str, account: str, values: Mapping[Zone, str]) -> Said:
        """Name, account and readings, with a breath between them."""
        said = Said()
        self._open(said)
        self._say(said, name, self._chance.uniform(0.2, 0.6))
        self._say(said, self._chance.choice(ACCOUNTS))
        self._number(said, self._account_groups(account))
        return self._joined(said, self.readings(values))

    def correction(self, values: Mapping[Zone, str]) -> Said:
        """«Нет, …» and the right values."""
        said = Said()
        self._say(said, self._chance.choice(NO), self._chance.uniform(0.1, 0.4))
        return self._joined(said, self.readings(values))

    def phrase(self, choices: Sequence[str]) -> Said:
        """One of a closed list."""
        return Said([(self._chance.choice(choices), 0.0)])

    def _account_groups(self, digits: str) -> Groups:
        if self._chance.random() < 0.4:
            return by_digit(digits, self._chance)
        return by_groups(digits, self._chance)

    def _value_groups(self, digits: str) -> Groups:
        style = self._chance.random()
        if style < 0.6:
            return as_number(digits)
        if style < 0.85:
            return by_digit(digits, self._chance)
        return by_groups(digits, self._chance)

    def _open(self, said: Said) -> None:
        opening = self._chance.choice(OPENINGS)
        if opening:
            self._say(said, opening, self._chance.uniform(0.1, 0.5))
            said.features.add("filler")

    def _number(self, said: Said, groups: Groups, slips: bool = True) -> None:
        stops = self._stops(len(groups))
        slip = self._chance.random() if slips and len(groups) > 1 else 1.0
        if slip < RESTART_SHARE:
            self._say(said, groups[0], self._pause(said))
            said.features.add("restart")
        for at, group in enumerate(groups):
            if at == len(groups) - 1 and RESTART_SHARE <= slip < RESTART_SHARE + CORRECTION_SHARE:
                self._correct(said, group)
            self._say(said, group, self._pause(said) if at in stops else 0.0)
            if at in stops and self._chance.random() < FILLER_SHARE:
                self._say(said, self._chance.choice(FILLERS), self._chance.uniform(0.1, 0.6))
                said.features.add("filler")

    def _correct(self, said: Said, right: str) -> None:
        """The last group with another last word, and «нет», before the right one."""
        *before, last = right.split()
        others = next((words for words in ALIKE if last in words), ())
        if not others:
            return
        wrong = self._chance.choice([word for word in others if word != last])
        self._say(said, " ".join([*before, wrong]), self._chance.uniform(0.1, 0.5))
        self._say(said, self._chance.choice(OOPS), self._chance.uniform(0.0, 0.3))
        said.features.add("correction")

    def _stops(self, groups: int) -> set[int]:
        """After which groups he pauses, never after the last."""
        if groups < 2 or self._chance.random() > PAUSE_SHARE:
            return set()
        count = 2 if groups > 3 and self._chance.random() < 1 / 3 else 1
        return set(self._chance.sample(range(groups - 1), count))

    def _pause(self, said: Said) -> float:
        said.features.add("pause")
        return self._chance.uniform(*PAUSES)

    def _say(self, said: Said, words: str, silence: float = 0.0) -> None:
        """Words without a pause before them go on with the piece before."""
        if not words:
            return
        if said.pieces and said.pieces[-1][1] == 0.0:
            before, _ = said.pieces.pop()
            words = f"{before} {words}"
        said.pieces.append((words, silence))

    def _joined(self, first: Said, second: Said) -> Said:
        last, _ = first.pieces.pop()
        breath = self._chance.uniform(0.2, 0.6)
        return Said(
            [*first.pieces, (last, breath), *second.pieces], first.features | second.features
        )
