"""A month's readings for ГИС ЖКХ: requests of one house and at most 1,000 meters each."""

from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from meterline.customers.models import GisMeter, Register
from meterline.exporting.scope import ROWS_AT_ONCE, Scope
from meterline.importing.base import batches
from meterline.importing.gis import NAMESPACE, ROWS_OF_REQUEST, GisValue
from meterline.importing.tariffs import tariff_of
from meterline.readings.ledger import holding
from meterline.readings.models import Reading


class Request(NamedTuple):
    """One request: a house and the values of its meters."""

    house: str
    values: list[GisValue]


class LeftOut(NamedTuple):
    """A meter whose readings cannot be sent, and why (in Russian)."""

    account: str
    serial: str
    reason: str


class GisExport:
    """The requests of a month. What is left out is known once they have been read."""

    def __init__(self, scope: Scope, period: date) -> None:
        self._scope = scope
        self._period = period
        self.left_out: list[LeftOut] = []

    def requests(self) -> Iterator[Request]:
        """Requests by house."""
        for house, values in groupby(self._values(), lambda one: one[0]):
            for batch in _thousands(one[1] for one in values):
                yield Request(house, batch)
        self.left_out += self._without_ids()

    def _values(self) -> Iterator[tuple[str, GisValue]]:
        meters = GisMeter.objects.filter(**self._scope.of_branch("meter__account__branch"))
        ordered = meters.select_related("meter__account__branch").order_by("house", "pk")
        for batch in batches(ordered.iterator(ROWS_AT_ONCE)):
            shown = _Shown(batch, self._period)
            for one in batch:
                value = self._value(one, shown)
                if value:
                    yield one.house, value

    def _value(self, one: GisMeter, shown: "_Shown") -> GisValue | None:
        values = shown.of_meter(one.meter_id)
        if not values:
            return None
        if len(values) < len(shown.registers[one.meter_id]):
            reason = "есть показания не всех зон"
            self.left_out.append(LeftOut(one.meter.account.number, one.meter.serial, reason))
            return None
        zones = len(values)
        told = {tariff_of(zone, zones): Decimal(value) for zone, value, _ in values}
        at = max(received for _, _, received in values)
        return GisValue(
            line=0,
            device=one.device,
            transport=_transport(one.device, self._period, told),
            day=at.astimezone(one.meter.account.branch.zone).date(),
            shown=told,
        )

    def _without_ids(self) -> Iterator[LeftOut]:
        rows = Reading.objects.accepted().filter(
            counted_for=self._period,
            register__meter__gis=None,
            **self._scope.of_branch("register__meter__account__branch"),
        )
        fields = ("register__meter__account__number", "register__meter__serial")
        for account, serial in rows.order_by(*fields).values_list(*fields).distinct():
            yield LeftOut(account, serial, "нет GUID счётчика и дома")


class _Shown:
    """What some meters showed in a month, by the readings that hold."""

    def __init__(self, meters: list[GisMeter], period: date) -> None:
        keys = [one.meter_id for one in meters]
        rows = Reading.objects.filter(register__meter__in=keys, counted_for=period)
        self._held = holding(rows)
        ordered = rows.order_by("id").values_list("register_id", "value", "received_at")
        self._received = {(register, value): at for register, value, at in ordered}
        self.registers: dict[int, list[tuple[int, str]]] = {}
        found = Register.objects.filter(meter__in=keys).order_by("pk")
        for meter, register, zone in found.values_list("meter_id", "pk", "zone"):
            self.registers.setdefault(meter, []).append((register, zone))

    def of_meter(self, meter: int) -> list[tuple[str, int, datetime]]:
        """Zone, value and the moment it came, of each register that has a reading."""
        found = []
        for register, zone in self.registers.get(meter, []):
            held = self._held.get(register)
            if held:
                value = held[-1][1]
                found.append((zone, value, self._received[register, value]))
        return found


def _thousands(values: Iterator[GisValue]) -> Iterator[list[GisValue]]:
    batch: list[GisValue] = []
    for one in values:
        batch.append(one)
        if len(batch) == ROWS_OF_REQUEST:
            yield batch
            batch = []
    if batch:
        yield batch


def _transport(device: str, period: date, shown: dict[int, Decimal]) -> str:
    """The same for the same values: a request sent again is known to be the same."""
    said = f"{device}/{period}/{sorted(shown.items())}"
    return str(uuid5(NAMESPACE_URL, NAMESPACE + said))
