"""A made-up company as the files that `meterline import folder` reads."""

import csv
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from meterline.customers.models import Customer
from meterline.synth.made import MadeAccount, MadeMeter
from meterline.synth.plan import MadeBranch, Plan, branches
from meterline.synth.services import Progress, made_accounts

Row = tuple[Any, ...]

COLUMNS = {
    "branches": "key;name;iana;account_digits;window_from;window_to;operator_sip;dispatcher_sip;"
    "hours_workday;hours_window;name_unconfirmed_allowed;zone_order",
    "customers": "account;branch;kind;name;address;phone;residents;rooms;electric_stove;"
    "max_power_kw;contract;tariff_group;electric_heating;max_power_hours;meter_can_be_fitted;"
    "email;closed",
    "points": "account;name;max_power_kw;common_property",
    "meters": "account;serial;zones;digits;installed;verified_until;ratio;point;automatic;"
    "removed;replaces;opening;closing",
    "acts": "account;serial;kind;day",
    "readings": "account;serial;month;zone;value;source",
}


def write_files(plan: Plan, folder: Path, progress: Progress) -> None:
    """Write one file of each kind to a folder, over those that are there."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as stack:
        files = {kind: _Sheet(folder / f"{kind}.csv", kind, stack) for kind in COLUMNS}
        files["branches"].add(map(_branch, branches()))
        for made in made_accounts(plan):
            for kind, rows in ROWS.items():
                files[kind].add(row for one in made for row in rows(one))
            progress(len(made))


class _Sheet:
    """A file that is open for rows."""

    def __init__(self, path: Path, kind: str, stack: ExitStack) -> None:
        out = stack.enter_context(path.open("w", encoding="utf-8", newline=""))
        self._writer = csv.writer(out, delimiter=";", lineterminator="\n")
        self._writer.writerow(COLUMNS[kind].split(";"))

    def add(self, rows: Iterable[Row]) -> None:
        """Write rows."""
        self._writer.writerows(rows)


def _branch(one: MadeBranch) -> Row:
    window = one.window
    hours = ("08:00-17:00", "08:00-20:00", 1, "day,night")
    return (
        *(one.key, one.name, window.zone.key, one.account_digits, window.first, window.last),
        *("", "", *hours),
    )


def _customers(one: MadeAccount) -> Iterator[Row]:
    kind = Customer.Kind.ORGANISATION if one.organisation else Customer.Kind.PERSON
    yield (
        *(one.number, one.branch, kind.value, one.name, one.address, one.phone, one.residents),
        *(one.rooms, int(one.electric_stove), one.max_power_kw, one.contract, one.tariff_group),
        *(int(one.electric_heating), one.max_power_hours, int(one.meter_can_be_fitted)),
        *(one.email, int(one.closed)),
    )


def _points(one: MadeAccount) -> Iterator[Row]:
    for point in one.points:
        yield one.number, point.name, point.max_power_kw, int(point.common_property)


def _meters(one: MadeAccount) -> Iterator[Row]:
    for meter in one.meters:
        yield (
            *(one.number, meter.serial, len(meter.zones), meter.digits, meter.installed),
            *(meter.verified_until, meter.ratio, meter.point, int(meter.automatic)),
            *(meter.removed, meter.replaces, _shown(meter.opening), _shown(meter.closing)),
        )


def _shown(values: tuple[int, ...]) -> str:
    return ",".join(map(str, values))


def _acts(one: MadeAccount) -> Iterator[Row]:
    for meter in one.meters:
        for act in meter.acts:
            yield one.number, meter.serial, act.kind, act.day


def _readings(one: MadeAccount) -> Iterator[Row]:
    return (row for meter in one.meters for row in _readings_of(one, meter))


def _readings_of(one: MadeAccount, meter: MadeMeter) -> Iterator[Row]:
    """Only the last value for a month: a file holds what another program reckoned with."""
    by_month = {given.counted_for: given for given in meter.readings}
    for month, given in by_month.items():
        for zone, value in zip(meter.zones, given.values, strict=True):
            yield one.number, meter.serial, f"{month:%Y-%m}", zone.value, value, given.source


ROWS = {
    "customers": _customers,
    "points": _points,
    "meters": _meters,
    "acts": _acts,
    "readings": _readings,
}
