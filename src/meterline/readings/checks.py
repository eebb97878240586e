"""Checks of submitted values against each register's history, the same for every channel.

Pure: what is known of the registers comes in, findings go out.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import permutations

from meterline.language.zones import Zone
from meterline.readings.history import History, advance


@dataclass(frozen=True)
class MeterValue:
    """A value for one register: whole units, as the register shows before the comma."""

    serial: str
    zone: Zone
    value: int


class Finding(StrEnum):
    """What the check of one value found."""

    FINE = "fine"
    SAME = "same"
    LOWER = "lower"
    TOO_HIGH = "too_high"
    COMMA = "comma"
    """The digit after the comma was given too; the proposal drops it."""
    ROLL_OVER = "roll_over"
    SWAPPED = "swapped"
    """The zones' values fit when they change places; the proposal is the other's value."""
    TOO_MANY_DIGITS = "too_many_digits"


PLAUSIBLE = frozenset({Finding.FINE, Finding.SAME, Finding.ROLL_OVER})
"""Findings with which a value is stored without a question to a person."""

EXPECTED = frozenset({Finding.FINE, Finding.SAME})


@dataclass(frozen=True)
class Limits:
    """When a consumption is too high to be believed.

    `factor` times the mean of 12 months, but never under `floor_kwh` a month; and never
    more than the maximum power could use. `household_kw` stands in where no power is known:
    the power up to which Decree 861 connects a household on easy terms.
    """

    factor: float = 3.0
    floor_kwh: float = 300.0
    hours_a_month: float = 744.0
    household_kw: float = 15.0


@dataclass(frozen=True)
class RegisterKnown:
    """A register as the checks need it. `max_power_kw` is the account's or the point's.

    `seen` is what a controller or the meter itself gave for this very period: a consumer's
    value below it is refuted (D, from Decree 354, п. 61).
    """

    digits: int
    ratio: float = 1.0
    max_power_kw: float | None = None
    history: History = field(default_factory=History)
    seen: int | None = None

    def most(self, limits: Limits) -> float:
        """The highest advance that is believed, in the register's units."""
        months, monthly = self.history.months, self.history.monthly
        power = self.max_power_kw or limits.household_kw
        full_load = power * limits.hours_a_month / self.ratio
        if monthly is None:
            return full_load * months
        usual = max(limits.factor * monthly, limits.floor_kwh / self.ratio)
        # A mean above the full load shows that the power on record is not the true one.
        return (usual if monthly > full_load else min(usual, full_load)) * months


@dataclass(frozen=True)
class Checked:
    """One checked value. `consumption` is in kWh, after the transformation ratio."""

    value: MeterValue
    finding: Finding
    last: int | None
    consumption: int | None
    proposal: int | None = None


RegisterKey = tuple[str, Zone]
"""Serial of the meter and zone."""


def check_values(
    values: Sequence[MeterValue],
    registers: Mapping[RegisterKey, RegisterKnown],
    limits: Limits | None = None,
) -> tuple[Checked, ...]:
    """Check values of one account, each against its own register. Raises KeyError."""
    limits = limits or Limits()
    alone = {
        (one.serial, one.zone): check_one(one, registers[one.serial, one.zone], limits)
        for one in values
    }
    for serial in {one.serial for one in values}:
        meter = [checked for key, checked in alone.items() if key[0] == serial]
        alone.update(_unswapped(meter, registers, limits))
    return tuple(alone[one.serial, one.zone] for one in values)


def check_one(value: MeterValue, register: RegisterKnown, limits: Limits) -> Checked:
    """Check one value against its own register only."""
    finding, proposal = _find(value.value, register, limits)
    last = register.history.last
    return Checked(value, finding, last, _consumption(value.value, finding, register), proposal)


def _find(value: int, register: RegisterKnown, limits: Limits) -> tuple[Finding, int | None]:
    finding, proposal = _against_history(value, register, limits)
    refuted = finding in PLAUSIBLE and _below_seen(value, register)
    return (Finding.LOWER, None) if refuted else (finding, proposal)


def _below_seen(value: int, register: RegisterKnown) -> bool:
    seen, digits = register.seen, register.digits
    if seen is None:
        return False
    start = register.history.last
    if start is None:
        return value < seen
    return advance(start, value, digits) < advance(start, seen, digits)


def _against_history(
    value: int, register: RegisterKnown, limits: Limits
) -> tuple[Finding, int | None]:
    last, tenth = register.history.last, value // 10
    most, full = register.most(limits), 10**register.digits
    comma = tenth < full and (last is None or 0 <= tenth - last <= most)
    if value >= full:
        return (Finding.COMMA, tenth) if comma else (Finding.TOO_MANY_DIGITS, None)
    if last is None:
        return Finding.FINE, None
    if value < last:
        return (Finding.ROLL_OVER if full - last + value <= most else Finding.LOWER), None
    if value - last > most:
        return (Finding.COMMA, tenth) if comma else (Finding.TOO_HIGH, None)
    return (Finding.SAME if value == last else Finding.FINE), None


def _consumption(value: int, finding: Finding, register: RegisterKnown) -> int | None:
    last = register.history.last
    if last is None or finding in {Finding.LOWER, Finding.TOO_MANY_DIGITS}:
        return None
    through_zero = 10**register.digits if finding is Finding.ROLL_OVER else 0
    return round((value - last + through_zero) * register.ratio)


def _unswapped(
    meter: Sequence[Checked],
    registers: Mapping[RegisterKey, RegisterKnown],
    limits: Limits,
) -> dict[RegisterKey, Checked]:
    """Findings of one meter whose values fit its zones in another order, else nothing."""
    if len(meter) < 2 or all(one.finding in EXPECTED for one in meter):
        return {}
    orders = [
        order
        for order in permutations(one.value.value for one in meter)
        if _fits(meter, order, registers, limits)
    ]
    if not orders:
        return {}
    best = min(orders, key=lambda order: _distance(meter, order, registers))
    return {
        (one.value.serial, one.value.zone): replace(one, finding=Finding.SWAPPED, proposal=value)
        for one, value in zip(meter, best, strict=True)
        if value != one.value.value
    }


def _fits(
    meter: Sequence[Checked],
    order: Sequence[int],
    registers: Mapping[RegisterKey, RegisterKnown],
    limits: Limits,
) -> bool:
    return all(
        one.last is not None
        and _find(value, registers[one.value.serial, one.value.zone], limits)[0] in EXPECTED
        for one, value in zip(meter, order, strict=True)
    )


def _distance(
    meter: Sequence[Checked],
    order: Sequence[int],
    registers: Mapping[RegisterKey, RegisterKnown],
) -> float:
    """How far values are from what the registers' histories lead to expect, summed."""
    total = 0.0
    for one, value in zip(meter, order, strict=True):
        past = registers[one.value.serial, one.value.zone].history
        expected = (past.last or 0) + (past.monthly or 0.0) * past.months
        total += abs(value - expected)
    return total
