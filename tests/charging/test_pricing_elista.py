"""Published prices with zones and ranges: the city of Elista, July 2025."""

from decimal import Decimal

import pytest
from priced_made_up import account, branch, month, policy, portion

from meterline.charging.law.pricing import price

PUBLISHED = """
single     7.45  9.00 12.00
day        8.55 10.32
peak       9.23 11.14
half_peak  7.45  9.00
night      5.00  6.03
"""
CELLS = [
    (zone, step, Decimal(each))
    for zone, *prices in map(str.split, PUBLISHED.strip().splitlines())
    for step, each in enumerate(prices, 1)
]
OTHER_ZONES = {"night": ["day", "half_peak"]}
BEFORE = {1: 0, 2: 1200, 3: 1300}
"""What is charged of the month already when a range begins."""


@pytest.mark.parametrize(("zone", "step", "published"), CELLS)
def test_a_kilowatt_hour_costs_what_is_published(zone: str, step: int, published: Decimal) -> None:
    for other in OTHER_ZONES.get(zone, [zone]):
        home = account({}, [{"period": "2025-07", "single": BEFORE[step]}])
        # The other zone shows of how many the tariff is; it takes no energy.
        july = portion({"month": "2025-07", other: 0, zone: 1}, "2025-08")
        (line,) = price([july], home, month("2025-08"), branch("elista"), policy({}))
        assert (line.step, line.price, line.amount) == (step, published, published)


@pytest.mark.parametrize(
    ("energy", "amount"),
    [
        (1200, "8940.00"),  # 1200 × 7,45
        (1201, "8949.00"),  # + 1 × 9,00
        (1300, "9840.00"),  # 8940 + 100 × 9,00
        (1301, "9852.00"),  # + 1 × 12,00
    ],
)
def test_the_ranges_end_where_they_are_published_to_end(energy: int, amount: str) -> None:
    july = portion({"single": energy}, "2025-07")
    lines = price([july], account({}), month("2025-07"), branch("elista"), policy({}))
    assert sum(line.amount for line in lines) == Decimal(amount)
