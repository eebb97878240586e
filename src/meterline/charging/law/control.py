"""H14: readings of the company's controller (Decree 354, п. 61)."""

from meterline.charging.law.facts import Kind


def registered(start: int, end: int, digits: int, kind: Kind | None) -> int:
    """What a register counted between two values; negative where a check found less than told.

    A register passes through nought: 10^digits − start + end. Only a controller's value may
    lie below the one before: the consumer told too much, and the difference is recalculated
    in the period of the check (п. 61; S). Which of the two it is, the smaller step tells (D).
    """
    step = end - start
    if step >= 0:
        return step
    through_nought = step + 10**digits
    return step if kind is Kind.CONTROL and -step < through_nought else through_nought
