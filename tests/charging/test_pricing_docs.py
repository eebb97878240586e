"""The worked examples of docs/tariffs.md, with the sheet that stands there."""

import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from priced_made_up import STEPS, account, month, policy, portion

from meterline.charging.law.pricing import price
from meterline.charging.law.sheets_reading import decoded, parse
from meterline.charging.law.tariffs import BranchSheets

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "tariffs.md").read_text(encoding="utf-8")
SHEET = parse(decoded(TEXT.partition("```toml\n")[2].partition("```")[0]))
EXAMPLES = re.split(r"^### ", TEXT, flags=re.MULTILINE)[1:]
ZONES = {"одна зона": "single", "день": "day", "ночь": "night"}
ORDERS = {"пропорционально": "proportional", "одна за другой": "chronological"}


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ".").replace("−", "-"))


def facts(example: str, name: str) -> list[str]:
    return re.findall(rf"^- {name}: (.+)$", example, flags=re.MULTILINE)


def used(text: str) -> dict[str, Any]:
    """«2025-03, день 900, ночь 600» as a row of the cases."""
    when, *zones = text.split(", ")
    pairs = (each.rsplit(" ", 1) for each in zones)
    return {"month": when, "period": when} | {ZONES[zone]: number(kwh) for zone, kwh in pairs}


def rows(example: str) -> list[tuple[str, str, Decimal, Decimal, Decimal]]:
    """Rows of the table of results."""
    lines = re.findall(r"^\| (.+) \|$", example, flags=re.MULTILINE)[1:]
    cells = [line.split(" | ") for line in lines]
    return [
        (ZONES[zone], step, number(kwh), number(price_), number(amount))
        for zone, step, kwh, price_, amount in cells
    ]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_a_worked_example_is_what_is_charged(example: str) -> None:
    (period,) = facts(example, "Период")
    (order,) = facts(example, "Порядок")
    lines = price(
        [portion(used(each), period) for each in facts(example, "Расход")],
        account({}, [used(each) for each in facts(example, "Начислено раньше")]),
        month(period),
        BranchSheets([SHEET], "khakassia"),
        policy({"zone_ranges": ORDERS[order]}),
    )
    assert [(x.zone.value, STEPS[x.step or 0], x.energy, x.price, x.amount) for x in lines] == rows(
        example
    )
    (total,) = re.findall(r"^Итого: (.+) ₽$", example, flags=re.MULTILINE)
    assert sum((line.amount for line in lines), Decimal(0)) == number(total)


def test_there_are_five_examples() -> None:
    assert len(EXAMPLES) == 5
