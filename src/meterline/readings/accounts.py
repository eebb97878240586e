"""An account's registers with their histories, as checks and cards need them."""

from dataclasses import dataclass
from datetime import date, datetime

from meterline.customers.models import Account, Meter, Register
from meterline.language.zones import Zone
from meterline.readings.checks import RegisterKey, RegisterKnown
from meterline.readings.history import Dated, History, history_of, with_opening
from meterline.readings.ledger import Row, given, held, rows_now, seen_by_company
from meterline.readings.models import OWN, Reading, Source
from meterline.readings.periods import Placement, Term, Window, place
from meterline.readings.terms import term_of

WHOLE_MONTH = (1, 31)


@dataclass(frozen=True)
class KnownAccount:
    """An account at a moment: where a reading given now belongs, and its registers."""

    account: Account
    placement: Placement
    registers: dict[RegisterKey, RegisterKnown]
    """In the order of meters and of the bill."""
    rows: dict[RegisterKey, int]
    """The registers' ids."""
    given: dict[int, list[Row]]
    """Register's id → what was given for the period already, latest last."""
    automatic: frozenset[str]
    """Serials of the meters that send their readings themselves."""
    verification_expired: bool = False
    """Whether the verification (поверка) of a meter is over."""

    @property
    def months_missed(self) -> int:
        """Billing periods without a reading since the last one; 0 where there was none ever."""
        known = [
            one.history.months for one in self.registers.values() if one.history.last is not None
        ]
        return max(0, max(known, default=1) - 1)


def known_account(
    account: Account, at: datetime, source: str = Source.CONSUMER.value
) -> KnownAccount:
    """What is known of an account's registers before the period that `at` counts for.

    Meters that were taken out (сняты) by that day are none of the account's any more.
    """
    placement = place(at, _term(account, at, source))
    today = at.astimezone(account.branch.zone).date()
    found = [one for one in _registers(account) if in_place(one.meter.removed, today)]
    rows = _rows_to(placement.counted_for, found)
    actual = held(row for row in rows if row.period < placement.counted_for)
    now = [row for row in rows if row.period == placement.counted_for]
    seen = {} if source in OWN else seen_by_company(now)
    return KnownAccount(
        account,
        placement,
        {
            _key(one): RegisterKnown(
                digits=one.meter.digits,
                ratio=float(one.meter.ratio),
                max_power_kw=_power(one.meter, account),
                history=_history(one, actual.get(one.pk, []), placement),
                seen=seen[one.pk].value if one.pk in seen else None,
            )
            for one in found
        },
        {_key(one): one.pk for one in found},
        given(now),
        frozenset(one.meter.serial for one in found if one.meter.automatic),
        any(one.meter.verified_until and one.meter.verified_until < today for one in found),
    )


def _term(account: Account, at: datetime, source: str) -> Term:
    """See `OWN` for the company's own readings."""
    if source in OWN:
        return Window(account.branch.zone, *WHOLE_MONTH)
    return term_of(account, at)


def in_place(removed: date | None, today: date) -> bool:
    """Whether a meter that was taken out on a day, or never, still measures today."""
    return removed is None or removed > today


def _rows_to(period: date, registers: list[Register]) -> list[Row]:
    pks = [one.pk for one in registers]
    return list(rows_now(Reading.objects.filter(register_id__in=pks, counted_for__lte=period)))


def _registers(account: Account) -> list[Register]:
    return list(
        Register.objects.filter(meter__account=account)
        .select_related("meter__point")
        .order_by("meter_id", "id")
    )


def _key(register: Register) -> RegisterKey:
    return register.meter.serial, Zone(register.zone)


def _history(register: Register, readings: list[Dated], placement: Placement) -> History:
    meter = register.meter
    past = with_opening(readings, register.opening, meter.installed)
    return history_of(past, meter.digits, placement.counted_for)


def _power(meter: Meter, account: Account) -> float | None:
    """The maximum power at the meter's point, else the account's, kW."""
    at_point = meter.point.max_power_kw if meter.point else None
    power = at_point if at_point is not None else account.max_power_kw
    return float(power) if power is not None else None
