"""The worked examples of docs/charging.md are what the law charges."""

import re
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from law_cases_reading import Case, read_case, rules_of
from priced_made_up import sheet_files

from meterline.charging.law.explaining import explain
from meterline.charging.law.norms import norm_of
from meterline.charging.law.pricing import price
from meterline.charging.law.results import Line
from meterline.charging.law.sheets import Norms
from meterline.charging.law.tariffs import BranchSheets
from meterline.charging.law.volumes import portions
from meterline.charging.law.wording import dotted
from meterline.charging.sheet_files import BUILT_IN

DOCS = Path(__file__).resolve().parents[2] / "docs"
TEXT = (DOCS / "charging.md").read_text(encoding="utf-8")
EXAMPLES = re.split(r"^### Пример ", TEXT, flags=re.MULTILINE)[1:]
TARIFFS, NORMS = sheet_files(BUILT_IN / "tariffs"), sheet_files(BUILT_IN / "norms")

WORDS = {
    "период": "period",
    "счётчик": "meter",
    "счётчики": "meters",
    "показания": "readings",
    "не_учтено": "missed",
    "начислено": "charged",
    "норматив": "norm",
    "организация": "organisation",
    "мощность": "power",
    "часов": "hours",
    "общее_имущество": "common_property",
    "знаков": "digits",
    "коэффициент": "ratio",
    "установлен": "installed",
    "снят": "removed",
    "начальное": "opening",
    "конечное": "closing",
    "поверен_до": "verified_until",
    "акты": "acts",
    "показание": "actual",
    "среднее": "average",
    "контроль": "control",
    "сам": "smart",
    "опоздало": "late",
    "отказ": "access_refused",
    "до": "to",
    "да": "true",
    "нет": "null",
}
"""Words of the examples → words of the cases."""


def facts(example: str) -> Case:
    text = example.partition("```yaml\n")[2].partition("```")[0]
    raw = yaml.safe_load(re.sub(r"[а-яё_]+", lambda word: WORDS[word[0]], text))
    about: dict[str, Any] = {"case": "", "rules": [], "why": "docs", "policy": {"spread": True}}
    case = read_case("docs", about | raw)
    return replace(case, account=replace(case.account, tariff_group="rural"))


def lines_of(case: Case) -> tuple[Line, ...]:
    found = portions(case.account, case.period, case.rules, case.policy, case.norm)
    sheets = BranchSheets([*TARIFFS.values(), *NORMS.values()], "khakassia")
    return price(found, case.account, case.period, sheets, case.policy)


def number(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", "."))


def rows(example: str) -> list[tuple[Decimal, Decimal, Decimal, str, bool]]:
    """Rows of the table of results."""
    lines = re.findall(r"^\| (.+) \|$", example, flags=re.MULTILINE)[1:]
    cells = [line.split(" | ") for line in lines]
    return [
        (number(kwh), number(price_), number(amount), sentence, made_up == "да")
        for kwh, price_, amount, sentence, made_up in cells
    ]


def told(line: Line) -> str:
    return explain(line).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.splitlines()[0])
def test_a_worked_example_is_what_is_charged(example: str) -> None:
    lines = lines_of(facts(example))
    assert [
        (line.energy, line.price, line.amount, told(line), line.placeholder) for line in lines
    ] == rows(example)
    [(energy, amount)] = re.findall(r"^Итого: (.+) кВт·ч, (.+) ₽$", example, flags=re.MULTILINE)
    assert sum(line.energy for line in lines) == number(energy)
    assert sum(line.amount for line in lines) == number(amount)


def test_the_rules_that_examples_name_are_explained_with_their_mark() -> None:
    """The table tells of every rule how sure it is."""
    table = re.findall(r"^\| ([HL]\d+) \| .+ \| (.+) \| .+ \|$", TEXT, flags=re.MULTILINE)
    numbers = {f"H{n}" for n in (*range(1, 13), 14, 16, 17, 19)}
    assert {rule for rule, _ in table} == numbers | {f"L{n}" for n in (1, 2, 4, 5, 7)}
    assert all(re.match("[SRD]", mark) for _, mark in table)


def test_the_norm_of_the_examples_is_the_one_of_the_sheet() -> None:
    norms = NORMS["tyva.2025-01.toml"]
    assert isinstance(norms, Norms)
    assert norm_of(norms, 3, 3, electric_stove=True) == 246


def test_the_edition_of_the_examples_is_in_force() -> None:
    rules = rules_of()
    assert f"в редакции от {rules.edition} (действует с {dotted(rules.valid_from)})" in TEXT
