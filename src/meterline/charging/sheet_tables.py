"""Sheets as rows of tables with Russian names, for pages."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.rules import Rules
from meterline.charging.law.sheets import Norms, Tariff
from meterline.customers.models.accounts import ZONE_NAMES
from meterline.language.zones import Zone

NAME_OF_ZONE = dict(ZONE_NAMES)


class PriceRow(NamedTuple):
    """Prices of a zone by ranges, roubles a kWh."""

    group: str
    zones: int
    zone: str
    prices: tuple[Decimal, ...]
    placeholder: str


class NormTable(NamedTuple):
    """kWh a person a month: rows by rooms, columns by people."""

    name: str
    rows: list[tuple[str, tuple[Decimal, ...]]]


def tariff_rows(tariff: Tariff) -> list[PriceRow]:
    """Prices of all groups, those of organisations last."""
    return list(_price_rows(tariff))


def _price_rows(tariff: Tariff) -> Iterator[PriceRow]:
    for group in (*tariff.groups.values(), tariff.organisations):
        for zones, prices in group.prices.items():
            for zone, by_range in prices.by_zone.items():
                name = NAME_OF_ZONE[Zone(zone).value]
                yield PriceRow(group.name, zones, name, by_range, prices.placeholder)


def norm_tables(norms: Norms) -> list[NormTable]:
    """Both tables of norms."""
    return [
        NormTable("С электроплитами", _by_rooms(norms.electric_stove)),
        NormTable("Без электроплит", _by_rooms(norms.no_electric_stove)),
    ]


def _by_rooms(table: tuple[tuple[Decimal, ...], ...]) -> list[tuple[str, tuple[Decimal, ...]]]:
    names = [*map(str, range(1, len(table))), f"{len(table)} и больше"]
    return list(zip(names, table, strict=True))


def rule_rows(rules: Rules) -> list[tuple[str, object]]:
    """What a set of rules says, each with its point of the law."""
    homes, organisations = rules.households, rules.organisations
    return [
        ("Редакция", rules.edition),
        ("Среднее не меньше чем за столько месяцев (354, п. 59)", homes.average_months),
        ("Если счётчик работал меньше, то не меньше (354, п. 59)", homes.shortest_months),
        ("По среднему подряд периодов не больше (354, п. 59)", homes.average_periods),
        ("Коэффициент без счётчика и при недопуске (354, п. 42, 60)", homes.no_meter_coefficient),
        ("Недопусков до коэффициента (354, п. 60)", homes.refusals),
        (
            "Организации: по прошлому году или ближайшему периоду подряд не больше (442, п. 166)",
            organisations.history_periods,
        ),
        (
            "Организации передают показания до конца этого числа следующего месяца (442)",
            organisations.hand_over_day,
        ),
        (
            "На общем имуществе дома — до конца этого числа своего месяца (442)",
            organisations.common_property_hand_over_day,
        ),
    ]
