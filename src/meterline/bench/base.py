"""The customer base of a pack, as the ears search it, made-up customers added."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from meterline.bench.pack import Pack
from meterline.bench.strangers import strangers
from meterline.ears.base import CustomerBase
from meterline.language.turn import Candidate, MeterExpected, RegisterExpected
from meterline.language.zones import ZONES_OF_METER, Zone

History = dict[tuple[str, str, Zone], list[tuple[int, int]]]
"""(month number, value) of each register, by account, serial and zone."""


def base_of(pack: Pack, extra: int, seed: int = 1) -> CustomerBase:
    """The pack's customers and `extra` made-up ones."""
    people = customers_of(pack)
    return CustomerBase.build([*strangers([p.account for p in people], extra, seed), *people])


def customers_of(pack: Pack) -> list[Candidate]:
    """The pack's customers with what their meters may show at the pack's date."""
    history = _history(pack)
    meters: dict[str, list[MeterExpected]] = defaultdict(list)
    for row in _rows(pack, "meters.csv"):
        account, serial, digits = row["account"], row["serial"], int(row["digits"])
        registers = tuple(
            _register(zone, digits, history[account, serial, zone], pack.now)
            for zone in ZONES_OF_METER[int(row["zones"])]
        )
        meters[account].append(MeterExpected(serial, registers))
    return [
        Candidate(
            row["account"],
            row["name"],
            row["kind"] == "organisation",
            tuple(meters[row["account"]]),
        )
        for row in _rows(pack, "customers.csv")
    ]


def _rows(pack: Pack, table: str) -> Iterator[dict[str, str]]:
    with (pack.folder / table).open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _history(pack: Pack) -> History:
    history: History = defaultdict(list)
    for row in _rows(pack, "readings.csv"):
        key = (row["account"], row["serial"], Zone(row["zone"]))
        history[key].append((_month(row["month"]), int(row["value"])))
    return history


def _month(text: str) -> int:
    year, month = text.split("-")[:2]
    return int(year) * 12 + int(month)


def _register(
    zone: Zone, digits: int, history: list[tuple[int, int]], now: datetime
) -> RegisterExpected:
    if not history:
        return RegisterExpected(zone, digits)
    first, last = min(history), max(history)
    monthly = (last[1] - first[1]) / (last[0] - first[0]) if last[0] > first[0] else None
    months = max(1.0, float(now.year * 12 + now.month - last[0]))
    return RegisterExpected(zone, digits, last[1], monthly, months)
