"""Sheets, accounts and portions for the tests of pricing, and lines as short texts."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from meterline.charging.law.facts import AccountFacts, Charged, Ground, MeterFacts, PointFacts
from meterline.charging.law.policy import Policy, ZoneRanges
from meterline.charging.law.results import Line, Portion
from meterline.charging.law.sheets import Sheet
from meterline.charging.law.sheets_reading import decoded, parse
from meterline.charging.law.tariffs import BranchSheets
from meterline.language.zones import Zone

CASES = Path(__file__).parent / "price_cases"
STEPS = ["", "I", "II", "III"]


def sheet_files(folder: Path) -> dict[str, Sheet]:
    """Name of a file → the sheet in it."""
    return {
        path.name: parse(decoded(path.read_text(encoding="utf-8")))
        for path in sorted(folder.rglob("*.toml"))
    }


@cache
def branch(key: str) -> BranchSheets:
    """A made-up branch of the cases: ravine, with round prices, or elista."""
    return BranchSheets(sheet_files(CASES / "sheets").values(), key)


def month(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def energy(row: Mapping[str, Any]) -> dict[Zone, Decimal]:
    return {zone: Decimal(str(row[zone])) for zone in Zone if zone in row}


def portion(row: Mapping[str, Any], period: str) -> Portion:
    return Portion(
        point=row.get("point", 1),
        meter=1,
        month=month(row.get("month", period)),
        ground=Ground(row.get("ground", "actual")),
        energy=energy(row),
        rule="H3",
        coefficient=Decimal(row.get("coefficient", 1)),
    )


def charged(row: Mapping[str, Any]) -> Charged:
    period = row["period"]
    ground = Ground(row.get("ground", "actual"))
    return Charged(month(period), month(row.get("month", period)), 1, ground, energy(row))


def account(row: Mapping[str, Any], earlier: Iterable[Mapping[str, Any]] = ()) -> AccountFacts:
    zones = tuple(Zone(zone) for zone in row.get("meter_zones", ["single"]))
    return AccountFacts(
        organisation=row.get("organisation", False),
        points=(
            PointFacts(1, "дом", (MeterFacts(1, "1", 5, zones),)),
            PointFacts(2, "гараж", (MeterFacts(2, "2", 5, (Zone.SINGLE,)),)),
        ),
        tariff_group=row.get("tariff_group", "city"),
        electric_stove=row.get("electric_stove", False),
        electric_heating=row.get("electric_heating", False),
        charged=tuple(charged(each) for each in earlier),
    )


def policy(row: Mapping[str, Any]) -> Policy:
    return Policy(zone_ranges=ZoneRanges(row.get("zone_ranges", "proportional")))


def plain(number: Decimal) -> str:
    """Without zeros behind: 150.500 is 150.5, 1E+3 is 1000."""
    return f"{number.normalize():f}"


def shown(line: Line) -> str:
    step = f" {STEPS[line.step]}" if line.step else ""
    mark = " заглушка" if line.placeholder else ""
    return (
        f"{line.portion.month:%Y-%m} {line.zone}{step}: "
        f"{plain(line.energy)} × {line.price:.2f} = {line.amount}{mark}"
    )
