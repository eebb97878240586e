"""Where a line of a registry belongs: its account, meter and zones, and the moment it counts."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Count

from meterline.customers.models import Account, Branch, Meter
from meterline.importing.handed import Handed
from meterline.language.zones import ZONES_OF_DISPLAY
from meterline.readings.checks import MeterValue
from meterline.readings.submission import AccountClosed, UnknownAccount

OLDEST = timedelta(days=31)
"""What was given earlier is history, and is not checked as a current reading."""


class Refused(Exception):
    """A line, or its reading, that cannot be taken. `str()` of it is the reason in Russian."""


class InPlace(NamedTuple):
    """A meter that measures at an account, and how many registers it has."""

    serial: str
    digits: int
    registers: int


@dataclass
class Place:
    """An account with its branch, and its meters in place."""

    account: Account
    meters: list[InPlace] = field(default_factory=list)

    @property
    def zone(self) -> ZoneInfo:
        """The branch's own time."""
        zone: ZoneInfo = self.account.branch.zone
        return zone


def places_of(numbers: Iterable[str]) -> dict[str, Place]:
    """Accounts by their numbers, those that there are, with a few questions for all."""
    asked = Account.objects.filter(number__in=set(numbers))
    found = {one.pk: Place(one) for one in asked.only("number", "branch_id", "state")}
    branches = Branch.objects.in_bulk({one.account.branch_id for one in found.values()})
    for place in found.values():
        place.account.branch = branches[place.account.branch_id]
    meters = Meter.objects.filter(account__in=found, removed=None).order_by("pk")
    counted = meters.annotate(registers_count=Count("registers")).exclude(registers_count=0)
    columns = ("account_id", "serial", "digits", "registers_count")
    for account, *meter in counted.values_list(*columns):
        found[account].meters.append(InPlace(*meter))
    return {place.account.number: place for place in found.values()}


def place_for(one: Handed, places: dict[str, Place]) -> Place:
    """The account of a line. Raises Refused where nothing of it can be taken."""
    if one.flaw:
        raise Refused(one.flaw)
    place = places.get(one.account)
    if place is None:
        raise Refused(str(UnknownAccount()))
    if place.account.state == Account.State.CLOSED:
        raise Refused(str(AccountClosed()))
    return place


def values_of(one: Handed, place: Place) -> tuple[MeterValue, ...]:
    """The values of a line by meter and zone. Raises Refused."""
    if one.unread:
        raise Refused(one.unread)
    meter = _meter(one, place)
    zones = ZONES_OF_DISPLAY[meter.registers]
    if max(one.shown) > len(zones):
        raise Refused(f"у этого счётчика тарифов {len(zones)}, а передан T{max(one.shown)}")
    return tuple(
        MeterValue(meter.serial, zones[tariff - 1], value) for tariff, value in one.shown.items()
    )


def _meter(one: Handed, place: Place) -> InPlace:
    own = place.meters
    if one.serial:
        own = [meter for meter in own if meter.serial == one.serial]
        if not own:
            raise Refused("у лицевого счёта нет такого счётчика")
    if len(own) != 1:
        raise Refused(f"счётчиков у лицевого счёта {len(own)}, а в строке не назван ни один")
    if any(value >= 10 ** own[0].digits for value in one.shown.values()):
        raise Refused(f"у счётчика {own[0].digits} цифр до запятой")
    return own[0]


def moment_of(given: datetime | date | None, zone: ZoneInfo, at: datetime) -> datetime:
    """When a line was given, at the latest `at`: a day without time is its noon. Raises Refused.

    D: what a bank or the state's system took counts from when the consumer gave it there.
    """
    if given is None:
        return at
    told = given if isinstance(given, datetime) else datetime.combine(given, time(12))
    moment = told if told.tzinfo else told.replace(tzinfo=zone)
    if moment.astimezone(zone).date() > at.astimezone(zone).date():
        raise Refused(f"дата {moment:%d.%m.%Y} ещё не наступила")
    return min(moment, at)


def require_current(moment: datetime, at: datetime) -> None:
    """Raise Refused where a reading is too old to be checked as a current one."""
    if at - moment > OLDEST:
        raise Refused(f"дата {moment:%d.%m.%Y} старше 31 дня: загрузите как историю")
