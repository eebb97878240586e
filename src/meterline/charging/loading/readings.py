"""Readings of many registers as the law takes them: one of a meter for each month."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from meterline.charging.law.facts import Kind, Missed, Reason, Taken
from meterline.charging.loading.batch import Batch
from meterline.language.zones import Zone
from meterline.readings.ledger import ACCEPTED
from meterline.readings.models import Reading, Source, Verdict

KINDS = {
    Source.SMART.value: Kind.SMART,
    Source.CONTROL.value: Kind.CONTROL,
    Source.COMPUTED.value: None,
}
"""Who took a reading; any other source is the consumer. What was computed is no reading."""

RANKS = {Kind.SMART: 2, Kind.ACTUAL: 1, Kind.CONTROL: 0}
"""SMART > ACTUAL > CONTROL (H19 and the order of the law); of equals the latest holds."""


class Given(NamedTuple):
    """The value that holds for a register and a month."""

    value: int
    kind: Kind


class Register(NamedTuple):
    """A register of a meter."""

    pk: int
    zone: Zone


Months = dict[date, Given]


class Ledger:
    """What the ledger has of the registers of a batch, for billing periods up to its own."""

    def __init__(self) -> None:
        self._given: dict[int, Months] = defaultdict(dict)
        self._missed: dict[int, dict[date, Reason]] = defaultdict(dict)
        self._doubted: dict[int, date] = {}

    def of_meter(self, registers: tuple[Register, ...]) -> tuple[Taken, ...]:
        """Readings of a meter, for the months that have a value for each of its registers."""
        if len(registers) == 1:
            [(pk, zone)] = registers
            months = self._given.get(pk, {})
            return tuple(Taken(m, {zone: one.value}, one.kind) for m, one in months.items())
        return tuple(self._joined(registers))

    def _joined(self, registers: tuple[Register, ...]) -> Iterator[Taken]:
        by_zone = [(one.zone, self._given.get(one.pk, {})) for one in registers]
        if not by_zone:
            return
        for month in by_zone[0][1]:
            given = {zone: months[month] for zone, months in by_zone if month in months}
            if len(given) == len(by_zone):
                kind = min((one.kind for one in given.values()), key=RANKS.__getitem__)
                yield Taken(month, {zone: one.value for zone, one in given.items()}, kind)

    def missed_of(
        self, registers: tuple[Register, ...], readings: tuple[Taken, ...]
    ) -> tuple[Missed, ...]:
        """Months without reading for which a value was given too late, or not accepted."""
        found: dict[date, Reason] = {}
        for one in registers:
            found.update(self._missed.get(one.pk, {}))
        for taken in readings if found else ():
            found.pop(taken.month, None)
        return tuple(Missed(month, found[month]) for month in sorted(found))

    def doubted_of(self, registers: tuple[Register, ...]) -> date:
        """The last earlier month whose values may have been others when it was charged.

        More than one value was given for it, or one was not accepted; `date.min`: none.
        """
        return max((self._doubted.get(one.pk, date.min) for one in registers), default=date.min)

    def months_of(self, register: int) -> int:
        """How many months of a register have a value."""
        return len(self._given.get(register, {}))

    def put_before(self, earlier: "Ledger") -> None:
        """Add what lies further back than all that is here."""
        for register, months in earlier._given.items():
            self._given[register] = {**months, **self._given.get(register, {})}

    def read(self, rows: QuerySet[Any], period: date, words: Mapping[int, str]) -> None:
        """Take in rows of registers in order of months and time of receipt."""
        fields = ("pk", "register_id", "counted_for", "period", "value", "source", "status")
        for pk, register, month, came_in, value, source, status in rows.values_list(*fields):
            kind = KINDS.get(source, Kind.ACTUAL)
            if kind is None:
                continue
            if words and pk in words:
                status = words[pk]  # noqa: PLW2901 - the later word takes its place
            if status != ACCEPTED:
                self._missed[register].setdefault(month, Reason.REJECTED)
                if month < period:
                    self._doubted[register] = month
                continue
            if came_in < month:
                self._missed[register][came_in] = Reason.LATE
            if month <= period:
                months = self._given[register]
                before = months.get(month)
                if before is not None and month < period:
                    self._doubted[register] = month
                if before is None or RANKS[kind] >= RANKS[before.kind]:
                    months[month] = Given(value, kind)


def ledger_of(batch: Batch, registers: Iterable[int], old: set[int], enough: int) -> Ledger:
    """The ledger of a batch's registers.

    Registers in `old`, and those with fewer than `enough` months since `batch.since`, are
    read from their beginning: what their average rests on lies further back.
    """
    ledger, words = Ledger(), _words(batch)
    rows = _ordered(
        Reading.objects.filter(
            # One that came too late for the period counts for the following month.
            counted_for__range=(batch.since, batch.following),
            **batch.within("register__meter__account"),
        )
    )
    ledger.read(rows, batch.period, words)
    few = {pk for pk in registers if pk in old or ledger.months_of(pk) < enough}
    if few:
        earlier = Ledger()
        rows = Reading.objects.filter(Q(register__in=few), counted_for__lt=batch.since)
        earlier.read(_ordered(rows), batch.period, words)
        ledger.put_before(earlier)
    return ledger


def _ordered(rows: QuerySet[Any]) -> QuerySet[Any]:
    return rows.order_by("register_id", "counted_for", "received_at", "id")


def _words(batch: Batch) -> dict[int, str]:
    """Reading's id → the latest verdict on it; few readings have any."""
    told = Verdict.objects.filter(**batch.within("reading__register__meter__account"))
    return dict(told.order_by("pk").values_list("reading__pk", "kind"))
