"""Portions of energy into priced lines.

The period that charges energy gives the price, the month in which it was used the ranges
(H17). Earlier charges of the same month count first, whichever meter of the account they were
for. A credit takes the highest ranges of its month back first, at the prices of the period
that gives it back (D: H17 says so of charges). Where the price changes inside the period, every
line is split by days (D). Amounts are rounded half up to a kopeck, credits likewise by their
size, so that what is given back at the same price is what was charged.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal

from meterline.charging.law.facts import AccountFacts, Energy, Ground
from meterline.charging.law.policy import Policy
from meterline.charging.law.ranges import IN_BILL, PLACES, Cell, cells
from meterline.charging.law.results import Line, Portion
from meterline.charging.law.tariffs import BranchSheets, Rate
from meterline.language.zones import Zone

ZERO = Decimal(0)
KOPECK = Decimal("0.01")
NO_AMOUNT = Decimal("0.00")
UNIT = Decimal(1).scaleb(-PLACES)

ZONES_OF = {Zone.SINGLE: 1, Zone.DAY: 2, Zone.PEAK: 3, Zone.HALF_PEAK: 3}
"""Zones of the meter that a zone tells; night is a zone of two kinds."""


def price(
    portions: Sequence[Portion],
    account: AccountFacts,
    period: date,
    sheets: BranchSheets,
    policy: Policy,
) -> tuple[Line, ...]:
    """The lines of an account's charge for a billing period.

    Credits come before charges of the same month, then points and grounds in a fixed order:
    the order of `portions` does not matter. A portion without energy is one line of zero.
    The lines' energy is the portions', to the last digit. Raises Mendable where the period
    has no tariffs or a sheet lacks the account's group.
    """
    pricing = _Pricing(account, period, sheets, policy)
    ordered = portions if len(portions) < 2 else _in_order(portions, account)
    return tuple(line for portion in ordered for line in pricing.lines(portion))


def _in_order(portions: Sequence[Portion], account: AccountFacts) -> list[Portion]:
    places = {point.key: place for place, point in enumerate(account.points)}

    def key(portion: Portion) -> tuple[object, ...]:
        energy = [portion.energy.get(zone, ZERO) for zone in IN_BILL]
        return (
            *(portion.month, sum(energy) >= 0, places.get(portion.point, len(places))),
            *(portion.point, portion.meter or 0, portion.ground, portion.rule, energy),
            *(portion.reason or "", portion.coefficient),
        )

    return sorted(portions, key=key)


class _Pricing:
    """One account and period: what is charged of each month grows while portions are priced."""

    def __init__(
        self, account: AccountFacts, period: date, sheets: BranchSheets, policy: Policy
    ) -> None:
        self._account = account
        self._period = period
        self._sheets = sheets
        self._policy = policy
        self._tariffs = sheets.tariffs_on(period)
        self._book = self._tariffs.book(account)
        self._charged: dict[date, Decimal] = {}

    def lines(self, portion: Portion) -> Iterator[Line]:
        """The lines of one portion, credits first."""
        made_up = self._norm_made_up(portion)
        for sign in (-1, 1):
            part = _part(portion.energy, sign)
            for zone, step, kwh in self._cells(portion.month, part, sign):
                yield from self._by_days(portion, (zone, step, kwh * sign), made_up)
        if not any(portion.energy.values()):
            yield from self._empty(portion, made_up)

    def _cells(self, month: date, part: Energy, sign: int) -> list[Cell]:
        """Energy by zone and range; organisations have no ranges, and so one."""
        if not part:
            return []
        if self._account.organisation:
            return [(zone, 1, kwh) for zone, kwh in part.items()]
        total = sum(part.values(), ZERO)
        before = self._before(month)
        self._charged[month] = before + total * sign
        limits = self._sheets.limits(month, self._account.electric_heating)
        # A credit takes back the top of what is charged: from its lower end it fills the
        # same ranges as a charge of that energy did.
        start = before if sign > 0 else before - total
        return cells(start, part, limits, self._policy.zone_ranges)

    def _before(self, month: date) -> Decimal:
        """kWh of a month that are charged already."""
        if month not in self._charged:
            self._charged[month] = sum(
                (
                    kwh
                    for each in self._account.charged
                    if each.month == month and each.period < self._period
                    for kwh in each.energy.values()
                ),
                ZERO,
            )
        return self._charged[month]

    def _by_days(self, portion: Portion, cell: Cell, made_up: bool) -> Iterator[Line]:
        """A line, or one for each sheet in force in the period, by its days."""
        zone, step, left = cell
        shares = self._book[self._zones(portion, zone), zone]
        days_left = self._tariffs.days
        for days, rate in shares:
            kwh = left
            if days < days_left:
                kwh = (left * days / days_left).quantize(UNIT, ROUND_DOWN)
            left -= kwh
            days_left -= days
            if kwh:
                yield self._line(portion, (zone, step, kwh), rate, made_up)

    def _line(self, portion: Portion, cell: Cell, rate: Rate, made_up: bool) -> Line:
        zone, step, kwh = cell
        # A month's ranges may be more than the period's prices: the dearest holds for the rest.
        price_ = rate.prices[min(step, len(rate.prices)) - 1]
        amount = (kwh * price_ * portion.coefficient).quantize(KOPECK, ROUND_HALF_UP)
        return Line(
            portion=portion,
            zone=zone,
            step=None if self._account.organisation else step,
            energy=kwh,
            price=price_,
            # Less than half a kopeck back is not «−0.00».
            amount=amount or NO_AMOUNT,
            tariff=rate.label,
            placeholder=rate.placeholder or made_up,
        )

    def _empty(self, portion: Portion, made_up: bool) -> Iterator[Line]:
        for zone in _in_bill(portion.energy)[:1]:
            _, rate = self._book[self._zones(portion, zone), zone][-1]
            yield self._line(portion, (zone, 1, ZERO), rate, made_up)

    def _zones(self, portion: Portion, zone: Zone) -> int:
        """How many zones the tariff of a portion's zone has."""
        if zone is not Zone.NIGHT:
            return ZONES_OF[zone]
        beside = (Zone.DAY, Zone.PEAK, Zone.HALF_PEAK)
        known = (ZONES_OF[each] for each in portion.energy if each in beside)
        return next(known, 0) or self._zones_of_meter(portion)

    def _zones_of_meter(self, portion: Portion) -> int:
        """Two where the meter does not tell: it may have come in place of another."""
        meters = (meter for point in self._account.points for meter in point.meters)
        own = (each for each in meters if each.key == portion.meter)
        return next((len(each.zones) for each in own if Zone.NIGHT in each.zones), 2)

    def _norm_made_up(self, portion: Portion) -> bool:
        """Whether a placeholder of norms is in a portion, or in what it gives back."""
        by_norm = portion.ground is Ground.NORM or (
            portion.ground is Ground.REFUND
            and any(
                each.ground is Ground.NORM
                and each.month == portion.month
                and each.point == portion.point
                for each in self._account.charged
            )
        )
        norms = self._sheets.norms_on(portion.month) if by_norm else None
        return norms is not None and bool(norms.placeholder)


def _part(energy: Energy, sign: int) -> Energy:
    """The zones with energy of one sign, by its size."""
    return {zone: abs(energy[zone]) for zone in _in_bill(energy) if energy[zone] * sign > 0}


def _in_bill(energy: Energy) -> list[Zone]:
    return [zone for zone in IN_BILL if zone in energy]
