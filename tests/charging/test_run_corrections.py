"""Readings that change after their months were charged, from the ledger to the charges."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

import pytest
from charging_made_up import AFTER, clock_at, give, make_account, make_meter
from django.db.models import Sum

from meterline.charging.engine import Order, charge_month
from meterline.charging.explained import explained
from meterline.charging.lawbook import lawbook
from meterline.charging.models import Charge, Line
from meterline.charging.sheet_services import import_built_in
from meterline.customers.models import Account, Branch, Meter, Register
from meterline.readings.models import Reading, Source, Verdict
from meterline.readings.periods import shift

BEGIN = date(2025, 10, 1)
MONTHS = 8
HOMES = 32


def after(month: date) -> datetime:
    following = shift(month, 1)
    return datetime.fromisoformat(f"{following:%Y-%m}-05T12:00:00+07:00")


def run(branch: Branch, period: date) -> None:
    order = Order(branch, period, "billing", clock_at(after(period)))
    assert charge_month(order, lawbook(branch, period)).refused == []


def charged(account: Account) -> list[Decimal]:
    """kWh of the charges that hold, by period."""
    rows = Charge.objects.current().filter(account=account).order_by("period")
    return list(rows.values_list("energy", flat=True))


def total(account: Account) -> Decimal:
    lines = Line.objects.filter(charge__account=account, charge__successor=None)
    energy: Decimal = lines.aggregate(total=Sum("energy"))["total"]
    return energy


def cancel(reading: Reading, at: datetime) -> None:
    Verdict.objects.create(
        reading=reading, kind="cancelled", reason="ошибка", source=Source.CLERK, received_at=at
    )


@pytest.fixture
def branch(khakassia: Branch) -> Branch:
    import_built_in("billing", AFTER)
    return khakassia


@pytest.fixture
def register(branch: Branch) -> Register:
    """A home with 100 kWh a month, read up to the month before."""
    register = make_meter(make_account(branch, 1), {"single": []}).registers.get()
    for month in range(-7, 1):
        give(register, shift(BEGIN, month), 5000 + 100 * month)
    return register


NOVEMBER, DECEMBER = shift(BEGIN, 1), shift(BEGIN, 2)


@pytest.mark.parametrize(
    ("november", "corrected", "energy"),
    [
        pytest.param(5100, 5130, [100, 100], id="upwards"),
        pytest.param(5100, 5080, [100, 100], id="downwards"),
        pytest.param(5900, 5100, [900, -700], id="more than the month used"),
        pytest.param(5100, None, [100, 100], id="cancelled"),
        pytest.param(5900, None, [900, -700], id="cancelled, too much"),
    ],
)
def test_a_change_after_the_charge_is_in_the_next_one(
    branch: Branch,
    register: Register,
    november: int,
    corrected: int | None,
    energy: list[int],
) -> None:
    reading = give(register, NOVEMBER, november)
    run(branch, NOVEMBER)
    if corrected is None:
        cancel(reading, after(NOVEMBER))
    else:
        give(register, NOVEMBER, corrected, corrects=reading, received_at=after(NOVEMBER))
    give(register, DECEMBER, 5200)
    run(branch, DECEMBER)
    assert charged(register.meter.account) == energy


def test_the_changed_month_charged_again_counts_nothing_twice(
    branch: Branch, register: Register
) -> None:
    reading = give(register, NOVEMBER, 5100)
    run(branch, NOVEMBER)
    give(register, NOVEMBER, 5130, corrects=reading, received_at=after(NOVEMBER))
    run(branch, NOVEMBER)
    give(register, DECEMBER, 5200)
    run(branch, DECEMBER)
    assert charged(register.meter.account) == [130, 70]


def test_both_months_charged_again_come_to_the_same(branch: Branch, register: Register) -> None:
    reading = give(register, NOVEMBER, 5900)
    run(branch, NOVEMBER)
    give(register, DECEMBER, 5950)
    run(branch, DECEMBER)
    give(register, NOVEMBER, 5100, corrects=reading, received_at=after(DECEMBER))
    run(branch, NOVEMBER)
    run(branch, DECEMBER)
    assert charged(register.meter.account) == [100, 850]


def test_a_month_that_was_not_charged_is_made_up_for(branch: Branch, register: Register) -> None:
    january = shift(BEGIN, 3)
    for month, value in ((NOVEMBER, 5100), (DECEMBER, 5260), (january, 5300)):
        give(register, month, value)
    run(branch, NOVEMBER)
    run(branch, january)
    assert charged(register.meter.account) == [100, 200]


def test_a_replacement_that_is_on_record_late(branch: Branch, register: Register) -> None:
    """The old meter went at 5010 and not 5100, the new one began at 10: 60 used by December."""
    give(register, NOVEMBER, 5100)
    run(branch, NOVEMBER)
    old, day = register.meter, date(2025, 11, 12)
    Register.objects.filter(pk=register.pk).update(closing=5010)
    Meter.objects.filter(pk=old.pk).update(removed=day)
    new = Meter.objects.create(
        account=old.account, serial="н", digits=5, installed=day, replaces=old
    )
    give(Register.objects.create(meter=new, zone="single", opening=10), DECEMBER, 60)
    run(branch, DECEMBER)
    assert total(old.account) == 60


def test_the_sentence_names_both_values(branch: Branch, register: Register) -> None:
    reading = give(register, NOVEMBER, 5100)
    run(branch, NOVEMBER)
    give(register, NOVEMBER, 5130, corrects=reading, received_at=after(NOVEMBER))
    give(register, DECEMBER, 5200)
    run(branch, DECEMBER)
    [one] = explained(Line.objects.filter(charge__period=DECEMBER))
    sentence = one.sentence.replace("\N{NO-BREAK SPACE}", " ")
    assert "начислено до показания 5 100, а оно потом исправлено на 5 130: ещё 30" in sentence


@dataclass
class Home:
    """A home, what it used in all, and what happens after a month's charge."""

    register: Register
    value: int
    used: int = 0
    later: list[Callable[[date], object]] = field(default_factory=list)


