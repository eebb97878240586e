"""Consumption by month and zone, and the picture of it."""

from datetime import date
from decimal import Decimal

import pytest
from cabinet_made_up import consumer, page, signed_in
from company_made_up import make_account, make_reading

from meterline.cabinet.chart import LEFT, RIGHT, WIDTH, chart
from meterline.cabinet.consumption import Used, consumption, zones_of
from meterline.customers.models import Account, Meter, Register
from meterline.language.zones import Zone
from meterline.readings.models import Verdict

NOVEMBER = date(2026, 11, 1)
SINGLE = Zone.SINGLE


def month(number: int) -> date:
    return date(2026, number, 1)


def told(account: Account) -> dict[int, tuple[dict[str, int], bool]]:
    """Month's number → kWh by zone and whether they are means; months without are left out."""
    used = [one for one in consumption(account, NOVEMBER) if one.energy]
    return {
        one.month.month: ({zone.value: int(kwh) for zone, kwh in one.energy.items()}, one.averaged)
        for one in used
    }


@pytest.mark.django_db
def test_differences_of_readings_are_the_months() -> None:
    account = make_account("1", {"day": [100, 250, 450], "night": [10, 40, 100]}, ratio=20)
    assert told(account) == {
        9: ({"day": 3000, "night": 600}, False),
        10: ({"day": 4000, "night": 1200}, False),
    }
    used = consumption(account, NOVEMBER)
    assert [one.month for one in used][::11] == [date(2025, 12, 1), NOVEMBER]
    assert zones_of(used) == [Zone.DAY, Zone.NIGHT]


@pytest.mark.django_db
def test_a_month_left_out_shares_with_its_neighbour() -> None:
    account = make_account("1", {"single": []})
    register = Register.objects.get()
    for number, value in ((6, 1000), (9, 1300), (10, 1350)):
        make_reading(register, month(number), value)
    assert told(account) == {
        7: ({"single": 100}, True),
        8: ({"single": 100}, True),
        9: ({"single": 100}, True),
        10: ({"single": 50}, False),
    }


@pytest.mark.parametrize(
    ("values", "kwh"),
    [([99_950, 30], 80), ([500, 450], 0), ([500, 500], 0)],
    ids=["through nought", "set right", "unused"],
)
@pytest.mark.django_db
def test_a_value_below_the_last(values: list[int], kwh: int) -> None:
    assert told(make_account("1", {"single": values})) == {9: ({"single": kwh}, False)}


@pytest.mark.django_db
def test_a_replaced_meter_counts_to_its_end_and_the_new_one_from_its_beginning() -> None:
    account = make_account("1", {"single": [1000, 1100]})
    old = Meter.objects.get()
    Meter.objects.filter(pk=old.pk).update(removed=date(2026, 10, 12))
    Register.objects.filter(meter=old).update(closing=1140)
    new = Meter.objects.create(
        account=account, serial="9", digits=5, replaces=old, installed=date(2026, 10, 12)
    )
    register = Register.objects.create(meter=new, zone="single", opening=5)
    make_reading(register, month(10), 65)
    assert told(account) == {9: ({"single": 100}, False), 10: ({"single": 100}, False)}


@pytest.mark.django_db
def test_rejected_readings_do_not_count() -> None:
    account = make_account("1", {"single": [1000, 1100, 9000]})
    reading = account.meters.get().registers.get().readings.first()
    Verdict.objects.create(
        reading=reading,
        kind=Verdict.Kind.REJECTED,
        reason="ошибка",
        source="clerk",
        received_at=reading.received_at,
    )
    assert told(account) == {9: ({"single": 100}, False)}


def test_bars_are_as_long_as_what_was_used() -> None:
    used = [
        Used(month(9), {Zone.DAY: Decimal(300), Zone.NIGHT: Decimal(100)}, averaged=False),
        Used(month(10), {Zone.DAY: Decimal(100)}, averaged=True),
        Used(month(11), {}, averaged=False),
    ]
    picture = chart(used, [Zone.DAY, Zone.NIGHT])
    assert picture
    first, second, third = picture.bars
    room = WIDTH - LEFT - RIGHT
    assert [(one.x, one.width) for one in first.pieces] == [
        (LEFT, room * 0.75),
        (LEFT + room * 0.75, room * 0.25),
    ]
    assert [one.width for one in second.pieces] == [room * 0.25]
    assert (third.pieces, second.averaged) == ((), True)
    assert first.y < second.y < third.y < picture.height


@pytest.mark.parametrize("used", [[], [Used(NOVEMBER, {}, averaged=False)]])
def test_where_nothing_is_known_nothing_is_drawn(used: list[Used]) -> None:
    assert chart(used, []) is None


@pytest.mark.django_db
def test_the_page_draws_and_tells_the_same_numbers() -> None:
    account = consumer("100000002", day=[20_000, 20_200, 20_450], night=[5_000, 5_100, 5_200])
    text = page(signed_in(account), "readings", account.pk).text
    for sign in ("<svg", 'class="zone-day"', 'class="zone-night"', "окт 26", "<td", "350"):
        assert sign in text
    assert text.count("нет данных") == 10


@pytest.mark.django_db
def test_without_two_readings_the_page_says_so() -> None:
    account = consumer("100000002", single=[5])
    text = page(signed_in(account), "readings", account.pk).text
    assert "нет двух показаний" in text
    assert "<svg" not in text
