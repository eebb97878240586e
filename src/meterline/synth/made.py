"""A made-up account with all that belongs to it, before it is a row anywhere."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from meterline.language.zones import Zone


class Moment(NamedTuple):
    """A moment as text: in UTC, to the second."""

    day: str
    time: str


class Given(NamedTuple):
    """A reading of a meter: a value for each of its zones, in the order of the bill."""

    period: date
    counted_for: date
    values: tuple[int, ...]
    source: str
    at: Moment


class MadeAct(NamedTuple):
    """What an inspector put on record."""

    kind: str
    day: date


@dataclass(slots=True)
class MadeMeter:
    """A meter with its history. `replaces` is the serial of the meter before it."""

    serial: str
    point: str
    zones: tuple[Zone, ...]
    digits: int
    ratio: int
    installed: date
    verified_until: date
    automatic: bool = False
    removed: date | None = None
    replaces: str = ""
    opening: tuple[int, ...] = ()
    closing: tuple[int, ...] = ()
    acts: tuple[MadeAct, ...] = ()
    readings: tuple[Given, ...] = ()


class MadePoint(NamedTuple):
    """A metering point of an organisation."""

    name: str
    max_power_kw: int
    common_property: bool


@dataclass(slots=True)
class MadeAccount:
    """An account with its customer; those of one `contract` are one customer's."""

    number: str
    branch: str
    organisation: bool
    name: str
    address: str
    residents: int | None
    rooms: int | None
    electric_stove: bool
    electric_heating: bool
    tariff_group: str
    max_power_kw: int | None
    max_power_hours: int | None
    meter_can_be_fitted: bool
    contract: str
    closed: bool
    phone: str
    email: str
    points: tuple[MadePoint, ...]
    meters: tuple[MadeMeter, ...]
