"""How a finding is put to who typed the value: the robot's words, and what can be done. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from meterline.readings.asking.asked import FieldAsked
from meterline.readings.asking.numbers import spaced
from meterline.readings.checks import PLAUSIBLE, Checked, Finding

Pair = tuple[FieldAsked, Checked]


@dataclass(frozen=True)
class Doubt:
    """A question about one value, or about all zones of a meter.

    `fix` are the values that were probably meant, by field; `insist`: the typed ones may be
    handed over all the same, and `review` whether a person looks at them then.
    """

    fields: tuple[FieldAsked, ...]
    text: str
    fix: tuple[tuple[str, int], ...] = ()
    insist: bool = True
    review: bool = True

    @property
    def id(self) -> str:
        """What the fields name the question by."""
        return f"{self.fields[0].name}-doubt"

    @property
    def fix_name(self) -> str:
        """The fix as the value of a button."""
        return ",".join(f"{field}={value}" for field, value in self.fix)

    @property
    def fix_label(self) -> str:
        """The fix as a button says it."""
        if len(self.fix) == 1:
            return f"Записать {spaced(self.fix[0][1])} и передать"
        return "Поменять местами и передать"


def doubts(pairs: Sequence[Pair]) -> list[Doubt]:
    """A question for each value that is not plainly fine; swapped zones are one question."""
    swapped: dict[str, list[Pair]] = {}
    found = []
    for field, checked in pairs:
        if checked.finding is Finding.SWAPPED:
            swapped.setdefault(field.serial, []).append((field, checked))
        elif checked.finding is not Finding.FINE:
            found.append(_one(field, checked))
    return [*map(_swapped, swapped.values()), *found]


def _swapped(pairs: Sequence[Pair]) -> Doubt:
    meant = [(field, one.proposal or 0) for field, one in pairs]
    zones = ", ".join(f"{field.label.lower()} {spaced(value)}" for field, value in meant)
    return Doubt(
        tuple(field for field, _ in pairs),
        f"Похоже, зоны перепутаны. Может быть, так: {zones}?",
        fix=tuple((field.name, value) for field, value in meant),
    )


def _one(field: FieldAsked, checked: Checked) -> Doubt:
    shown = checked.value.value < 10**field.digits
    return Doubt(
        (field,),
        _WORDS[checked.finding](field, checked),
        fix=() if checked.proposal is None else ((field.name, checked.proposal),),
        insist=shown,
        review=checked.finding not in PLAUSIBLE,
    )


def _lower(field: FieldAsked, checked: Checked) -> str:
    last, value = checked.last, checked.value.value
    if last is None or value >= last:
        return (
            "Эти показания меньше тех, что за этот месяц снял контролёр или передал сам счётчик. "
            "Посмотрите, пожалуйста, на счётчик ещё раз."
        )
    missing = len(str(value)) < len(str(last))
    hint = " Возможно, пропущена цифра." if missing else ""
    return (
        f"Эти показания меньше прошлых. Прошлые показания: {spaced(last)}.{hint} Посмотрите, "
        "пожалуйста, на счётчик ещё раз. Если счётчик заменили, передайте как есть."
    )


def _too_high(field: FieldAsked, checked: Checked) -> str:
    return (
        f"Получается слишком большой расход: {spaced(checked.consumption or 0)} кВт·ч. "
        "Впишите только цифры до запятой."
    )


def _comma(field: FieldAsked, checked: Checked) -> str:
    return (
        "Возможно, вы вписали и цифру после запятой. "
        f"Тогда показания: {spaced(checked.proposal or 0)}."
    )


def _too_many(field: FieldAsked, checked: Checked) -> str:
    return (
        f"Цифр больше, чем на вашем счётчике: до запятой их {field.digits}. "
        "Впишите только цифры до запятой."
    )


def _same(field: FieldAsked, checked: Checked) -> str:
    return "Показания не изменились с прошлого раза. Так и записать?"


def _roll_over(field: FieldAsked, checked: Checked) -> str:
    shown = spaced(checked.value.value)
    return f"Похоже, счётчик перешёл через ноль. Показания: {shown}. Так и записать?"


_WORDS: dict[Finding, Callable[[FieldAsked, Checked], str]] = {
    Finding.LOWER: _lower,
    Finding.TOO_HIGH: _too_high,
    Finding.COMMA: _comma,
    Finding.TOO_MANY_DIGITS: _too_many,
    Finding.SAME: _same,
    Finding.ROLL_OVER: _roll_over,
}
