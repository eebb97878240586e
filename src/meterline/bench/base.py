"""The customer base of a pack, as the ears search it, made-up customers added."""

import csv
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from meterline.bench.pack import Pack
from meterline.bench.strangers import NEIGHBOURS, strangers
from meterline.ears.base import CustomerBase
from meterline.ears.packing import pack as pack_account
from meterline.errors import Mendable
from meterline.language.turn import Candidate, MeterExpected, RegisterExpected
from meterline.language.zones import ZONES_OF_METER, Zone

History = dict[tuple[str, str, Zone], list[tuple[int, int]]]
"""(month number, value) of each register, by account, serial and zone."""


def base_of(pack: Pack, extra: int, seed: int = 1) -> CustomerBase:
    """The pack's customers and `extra` made-up ones."""
    people = customers_of(pack)
    return CustomerBase.build([*strangers([p.account for p in people], extra, seed), *people])


def base_without_callers(pack: Pack, extra: int, seed: int = 1) -> CustomerBase:
    """The base of `base_of` without the accounts that callers name; their neighbours stay.

    There are made-up neighbours for every account, however small `extra` is.
    """
    people = customers_of(pack)
    accounts = [person.account for person in people]
    made_up = strangers(accounts, max(extra, NEIGHBOURS * len(accounts)), seed)
    named = {str(turn.slots.get("account")) for call in pack.calls for turn in call.turns}
    callers = named | {call.account for call in pack.calls}
    return CustomerBase.build(one for one in [*made_up, *people] if one.account not in callers)


def customers_of(pack: Pack) -> list[Candidate]:
    """The pack's customers with what their meters may show at the pack's date.

    Raises Mendable where a table is missing or says what cannot be.
    """
    try:
        return _customers(pack)
    except (ValueError, KeyError) as error:
        raise Mendable(
            f"the tables of the pack cannot be used: {error}",
            f"mend the CSV files in {pack.folder}, as in the demo's pack",
        ) from error


def _customers(pack: Pack) -> list[Candidate]:
    history = _history(pack)
    meters: dict[str, list[MeterExpected]] = defaultdict(list)
    for row in _rows(pack, "meters.csv", "account serial digits zones"):
        account, serial, digits = row["account"], row["serial"], int(row["digits"])
        registers = tuple(
            _register(zone, digits, history[account, serial, zone], pack.now)
            for zone in ZONES_OF_METER[int(row["zones"])]
        )
        meters[account].append(MeterExpected(serial, registers))
    return [
        _candidate(row, meters[row["account"]])
        for row in _rows(pack, "customers.csv", "account name kind")
    ]


def _candidate(row: dict[str, str], meters: list[MeterExpected]) -> Candidate:
    pack_account(row["account"])  # raises ValueError unless it can be searched
    return Candidate(row["account"], row["name"], row["kind"] == "organisation", tuple(meters))


def _rows(pack: Pack, table: str, columns: str) -> Iterator[dict[str, str]]:
    """The rows of a CSV file of the pack. Raises Mendable where it or a column is missing."""
    try:
        with (pack.folder / table).open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, delimiter=";")
            lacking = set(columns.split()) - set(rows.fieldnames or ())
            if lacking:
                raise Mendable(
                    f"{table} of the pack has no column {', '.join(sorted(lacking))}",
                    f"give {pack.folder / table} these columns, separated by semicolons",
                )
            yield from rows
    except FileNotFoundError as error:
        raise Mendable(
            f"the pack has no {table}", f"put {table} into {pack.folder}, as in the demo's pack"
        ) from error


def _history(pack: Pack) -> History:
    history: History = defaultdict(list)
    for row in _rows(pack, "readings.csv", "account serial zone month value"):
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
