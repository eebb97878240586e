"""A bench's customer base as CSV files: the pack's own, and made-up customers beside them."""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from shutil import copyfile

from meterline.bench.pack import Pack
from meterline.bench.strangers import strangers
from meterline.bench.truth import rows_of
from meterline.language.turn import Candidate, MeterExpected
from meterline.language.zones import Zone

TABLES = ("branches.csv", "customers.csv", "meters.csv", "readings.csv")
HISTORY_MONTHS = 6

Row = dict[str, object]


def write_base(pack: Pack, extra: int, folder: Path, seed: int = 1) -> None:
    """Write the pack's tables to `folder`, with `extra` made-up customers added.

    They have accounts near the pack's own, names, one meter each and two readings that
    tell its monthly consumption. The same seed gives the same customers.
    """
    for path in pack.folder.glob("*.csv"):
        copyfile(path, folder / path.name)
    if extra:
        _append(folder, *_tables(pack, extra, seed))


def _tables(
    pack: Pack, extra: int, seed: int
) -> tuple[Iterable[Row], Iterable[Row], Iterable[Row]]:
    customers = rows_of(pack, "customers.csv")
    people = strangers([row["account"] for row in customers], extra, seed)
    branches = _branches_by_digits(pack)
    chance = random.Random(seed)
    taken = {row["serial"] for row in rows_of(pack, "meters.csv")}
    last = max((row["month"] for row in rows_of(pack, "readings.csv")), default="2026-10")
    meters = [(p.account, _unused(p.meters[0], taken), p.meters[0]) for p in people]
    return (
        (_customer(p, chance.choice(branches[len(p.account)] or branches[0])) for p in people),
        (_meter(*each) for each in meters),
        (row for each in meters for row in _history(*each, last)),
    )


def _append(folder: Path, *tables: Iterable[Row]) -> None:
    for name, rows in zip(TABLES[1:], tables, strict=True):
        path = folder / name
        with path.open(encoding="utf-8-sig", newline="") as lines:
            header = next(csv.reader(lines, delimiter=";"))
        ends_with_newline = path.read_bytes().endswith(b"\n")
        with path.open("a", encoding="utf-8", newline="") as out:
            out.write("" if ends_with_newline else "\n")
            writer = csv.DictWriter(out, header, delimiter=";", restval="", lineterminator="\n")
            writer.writerows(rows)


def _branches_by_digits(pack: Pack) -> dict[int, Sequence[str]]:
    """Branches by the length of their accounts; 0 stands for any length."""
    found: dict[int, list[str]] = defaultdict(list)
    for row in rows_of(pack, "branches.csv"):
        found[int(row["account_digits"])].append(row["key"])
        found[0].append(row["key"])
    return defaultdict(list, found)


def _unused(meter: MeterExpected, taken: set[str]) -> str:
    serial = int(meter.serial)
    while str(serial) in taken:
        serial += 1
    taken.add(str(serial))
    return str(serial)


def _customer(person: Candidate, branch: str) -> Row:
    kind = "organisation" if person.organisation else "person"
    return {
        "account": person.account,
        "branch": branch,
        "kind": kind,
        "name": person.name,
        "residents": 2,
        "rooms": 2,
        "electric_stove": 0,
    }


def _meter(account: str, serial: str, meter: MeterExpected) -> Row:
    return {
        "account": account,
        "serial": serial,
        "zones": len(meter.registers),
        "digits": meter.registers[0].digits,
        "installed": "2020-01-15",
        "verified_until": "2036-01-15",
        "ratio": 1,
    }


def _history(account: str, serial: str, meter: MeterExpected, last: str) -> Iterable[Row]:
    for register in meter.registers:
        latest = register.last or 0
        earlier = max(0, round(latest - (register.monthly or 0) * HISTORY_MONTHS))
        for month, value in ((_before(last, HISTORY_MONTHS), earlier), (last, latest)):
            yield _reading(account, serial, register.zone, month, value)


def _reading(account: str, serial: str, zone: Zone, month: str, value: int) -> Row:
    return {
        "account": account,
        "serial": serial,
        "month": month,
        "zone": zone.value,
        "value": value,
        "source": "consumer",
    }


def _before(month: str, months: int) -> str:
    year, number = (int(part) for part in month.split("-")[:2])
    earlier = year * 12 + number - 1 - months
    return f"{earlier // 12}-{earlier % 12 + 1:02}"
