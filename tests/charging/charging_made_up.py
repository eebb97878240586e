"""Made-up accounts and a law of three lines, for tests of everything around the law."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from meterline.charging.law.facts import AccountFacts, Ground, MeterFacts, PointFacts, Reason
from meterline.charging.law.results import Charge, Line, Portion
from meterline.charging.law.rules import OrganisationRules
from meterline.customers.models import Account, Branch, Customer, Meter, Register
from meterline.errors import Mendable
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Source
from meterline.readings.periods import shift

PERIOD = date(2026, 10, 1)
AFTER = datetime.fromisoformat("2026-11-03T09:00:00+07:00")
"""When October may be charged, for organisations too."""

PRICE = Decimal(5)
NORM = Decimal(70)
ORGANISATIONS = OrganisationRules(
    history_periods=2,
    hand_over_day=1,
    common_property_first_day=23,
    common_property_last_day=25,
    common_property_hand_over_day=26,
)
UNKNOWN_GROUP = "unheard-of"


def clock_at(moment: datetime = AFTER) -> Callable[[], datetime]:
    return lambda: moment


@dataclass(frozen=True)
class TinyLaw:
    """The difference of the last two readings, or 70 kWh; what a test needs of a law."""

    period: date = PERIOD
    basis: str = "tiny"
    months_averaged: int = 6
    norm: Decimal = NORM
    organisations: OrganisationRules = ORGANISATIONS

    def charge(self, account: AccountFacts) -> Charge:
        if account.tariff_group == UNKNOWN_GROUP:
            raise Mendable("нет такой тарифной группы", "исправьте тарифную группу")
        if account.residents == 0:
            raise ZeroDivisionError("nobody lives in 426002592000")
        lines = [line for point in account.points for line in self._lines(point)]
        return Charge(self.period, tuple(lines))

    def _lines(self, point: PointFacts) -> list[Line]:
        meter = point.meters[-1] if point.meters else None
        if meter and len(meter.readings) > 1 and meter.readings[-1].month == self.period:
            before, after = meter.readings[-2].shown, meter.readings[-1].shown
            energy = {zone: Decimal(after[zone] - before[zone]) for zone in after}
            return self._priced(point, meter, Ground.ACTUAL, None, energy)
        missed = {one.month: one.reason for one in meter.missed} if meter else {}
        reason = missed.get(self.period, Reason.NOT_SENT)
        return self._priced(point, meter, Ground.NORM, reason, {Zone.SINGLE: self.norm})

    def _priced(
        self,
        point: PointFacts,
        meter: MeterFacts | None,
        ground: Ground,
        reason: Reason | None,
        energy: dict[Zone, Decimal],
    ) -> list[Line]:
        key = meter.key if meter else None
        portion = Portion(
            point.key, key, self.period, ground, energy, "T1", reason, numbers={"kwh": "1"}
        )
        return [
            Line(portion, zone, 1, kwh, PRICE, kwh * PRICE, "тариф", ground is Ground.NORM)
            for zone, kwh in energy.items()
        ]


def make_branch(key: str = "khakassia", iana: str = "Asia/Krasnoyarsk") -> Branch:
    return Branch.objects.create(
        key=key, name=f"Филиал {key}", iana=iana, account_digits=9, window_from=20, window_to=25
    )


def make_account(branch: Branch, number: int, **values: object) -> Account:
    kind = values.pop("kind", Customer.Kind.PERSON)
    customer = Customer.objects.create(kind=kind, name=f"Абонент {number}")
    fields = {"residents": 2, "rooms": 2, **values}
    return Account.objects.create(number=f"{number:09}", branch=branch, customer=customer, **fields)


def make_meter(
    account: Account, history: dict[str, list[int]], end: date = PERIOD, **values: object
) -> Meter:
    """A meter with a value a month, the last of them for the month `end`."""
    serial = str(values.pop("serial", f"7{account.number}"))
    meter = Meter.objects.create(account=account, serial=serial, digits=5, **values)
    for zone, shown in history.items():
        register = Register.objects.create(meter=meter, zone=zone)
        for back, value in enumerate(reversed(shown)):
            give(register, shift(end, -back), value)
    return meter


def give(register: Register, month: date, value: int, **values: object) -> Reading:
    """A reading of the 20th of its month, or as `values` say."""
    fields: dict[str, object] = {
        "source": Source.WEB,
        "received_at": datetime(month.year, month.month, 20, tzinfo=UTC),
        "period": month,
        "counted_for": month,
        **values,
    }
    return Reading.objects.create(register=register, value=value, **fields)


def make_homes(branch: Branch, count: int, first: int = 1) -> list[Account]:
    """Homes with a meter: each third one has sent nothing for the period."""
    homes = []
    for number in range(first, first + count):
        home = make_account(branch, number)
        values = [1000 + 100 * month + number for month in range(4)]
        end = shift(PERIOD, -1) if number % 3 == 0 else PERIOD
        make_meter(home, {"single": values}, end)
        homes.append(home)
    return homes