def move_in(branch: Branch, number: int, chance: random.Random) -> Home:
    zone = chance.choice(["single", "day"])
    register = make_meter(make_account(branch, number), {zone: []}).registers.get()
    value = chance.randint(1000, 99_000)
    for back in range(8, -1, -1):
        give(register, shift(BEGIN, -back), value % 100_000)
        value += 0 if back == 0 else chance.randint(20, 400)
    return Home(register, value)


def replace_meter(home: Home, month: date, chance: random.Random) -> None:
    """A new meter, which begins at some value; the old one has gone on a little."""
    old, day = home.register.meter, month.replace(day=12)
    more = chance.randint(0, 30)
    home.used += more
    Meter.objects.filter(pk=old.pk).update(removed=day)
    Register.objects.filter(pk=home.register.pk).update(closing=(home.value + more) % 100_000)
    new = Meter.objects.create(
        account=old.account, serial=f"{old.serial}-2", digits=5, installed=day, replaces=old
    )
    home.value = chance.randint(0, 50)
    home.register = Register.objects.create(meter=new, zone=home.register.zone, opening=home.value)


def tell(home: Home, month: date, chance: random.Random) -> None:
    """What the ledger gets to know of a month, at once and after the charge."""
    more = chance.randint(20, 400)
    before = home.value
    home.value += more
    home.used += more
    register, right = home.register, home.value % 100_000
    what = chance.choice(["read", "read", "read", "nothing", "late", "entered", "wrong", "undone"])
    if what == "read":
        give(register, month, right)
    elif what == "late":
        give(register, month, (before + more // 2) % 100_000, period=shift(month, -1))
    elif what == "entered":
        home.later.append(lambda at: give(register, month, right, received_at=after(at)))
    elif what != "nothing":
        wrong = give(register, month, (before + chance.randint(0, 2 * more)) % 100_000)
        home.later.append(
            (lambda at: give(register, month, right, corrects=wrong, received_at=after(at)))
            if what == "wrong"
            else (lambda at: cancel(wrong, after(at)))
        )


def live(home: Home, month: date, chance: random.Random) -> None:
    """A month of a home: what comes later of the month before is there first."""
    for each in home.later:
        each(shift(month, -1))
    home.later.clear()
    if chance.random() < 0.08:
        replace_meter(home, month, chance)
    tell(home, month, chance)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_year_costs_what_was_used_whatever_happens_to_readings(branch: Branch, seed: int) -> None:
    chance = random.Random(seed)
    homes = [move_in(branch, number, chance) for number in range(HOMES)]
    for month in range(1, MONTHS):
        for home in homes:
            live(home, shift(BEGIN, month), chance)
        run(branch, shift(BEGIN, month))
    last = shift(BEGIN, MONTHS)
    for home in homes:
        for each in home.later:
            each(shift(last, -1))
        more = chance.randint(20, 400)
        home.used += more
        give(home.register, last, (home.value + more) % 100_000)
    run(branch, last)
    assert {h.register.meter.account: total(h.register.meter.account) for h in homes} == {
        h.register.meter.account: h.used for h in homes
    }
    assert {"actual", "average", "refund"} <= set(Line.objects.values_list("ground", flat=True))
    rules = Line.objects.filter(numbers__has_key="charged_through").values_list("rule", flat=True)
    assert set(rules) == {"H16"}
