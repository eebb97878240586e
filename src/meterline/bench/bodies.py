"""How well written readings are understood: a labelled set of bodies, and time for many.

The set is a folder of text files, described in docs/written-readings.md.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.table import Table

from meterline.channels.text import AccountKnown, MeterKnown, Parsed, State, parse
from meterline.errors import Mendable
from meterline.language.zones import Zone

BASE = "accounts.txt"
SETS = ("first", "held_out", "traps", "last", "fresh")
"""The repository's own sets in the order in which they were written."""
RIGHT, WRONG, ASKED = "right", "wrong", "asked"
COLUMNS = ("n", RIGHT, WRONG, ASKED)

Wanted = frozenset[tuple[str, str, str, int]]
"""Account, serial, zone, value."""


@dataclass(frozen=True)
class Body:
    """A labelled body: `kind` is `values`, `ask` or `nothing`; `wanted` the values."""

    text: str
    subject: str
    linked: tuple[str, ...]
    kind: str
    wanted: Wanted


@dataclass(frozen=True)
class Judged:
    """What the parser made of a body."""

    body: Body
    parsed: Parsed
    verdict: str


Base = dict[str, AccountKnown]
"""Accounts by their short names in the set."""


def read_base(folder: Path) -> Base:
    """The set's accounts. Raises Mendable where there is no set."""
    if not (folder / BASE).exists():
        raise Mendable(f"{folder} holds no {BASE}", "name the folder of the labelled bodies")
    base = {}
    for row in (folder / BASE).read_text(encoding="utf-8").splitlines():
        if row and not row.startswith("#"):
            name, number, meters, order = row.split("\t")
            base[name] = AccountKnown(number, tuple(map(_meter, meters.split())), _zones(order))
    return base


def _meter(text: str) -> MeterKnown:
    serial, zones = text.split(":")
    return MeterKnown(serial, _zones(zones))


def _zones(text: str) -> tuple[Zone, ...]:
    return tuple(map(Zone, text.split(",")))


def read_sets(folder: Path, base: Base) -> dict[str, list[Body]]:
    """All sets of a folder by their names, in the order in which they were written."""
    names = [*SETS, *sorted(file.stem for file in folder.glob("*.txt"))]
    files = {name: folder / f"{name}.txt" for name in names if name != Path(BASE).stem}
    return {name: list(read_bodies(file, base)) for name, file in files.items() if file.exists()}


def read_bodies(file: Path, base: Base) -> Iterator[Body]:
    """The labelled bodies of a file."""
    for block in file.read_text(encoding="utf-8").split("\n=== ")[1:]:
        head, _, text = block.partition("\n")
        want, *options = (part.strip() for part in head.split("|"))
        said = dict(option.split(": ", 1) for option in options)
        names = said["from"].split(",") if "from" in said else []
        linked = tuple(base[name].number for name in names)
        kind = want if want in {"ask", "nothing"} else "values"
        wanted = _wanted(want, base) if kind == "values" else frozenset()
        yield Body(text, said.get("subject", ""), linked, kind, wanted)


def _wanted(text: str, base: Base) -> Wanted:
    found: set[tuple[str, str, str, int]] = set()
    for one in text.split(";"):
        name, *rest = one.split()
        account = base[name]
        meter = account.meters[0]
        for word in rest:
            if word.startswith("#"):
                meter = next(each for each in account.meters if each.serial == word[1:])
                continue
            values = map(int, word.split("/"))
            found |= {
                (account.number, meter.serial, zone.value, value)
                for zone, value in zip(meter.zones, values, strict=True)
            }
    return frozenset(found)


def judge(body: Body, base: Base) -> Judged:
    """Understand one body and compare."""
    by_number = {account.number: account for account in base.values()}
    parsed = parse(body.text, by_number.get, subject=body.subject, linked=body.linked)
    if parsed.state is State.COMPLETE:
        verdict = RIGHT if body.kind == "values" and said(parsed) == body.wanted else WRONG
    elif body.kind == "values" or (body.kind == "nothing" and parsed.state is State.AMBIGUOUS):
        verdict = ASKED
    else:
        verdict = RIGHT
    return Judged(body, parsed, verdict)


def said(parsed: Parsed) -> Wanted:
    """The values of a parsed body."""
    return frozenset(
        (record.account or "", one.serial or "", one.zone.value, one.value)
        for record in parsed.records
        for one in record.values
    )


def figures(judged: Sequence[Judged]) -> dict[str, Any]:
    """Counts of bodies by verdict and of values right, wrong and asked back."""
    bodies = Counter(one.verdict for one in judged)
    values: Counter[str] = Counter()
    for one in judged:
        told = said(one.parsed) if one.parsed.state is State.COMPLETE else frozenset()
        values[RIGHT] += len(told & one.body.wanted)
        values[WRONG] += len(told - one.body.wanted)
        values[ASKED] += len(one.body.wanted - told)
    return {
        "bodies": {"n": len(judged), **{name: bodies[name] for name in (RIGHT, WRONG, ASKED)}},
        "values": {"n": sum(len(one.body.wanted) for one in judged), **values},
    }


def table(found: dict[str, dict[str, Any]]) -> Table:
    """The figures of all sets."""
    shown = Table()
    for column in ("set", "bodies", RIGHT, WRONG, ASKED, "values", RIGHT, WRONG, ASKED):
        shown.add_column(column, justify="left" if column == "set" else "right")
    for name, told in found.items():
        cells = [told[what][key] for what in ("bodies", "values") for key in COLUMNS]
        shown.add_row(name, *map(str, cells))
    if len(found) > 1:
        _add_sums(shown, found)
    return shown


def _add_sums(shown: Table, found: dict[str, dict[str, Any]]) -> None:
    sums = [
        sum(told[what][key] for told in found.values())
        for what in ("bodies", "values")
        for key in COLUMNS
    ]
    shown.add_section()
    shown.add_row("all", *map(str, sums))


def seconds_for(bodies: Sequence[Body], base: Base, count: int) -> float:
    """Seconds of one core for `count` bodies, the set's in turn."""
    by_number = {account.number: account for account in base.values()}
    begun = perf_counter()
    for body in islice(cycle(bodies), count):
        parse(body.text, by_number.get, subject=body.subject, linked=body.linked)
    return perf_counter() - begun
