"""Reading a set of rules: right as a whole, or refused with every wrong key named."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from meterline.charging.law.rules import HouseholdRules, OrganisationRules, Rules
from meterline.charging.law.sheets import SheetRefused
from meterline.charging.law.sheets_fields import Fields

KIND = "rules"
MONTHS_MOST = 36
"""No edition averaged over so long or estimated for so many periods in a row."""
COEFFICIENT = (Decimal("0.99"), Decimal(10))
DAYS_MOST = 28
"""Every month has that day."""


def parse(content: Mapping[str, Any]) -> Rules:
    """A set of rules from what a file says. Raises SheetRefused with all that is wrong."""
    problems: list[str] = []
    top = Fields(content, "", problems)
    kind = top.take("kind")
    if kind not in {KIND, None}:
        top.wrong("kind", f"«{kind}»: нужно {KIND}")
    rules = Rules(
        valid_from=top.day("valid_from"),
        edition=top.text("edition", 50),
        households=_households(top.table("households")),
        organisations=_organisations(top.table("organisations")),
    )
    top.text("source")
    top.done()
    if rules.valid_from.day != 1 and not top.is_wrong("valid_from"):
        top.wrong("valid_from", f"{rules.valid_from} не первое число: правила меняются с месяца")
    if problems:
        raise SheetRefused(tuple(problems))
    return rules


def _households(table: Fields) -> HouseholdRules:
    rules = HouseholdRules(
        average_months=_count(table, "average_months", MONTHS_MOST),
        shortest_months=_count(table, "shortest_months", MONTHS_MOST),
        average_periods=_count(table, "average_periods", MONTHS_MOST),
        no_meter_coefficient=table.number("no_meter_coefficient", *COEFFICIENT),
        refusals=_count(table, "refusals", MONTHS_MOST),
    )
    if rules.shortest_months > rules.average_months and not table.is_wrong("average_months"):
        table.wrong("shortest_months", "больше, чем average_months")
    table.done()
    return rules


def _organisations(table: Fields) -> OrganisationRules:
    rules = OrganisationRules(
        history_periods=_count(table, "history_periods", MONTHS_MOST),
        hand_over_day=_count(table, "hand_over_day", DAYS_MOST),
        common_property_first_day=_count(table, "common_property_first_day", DAYS_MOST),
        common_property_last_day=_count(table, "common_property_last_day", DAYS_MOST),
        common_property_hand_over_day=_count(table, "common_property_hand_over_day", DAYS_MOST),
    )
    if rules.common_property_last_day < rules.common_property_first_day:
        table.wrong("common_property_last_day", "раньше, чем common_property_first_day")
    table.done()
    return rules


def _count(table: Fields, key: str, most: int) -> int:
    number = table.number(key, Decimal(0), Decimal(most + 1))
    if number % 1:
        table.wrong(key, f"«{number}»: нужно целое число")
    return int(number)
