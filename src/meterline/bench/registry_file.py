"""A made-up bank's registry for the made-up company of this process's data base.

`python -m meterline.bench.registry_file FILE ROWS` writes a file that the column map
`terminals` reads: a payment with the readings of one meter a row, each as the meter's
history leads to expect. Two in a hundred have none, one in a hundred is for no account, one
in a hundred is far too high.
"""

import os
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

from meterline.cli.home import set_up
from meterline.errors import Mendable

if TYPE_CHECKING:
    from meterline.customers.models import Register

HEADER = "txn|when|ls|fio|meter|t1|t2|t3|sum|fee|terminal\n"
TWO_WEEKS = timedelta(days=14)
UNKNOWN, TOO_HIGH, PAID_ONLY = range(3)
"""What a row of a hundred is, by its place among them."""


def main(file: str, rows: str) -> None:
    """Write the file."""
    set_up(Path(os.environ["METERLINE_HOME"]))
    write(Path(file), int(rows))


def write(file: Path, rows: int) -> None:
    """Write a registry of so many rows. Raises Mendable where there are too few meters."""
    with file.open("w", encoding="koi8-r") as out:
        out.write(HEADER)
        written, total, fees = 0, Decimal(0), Decimal(0)
        for row, amount, fee in _rows(rows):
            out.write(row)
            written, total, fees = written + 1, total + amount, fees + fee
        out.write(f"#TOTAL|{written}|{total}|{fees}\n")
    if written < rows:
        raise Mendable(f"the company has meters for {written} rows only", "make it larger")


def _rows(most: int) -> Iterator[tuple[str, Decimal, Decimal]]:
    from meterline.customers.models import Register  # noqa: PLC0415 - needs Django set up

    registers = Register.objects.filter(
        meter__removed=None, meter__automatic=False, meter__account__state="active"
    ).select_related("meter__account")
    ordered = registers.order_by("meter__account_id", "meter_id", "id").iterator(2000)
    last, chance = _last(), Random(1)
    for number, (_, some) in enumerate(groupby(ordered, lambda one: one.meter_id)):
        if number == most:
            return
        yield _row(number, list(some), last, chance)


def _row(
    number: int, registers: "list[Register]", last: dict[int, tuple[int, int]], chance: Random
) -> tuple[str, Decimal, Decimal]:
    kind, meter = number % 100, registers[0].meter
    shown = [_next(one, last, kind == TOO_HIGH) for one in _in_order(registers)]
    values = [""] * 3 if kind == PAID_ONLY else [*map(str, shown), "", ""][:3]
    account = f"9{number:09}9" if kind == UNKNOWN else meter.account.number
    when = datetime.now().astimezone() - TWO_WEEKS * chance.random()
    amount = Decimal(chance.randint(10_000, 500_000)).scaleb(-2)
    fee = (amount / 100).quantize(Decimal("0.01"))
    cells: tuple[Any, ...] = (
        *(f"b-{number:08}", f"{when:%Y-%m-%d %H:%M:%S}", account, "Плательщик", meter.serial),
        *(*values, amount, fee, "Касса-1"),
    )
    return "|".join(map(str, cells)) + "\n", amount, fee


def _in_order(registers: "list[Register]") -> "list[Register]":
    """T1, T2, T3."""
    from meterline.importing.tariffs import tariff_of  # noqa: PLC0415 - as above

    return sorted(registers, key=lambda one: tariff_of(one.zone, len(registers)))


def _next(register: "Register", last: dict[int, tuple[int, int]], high: bool) -> int:
    value, month = last.get(register.pk, (100, 0))
    wrapped: int = (value + (80 * month + 20_000 if high else month)) % 10**register.meter.digits
    return wrapped


def _last() -> dict[int, tuple[int, int]]:
    """Register's id → its last value, and how much it was more than the one before."""
    from meterline.readings.models import Reading  # noqa: PLC0415 - as above

    found: dict[int, tuple[int, int]] = {}
    rows = Reading.objects.order_by("register_id", "counted_for", "id")
    for register, value in rows.values_list("register_id", "value").iterator(10_000):
        before = found.get(register, (value, 0))[0]
        found[register] = (value, max(0, value - before))
    return found


if __name__ == "__main__":
    main(*sys.argv[1:])
