"""How plausible a value is for a register, from its last value and usual consumption."""

import math

from meterline.language.turn import RegisterExpected

LEAK = 0.02
"""The share of surprises: any value of the register, and separately lower or equal ones."""

SPREAD = 0.8
"""Standard deviation of the logarithm of consumption around what is expected."""

USUAL_MONTHLY = 200.0
"""kWh a month where the register's own consumption is not known."""

TOO_MANY_DIGITS = -25.0

PLAUSIBLE = -11.0
"""A value below this log prior is a surprise, or the beginning of a longer one."""


def log_prior(value: int, register: RegisterExpected) -> float:
    """Natural log of the probability that the register shows `value` now."""
    room = 10**register.digits
    if value >= room:
        return TOO_MANY_DIGITS
    if register.last is None:
        return -math.log(room)
    delta = value - register.last
    density = LEAK / room
    if delta > 0:
        density += (1 - 2 * LEAK) * _log_normal(delta, expected(register))
    else:
        density += LEAK / 2 / (register.last + 1)
        density += LEAK / 2 if delta == 0 else 0.0
    return math.log(density)


def expected(register: RegisterExpected) -> float:
    """The consumption since the last value, at least 1 unit."""
    monthly = USUAL_MONTHLY if register.monthly is None else register.monthly
    return max(1.0, monthly * max(register.months, 0.5))


def _log_normal(delta: float, median: float) -> float:
    z = (math.log(delta) - math.log(median)) / SPREAD
    return math.exp(-0.5 * z * z) / (delta * SPREAD * math.sqrt(2 * math.pi))
