"""An account's registers with their histories, as checks and cards need them."""

from dataclasses import dataclass
from datetime import date, datetime

from meterline.customers.models import Account, Branch, Register
from meterline.language.zones import Zone
from meterline.readings.checks import RegisterKey, RegisterKnown
from meterline.readings.history import history_of
from meterline.readings.ledger import actual_readings
from meterline.readings.periods import Placement, Window, place


def window_of(branch: Branch) -> Window:
    """The days on which a branch takes readings."""
    return Window(branch.zone, branch.window_from, branch.window_to)


@dataclass(frozen=True)
class KnownAccount:
    """An account at a moment: where a reading given now belongs, and its registers."""

    account: Account
    placement: Placement
    registers: dict[RegisterKey, RegisterKnown]
    """In the order of meters and of the bill."""
    rows: dict[RegisterKey, int]
    """The registers' ids."""
    verification_expired: bool = False
    """Whether the verification (поверка) of a meter is over."""

    @property
    def months_missed(self) -> int:
        """Billing periods without a reading since the last one; 0 where there was none ever."""
        known = [
            one.history.months for one in self.registers.values() if one.history.last is not None
        ]
        return max(0, max(known, default=1) - 1)


def known_account(account: Account, at: datetime) -> KnownAccount:
    """All that is known of an account's registers before the period that `at` counts for."""
    placement = place(at, window_of(account.branch))
    found = list(
        Register.objects.filter(meter__account=account)
        .select_related("meter")
        .order_by("meter_id", "id")
    )
    actual = actual_readings([one.pk for one in found], placement.counted_for)
    today = at.astimezone(account.branch.zone).date()
    power = float(account.max_power_kw) if account.max_power_kw is not None else None
    return KnownAccount(
        account,
        placement,
        {_key(one): _known(one, actual.get(one.pk, []), placement, power) for one in found},
        {_key(one): one.pk for one in found},
        any(one.meter.verified_until and one.meter.verified_until < today for one in found),
    )


def _key(register: Register) -> RegisterKey:
    return register.meter.serial, Zone(register.zone)


def _known(
    register: Register,
    readings: list[tuple[date, int]],
    placement: Placement,
    power: float | None,
) -> RegisterKnown:
    meter = register.meter
    return RegisterKnown(
        digits=meter.digits,
        ratio=float(meter.ratio),
        max_power_kw=power,
        history=history_of(readings, meter.digits, placement.counted_for),
    )
