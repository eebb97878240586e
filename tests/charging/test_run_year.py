"""Months charged one after another by the law itself: what was used is what was charged."""

import random
from datetime import date, datetime
from decimal import Decimal

import pytest
from charging_made_up import AFTER, clock_at, give, make_account, make_meter
from django.db.models import Sum

from meterline.charging.engine import Order, charge_month
from meterline.charging.lawbook import lawbook
from meterline.charging.models import BranchPolicy, Charge, Line
from meterline.charging.sheet_services import import_built_in
from meterline.customers.models import Account, Branch, Customer
from meterline.readings.periods import shift

BEGIN = date(2025, 10, 1)
HISTORY = 8
MONTHS = 8
HOMES = 24


def run(branch: Branch, period: date) -> None:
    following = shift(period, 1)
    clock = clock_at(datetime(following.year, following.month, 5, tzinfo=branch.zone))
    outcome = charge_month(Order(branch, period, "billing", clock), lawbook(branch, period))
    assert outcome.refused == []


def made(branch: Branch, number: int, chance: random.Random) -> tuple[Account, int]:
    """A home that leaves months out, with all that it used in the year."""
    organisation = number % 6 == 0
    kind = Customer.Kind.ORGANISATION if organisation else Customer.Kind.PERSON
    power = {"max_power_kw": Decimal(3), "max_power_hours": 100} if organisation else {}
    account = make_account(branch, number, kind=kind, **power)
    zones = ("day", "night") if number % 4 == 0 else ("single",)
    meter = make_meter(account, {zone: [] for zone in zones})
    left_out = {month for month in range(1, MONTHS) if chance.random() < 0.45}
    used = 0
    for register in meter.registers.all():
        value = 1000
        for month in range(-HISTORY, MONTHS + 1):
            if month > 0:
                used += (more := chance.randint(20, 400))
            else:
                more = chance.randint(20, 400)
            value += more
            if month not in left_out:
                give(register, shift(BEGIN, month), value)
    return account, used


@pytest.fixture
def homes(khakassia: Branch) -> dict[Account, int]:
    """Homes and firms with readings for the first and the last month → kWh of the year."""
    import_built_in("billing", AFTER)
    chance = random.Random(20261101)
    return dict(made(khakassia, number, chance) for number in range(HOMES))


def charge_the_year(branch: Branch) -> None:
    for month in range(1, MONTHS + 1):
        run(branch, shift(BEGIN, month))


def energy_of(account: Account) -> Decimal:
    lines = Line.objects.filter(charge__account=account, charge__successor=None)
    total: Decimal = lines.aggregate(total=Sum("energy"))["total"]
    return total


def test_all_that_was_used_is_charged_once(khakassia: Branch, homes: dict[Account, int]) -> None:
    charge_the_year(khakassia)
    assert {account: energy_of(account) for account in homes} == homes
    grounds = set(Line.objects.values_list("ground", flat=True))
    assert {"actual", "average", "refund", "max_power"} <= grounds


def test_the_year_again_changes_nothing(khakassia: Branch, homes: dict[Account, int]) -> None:
    charge_the_year(khakassia)
    count = Charge.objects.count()
    charge_the_year(khakassia)
    assert Charge.objects.count() == count == len(homes) * MONTHS


def test_the_norm_is_kept_where_the_branch_says_so(
    khakassia: Branch, homes: dict[Account, int]
) -> None:
    BranchPolicy.objects.create(branch=khakassia, valid_from=BEGIN, true_up="keep_norm")
    charge_the_year(khakassia)
    more = {account: energy_of(account) - used for account, used in homes.items()}
    assert min(more.values()) == 0
    kept = {account for account, kwh in more.items() if kwh > 0}
    by_norm = Line.objects.filter(ground="norm").values_list("charge__account", flat=True)
    assert {account.pk for account in kept} <= set(by_norm)


def test_a_reading_entered_after_its_month_was_charged_is_in_the_next_difference(
    khakassia: Branch,
) -> None:
    import_built_in("billing", AFTER)
    home = make_account(khakassia, 1)
    register = make_meter(home, {"single": []}).registers.get()
    for month in range(-7, 1):
        give(register, shift(BEGIN, month), 5000 + 100 * month)
    run(khakassia, shift(BEGIN, 1))
    give(register, shift(BEGIN, 1), 5170)
    give(register, shift(BEGIN, 2), 5300)
    run(khakassia, shift(BEGIN, 2))
    charges = Charge.objects.current().filter(account=home).order_by("period")
    assert [(one.ground, one.energy) for one in charges] == [("average", 100), ("actual", 200)]
