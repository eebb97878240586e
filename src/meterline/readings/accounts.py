"""An account's registers with their histories, as checks and cards need them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from meterline.customers.models import Account, Meter, Register
from meterline.language.zones import Zone
from meterline.readings.checks import RegisterKey, RegisterKnown
from meterline.readings.history import Dated, History, history_of, with_opening
from meterline.readings.ledger import Row, given, held, rows_now, seen_by_company
from meterline.readings.models import OWN, Reading, Source
from meterline.readings.periods import Placement, Term, Window, place
from meterline.readings.terms import Whose, term_at, whose_each

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


@dataclass(frozen=True)
class Asked:
    """An account (with its branch and customer), a moment, and where a value comes from then."""

    account: Account
    at: datetime
    source: str = Source.CONSUMER.value


def known_account(
    account: Account, at: datetime, source: str = Source.CONSUMER.value
) -> KnownAccount:
    """What is known of an account's registers before the period that `at` counts for.

    Meters that were taken out (сняты) by that day are none of the account's any more.
    """
    return known_accounts([Asked(account, at, source)])[0]


def known_accounts(asked: Sequence[Asked]) -> list[KnownAccount]:
    """`known_account` of different accounts, with as many questions as for one of them."""
    terms = _Terms([one.account for one in asked])
    places = [place(one.at, terms.of(one)) for one in asked]
    registers = _registers([one.account.pk for one in asked])
    of_each = [
        [register for register in registers[one.account.pk] if _in_place(register, one)]
        for one in asked
    ]
    last = max((one.counted_for for one in places), default=date.min)
    rows = _rows_to(last, [one.pk for found in of_each for one in found])
    now = [
        [row for one in found for row in rows[one.pk] if row.period == placed.counted_for]
        for placed, found in zip(places, of_each, strict=True)
    ]
    others = (given for one, given in zip(asked, now, strict=True) if one.source not in OWN)
    seen = seen_by_company([row for given in others for row in given])
    return [
        _known(one, placed, _Found(found, rows, given(current), seen))
        for one, placed, found, current in zip(asked, places, of_each, now, strict=True)
    ]


@dataclass(frozen=True)
class _Found:
    """What the data base holds of an account's registers: `rows` and `seen` by register's id."""

    registers: list[Register]
    rows: Mapping[int, list[Row]]
    given: dict[int, list[Row]]
    seen: Mapping[int, Row]


def _known(asked: Asked, placement: Placement, found: _Found) -> KnownAccount:
    account, today = asked.account, _day(asked)
    meters = {one.meter_id: one.meter for one in found.registers}.values()
    return KnownAccount(
        account,
        placement,
        {_key(one): _register(one, account, placement, found) for one in found.registers},
        {_key(one): one.pk for one in found.registers},
        found.given,
        frozenset(one.serial for one in meters if one.automatic),
        any(one.verified_until and one.verified_until < today for one in meters),
    )


def _register(
    register: Register, account: Account, placement: Placement, found: _Found
) -> RegisterKnown:
    rows = found.rows[register.pk]
    past = held(row for row in rows if row.period < placement.counted_for)
    seen = found.seen.get(register.pk)
    return RegisterKnown(
        digits=register.meter.digits,
        ratio=float(register.meter.ratio),
        max_power_kw=_power(register.meter, account),
        history=_history(register, past.get(register.pk, []), placement),
        seen=seen.value if seen else None,
    )


class _Terms:
    """The terms of some accounts; those that share one are asked for it once."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        self._whose = whose_each(accounts)
        self._known: dict[tuple[int, Whose, date], Term] = {}

    def of(self, asked: Asked) -> Term:
        """See `OWN` for the company's own readings."""
        account = asked.account
        if asked.source in OWN:
            return Window(account.branch.zone, *WHOLE_MONTH)
        of = self._whose[account.pk]
        key = (account.branch_id, of, _day(asked))
        if key not in self._known:
            self._known[key] = term_at(account.branch, of, asked.at)
        return self._known[key]


def _day(asked: Asked) -> date:
    """The branch's own day."""
    return asked.at.astimezone(asked.account.branch.zone).date()


def _in_place(register: Register, asked: Asked) -> bool:
    return in_place(register.meter.removed, _day(asked))


def in_place(removed: date | None, today: date) -> bool:
    """Whether a meter that was taken out on a day, or never, still measures today."""
    return removed is None or removed > today


def _rows_to(period: date, registers: list[int]) -> dict[int, list[Row]]:
    """The rows of each register up to a billing period."""
    found: dict[int, list[Row]] = {pk: [] for pk in registers}
    asked = Reading.objects.filter(register_id__in=registers, counted_for__lte=period)
    for row in rows_now(asked):
        found[row.register].append(row)
    return found


def _registers(accounts: list[int]) -> dict[int, list[Register]]:
    """The registers of each account."""
    found: dict[int, list[Register]] = {pk: [] for pk in accounts}
    rows = Register.objects.filter(meter__account__in=accounts).select_related("meter__point")
    for one in rows.order_by("meter_id", "id"):
        found[one.meter.account_id].append(one)
    return found


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
