"""What the first page tells of each account."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from meterline.api.own import month_status
from meterline.api.schemas import MonthStatus
from meterline.customers.models import Account, Meter, Register
from meterline.payments.selectors import balance
from meterline.readings.accounts import in_place
from meterline.readings.history import Dated
from meterline.readings.ledger import actual_readings
from meterline.readings.periods import shift


@dataclass(frozen=True)
class RegisterShown:
    """A register with the reading that holds last and its billing period."""

    register: Register
    value: int | None
    month: date | None


@dataclass(frozen=True)
class MeterShown:
    """A meter in its place, with its registers in the order of the bill."""

    meter: Meter
    registers: tuple[RegisterShown, ...]


@dataclass(frozen=True)
class AccountShown:
    """An account at a moment. `owed` is in roubles, negative where prepaid."""

    account: Account
    meters: tuple[MeterShown, ...]
    month: MonthStatus
    owed: Decimal

    @property
    def prepaid(self) -> Decimal:
        """Roubles that are paid in advance."""
        return max(-self.owed, Decimal(0))

    @property
    def automatic(self) -> bool:
        """Whether all meters send their readings themselves (H19)."""
        return bool(self.meters) and all(one.meter.automatic for one in self.meters)


def overview(accounts: Sequence[Account], now: datetime) -> list[AccountShown]:
    """All that the first page shows."""
    return [
        AccountShown(one, meters_shown(one, now), month_status(one, now), balance(one))
        for one in accounts
    ]


def meters_shown(account: Account, now: datetime) -> tuple[MeterShown, ...]:
    """The account's meters in place, points in their order."""
    today = now.astimezone(account.branch.zone).date()
    rows = Register.objects.filter(meter__account=account).select_related("meter__point")
    registers = [
        one
        for one in rows.order_by("meter__point_id", "meter_id", "id")
        if in_place(one.meter.removed, today)
    ]
    # A value given after the window already counts for the month that follows.
    held = actual_readings([one.pk for one in registers], shift(today.replace(day=1), 2))
    return tuple(_meters(registers, held))


def _meters(registers: list[Register], held: dict[int, list[Dated]]) -> Iterator[MeterShown]:
    for meter, own in groupby(registers, key=lambda one: one.meter):
        shown = []
        for one in own:
            month, value = held.get(one.pk, [(None, None)])[-1]
            shown.append(RegisterShown(one, value, month))
        yield MeterShown(meter, tuple(shown))
