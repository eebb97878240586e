"""What the robot read out, and whether it is what the caller meant."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from meterline.bench.truth import CallTruth, Register


class Label(StrEnum):
    """What a number that the robot said is the number of."""

    ACCOUNT = "account"
    METER = "meter"
    READING = "reading"
    LAST = "last"
    CONSUMPTION = "consumption"
    PROPOSAL = "proposal"


LABELS: dict[str, tuple[Label, str | None]] = {
    "account.heard": (Label.ACCOUNT, None),
    "account.last_digits": (Label.ACCOUNT, None),
    "known.intro": (Label.ACCOUNT, None),
    "known.short": (Label.ACCOUNT, None),
    "known.which": (Label.ACCOUNT, None),
    "point.ask": (Label.METER, None),
    "reading.meter_ending": (Label.METER, None),
    "reading.heard": (Label.READING, "single"),
    "reading.heard_day": (Label.READING, "day"),
    "reading.heard_night": (Label.READING, "night"),
    "reading.heard_peak": (Label.READING, "peak"),
    "reading.heard_half_peak": (Label.READING, "half_peak"),
    "check.lower": (Label.LAST, None),
    "check.too_high": (Label.CONSUMPTION, None),
    "consumption.is": (Label.CONSUMPTION, None),
    "check.comma": (Label.PROPOSAL, None),
    "check.rollover": (Label.PROPOSAL, None),
}
"""Phrases of the prompt pack that name the number behind them."""

CONTINUES = frozenset({"by_digit", "slower"})
"""Phrases after which the same number is said again."""

SHOWN_DIGITS = 3
"""Digits of an account's end that a caller can compare with his bill, at least."""


@dataclass(frozen=True)
class Said:
    """A number that the robot said: digits, leading zeros kept where they were said."""

    label: Label
    zone: str | None
    digits: str
    clear: bool = True
    """False where something beside it was not made out: it may be only a part."""


@dataclass(frozen=True)
class Verdict:
    """What in a read-back is not what the caller meant, and what he heard to be right."""

    account_wrong: bool = False
    wrong: tuple[Register, ...] = ()
    account_right: bool = False
    right: tuple[Register, ...] = ()

    @property
    def faultless(self) -> bool:
        """Whether nothing wrong was read back."""
        return not (self.account_wrong or self.wrong)


def said_numbers(keys: Iterable[str | None]) -> list[Said]:
    """Labelled numbers among the clips heard, in order; unlabelled ones are left out."""
    said: list[Said] = []
    label: tuple[Label, str | None] | None = None
    run: list[str] = []
    for key in [*keys, "end"]:
        if key is not None and _is_number(key):
            run.append(key)
            continue
        if run and label:
            said.append(Said(*label, spoken_digits(run), clear=key is not None))
        run = []
        if key in LABELS:
            label = LABELS[key]
        elif key not in CONTINUES:
            label = None
    return said


def spoken_digits(clips: Sequence[str]) -> str:
    """Digits of a run of number clips: spelled ones as they are, else the number's own."""
    words = [(name, int(number)) for name, number, *_ in (clip.split(".") for clip in clips)]
    if all(name == "number" and number < 10 for name, number in words):
        return "".join(str(number) for _, number in words)
    total = group = 0
    for name, number in words:
        group += number
        if name in _POWERS:
            total += group * _POWERS[name]
            group = 0
    return str(total + group)


def judge(said: Sequence[Said], truth: CallTruth) -> Verdict:
    """Compare what was read back with the truth.

    A value is looked for on the meter named before it, on any meter if none was. What was
    not clear can only be right.
    """
    account: list[bool] = []
    values: list[tuple[Register, bool]] = []
    serials: tuple[str, ...] = truth.serials
    for number in said:
        if number.label is Label.METER:
            named = tuple(s for s in truth.serials if is_end_of(number.digits, s))
            serials = named or truth.serials
        elif number.label is Label.ACCOUNT:
            account += _counted(is_end_of(number.digits, truth.account), number)
        elif number.label is Label.READING:
            register = _register_meant(number, serials, truth)
            found = truth.values.get(register) == int(number.digits)
            values += [(register, right) for right in _counted(found, number)]
    return Verdict(
        account_wrong=False in account,
        wrong=tuple(register for register, right in values if not right),
        account_right=True in account,
        right=tuple(register for register, right in values if right),
    )


def plausible(keys: Sequence[str | None], said: Sequence[Said], truth: CallTruth) -> bool:
    """Whether the caller agrees with a doubt of the robot's («Так и записать?»).

    He does if what the robot finds odd is really so: the value, the consumption or the
    proposal that it names is true.
    """
    if not judge(said, truth).faultless:
        return False
    if "check.same" in keys:
        return any(truth.last.get(each) == value for each, value in truth.values.items())
    return all(_is_true(number, truth) for number in said if number.clear)


def is_end_of(digits: str, whole: str) -> bool:
    """Whether `digits` are the last ones of `whole`, enough of them to mean it."""
    return len(digits) >= SHOWN_DIGITS and whole.endswith(digits)


_POWERS = {"thousand": 1000, "million": 1_000_000}


def _is_number(key: str) -> bool:
    return key.split(".", maxsplit=1)[0] in {"number", *_POWERS}


def _counted(right: bool, number: Said) -> list[bool]:
    return [right] if right or number.clear else []


def _register_meant(number: Said, serials: Sequence[str], truth: CallTruth) -> Register:
    """The register that a value was read back for: the one that it fits, else the first."""
    zone = number.zone or "single"
    registers = [(serial, zone) for serial in serials if (serial, zone) in truth.values]
    fitting = [each for each in registers if truth.values[each] == int(number.digits)]
    return next(iter(fitting or registers), (serials[0] if serials else "", zone))


def _is_true(number: Said, truth: CallTruth) -> bool:
    value = int(number.digits)
    match number.label:
        case Label.PROPOSAL:
            return value in truth.values.values()
        case Label.CONSUMPTION:
            return value in {truth.consumption(register) for register in truth.values}
        case Label.LAST:
            return any(
                truth.last.get(register) == value and own < value
                for register, own in truth.values.items()
            )
    return True
