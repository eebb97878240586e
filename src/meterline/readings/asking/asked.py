"""What the page with an account's meters asks for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from meterline.customers.models import Account, Customer, Meter
from meterline.language.zones import Zone
from meterline.readings.accounts import KnownAccount
from meterline.readings.checks import MeterValue, RegisterKey
from meterline.readings.periods import Placement, shift
from meterline.readings.terms import time_for

ZONES = {
    Zone.SINGLE: ("Показание", ""),
    Zone.DAY: ("День", "Т1"),
    Zone.NIGHT: ("Ночь", "Т2"),
    Zone.PEAK: ("Пик", "Т1"),
    Zone.HALF_PEAK: ("Полупик", "Т3"),
}
"""A zone as people call it, and the mark of its number on the meter's display."""


@dataclass(frozen=True)
class FieldAsked:
    """A register with what was given for it before; `given` was handed over this period."""

    name: str
    serial: str
    zone: Zone
    digits: int
    last: int | None
    last_month: date | None
    given: int | None

    @property
    def label(self) -> str:
        """The zone's name."""
        return ZONES[self.zone][0]

    @property
    def mark(self) -> str:
        """How the display names the zone."""
        return ZONES[self.zone][1]

    @property
    def key(self) -> RegisterKey:
        """What the checks know the register by."""
        return self.serial, self.zone

    def value(self, value: int) -> MeterValue:
        """A value of this register, as it is submitted."""
        return MeterValue(self.serial, self.zone, value)


@dataclass(frozen=True)
class MeterAsked:
    """A meter; without fields where it sends its readings itself."""

    serial: str
    place: str
    fields: tuple[FieldAsked, ...]


@dataclass(frozen=True)
class Asked:
    """All that is asked of an account now. `first`, `last`: the days that come in time."""

    known: KnownAccount
    meters: tuple[MeterAsked, ...]
    first: date
    last: date

    @property
    def account(self) -> Account:
        """The account."""
        return self.known.account

    @property
    def placement(self) -> Placement:
        """Where a value given now belongs."""
        return self.known.placement

    @cached_property
    def fields(self) -> tuple[FieldAsked, ...]:
        """The fields of all meters, in the order of the page."""
        return tuple(field for meter in self.meters for field in meter.fields)

    @property
    def organisation(self) -> bool:
        """Whether Decree 442 applies."""
        return self.account.customer.kind == Customer.Kind.ORGANISATION


def asked(known: KnownAccount) -> Asked:
    """The page's fields for an account at a moment."""
    first, last = time_for(known.account, known.placement.period)
    places = _places(known)
    serials = dict.fromkeys(serial for serial, _ in known.registers)
    meters = tuple(
        MeterAsked(serial, places.get(serial, ""), tuple(_fields(known, serial)))
        for serial in serials
    )
    return Asked(known, meters, first, last)


def _fields(known: KnownAccount, serial: str) -> Iterable[FieldAsked]:
    if serial in known.automatic:
        return
    for key, register in known.registers.items():
        if key[0] == serial:
            row, past = known.rows[key], register.history
            counted_for = known.placement.counted_for
            given = known.given.get(row)
            yield FieldAsked(
                name=f"r{row}",
                serial=serial,
                zone=key[1],
                digits=register.digits,
                last=past.last,
                last_month=None if past.last is None else shift(counted_for, -past.months),
                given=given[-1].value if given else None,
            )


def _places(known: KnownAccount) -> dict[str, str]:
    """Where each meter measures, for who has several places."""
    if known.account.customer.kind != Customer.Kind.ORGANISATION:
        return {}
    meters = Meter.objects.filter(account=known.account, removed=None, point__isnull=False)
    return dict(meters.values_list("serial", "point__name"))
