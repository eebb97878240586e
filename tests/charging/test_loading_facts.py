"""What the law gets to see of the tables."""

from datetime import date, datetime
from decimal import Decimal

from charging_made_up import AFTER, PERIOD, give, make_account, make_meter

from meterline.charging.law.facts import (
    AccountFacts,
    Act,
    Kind,
    Missed,
    OnRecord,
    PointFacts,
    Reason,
    Taken,
)
from meterline.charging.loading import Batch, facts_of
from meterline.customers.models import (
    Account,
    Branch,
    Customer,
    Meter,
    MeterAct,
    MeteringPoint,
    Register,
)
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Source, Verdict
from meterline.readings.periods import shift

SEPTEMBER = shift(PERIOD, -1)


def facts(account: Account, period: date = PERIOD) -> AccountFacts:
    batch = Batch(account.branch_id, account.pk, account.pk, period)
    [(pk, found)] = facts_of(batch, 7)
    assert pk == account.pk
    return found


def only_point(account: Account, period: date = PERIOD) -> PointFacts:
    [point] = facts(account, period).points
    return point


def only_readings(account: Account, period: date = PERIOD) -> tuple[Taken, ...]:
    [meter] = only_point(account, period).meters
    return meter.readings


def decide(reading: Reading, kind: str, at: datetime = AFTER) -> None:
    Verdict.objects.create(
        reading=reading, kind=kind, reason="проверено", source=Source.CLERK, received_at=at
    )


def home_with_register(branch: Branch) -> tuple[Account, Register]:
    account = make_account(branch, 1)
    return account, make_meter(account, {"single": []}).registers.get()


def test_the_account_and_its_home(khakassia: Branch) -> None:
    about = {"residents": 3, "rooms": 2, "electric_stove": True, "tariff_group": "rural"}
    found = facts(make_account(khakassia, 1, **about, meter_can_be_fitted=False))
    assert (found.organisation, found.residents, found.rooms) == (False, 3, 2)
    assert (found.electric_stove, found.electric_heating) == (True, False)
    assert (found.tariff_group, found.meter_can_be_fitted) == ("rural", False)
    assert found.points == (PointFacts(0, "", ()),)


def test_readings_are_in_order_of_their_months(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    for back in (0, 2, 1):
        give(register, shift(PERIOD, -back), 1000 - back)
    assert only_readings(account) == tuple(
        Taken(shift(PERIOD, -back), {Zone.SINGLE: 1000 - back}) for back in (2, 1, 0)
    )


def test_later_months_are_not_seen(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    give(register, SEPTEMBER, 900)
    give(register, PERIOD, 1000)
    assert [one.month for one in only_readings(account, SEPTEMBER)] == [SEPTEMBER]


def test_whose_value_holds(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    give(register, PERIOD, 3, source=Source.SMART)
    give(register, PERIOD, 4, source=Source.PHONE)
    give(register, SEPTEMBER, 1, source=Source.WEB)
    give(register, SEPTEMBER, 2, source=Source.CONTROL, received_at=AFTER)
    assert only_readings(account) == (
        Taken(SEPTEMBER, {Zone.SINGLE: 1}, Kind.ACTUAL),
        Taken(PERIOD, {Zone.SINGLE: 3}, Kind.SMART),
    )


def test_of_two_values_the_one_received_later_holds(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    give(register, PERIOD, 7, received_at=AFTER)
    give(register, PERIOD, 8, received_at=AFTER.replace(hour=1))
    assert only_readings(account) == (Taken(PERIOD, {Zone.SINGLE: 7}),)


def test_computed_values_are_no_readings(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    give(register, PERIOD, 7, source=Source.COMPUTED)
    assert only_readings(account) == ()


def test_the_latest_word_on_a_reading_counts(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    waiting = give(register, SEPTEMBER, 5, status=Reading.Status.UNDER_REVIEW)
    cancelled = give(register, PERIOD, 6)
    decide(waiting, Verdict.Kind.REJECTED)
    decide(waiting, Verdict.Kind.ACCEPTED)
    decide(cancelled, Verdict.Kind.CANCELLED)
    [meter] = only_point(account).meters
    assert meter.readings == (Taken(SEPTEMBER, {Zone.SINGLE: 5}),)
    assert meter.missed == (Missed(PERIOD, Reason.REJECTED),)


def test_a_late_reading_counts_for_the_next_month_and_tells_why_this_has_none(
    khakassia: Branch,
) -> None:
    account, register = home_with_register(khakassia)
    give(register, PERIOD, 5, period=SEPTEMBER)
    [september] = only_point(account, SEPTEMBER).meters
    [october] = only_point(account).meters
    assert (september.readings, september.missed) == ((), (Missed(SEPTEMBER, Reason.LATE),))
    assert october.readings == (Taken(PERIOD, {Zone.SINGLE: 5}),)


def test_a_month_needs_a_value_of_every_zone(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    meter = make_meter(account, {"day": [10, 20], "night": [5, 6]})
    day = meter.registers.get(zone="day")
    give(day, shift(PERIOD, 1), 30)
    found = only_readings(account, shift(PERIOD, 1))
    assert [one.month for one in found] == [SEPTEMBER, PERIOD]
    assert found[-1].shown == {Zone.DAY: 20, Zone.NIGHT: 6}


def test_old_readings_are_read_where_there_are_few_new_ones(khakassia: Branch) -> None:
    account, register = home_with_register(khakassia)
    long_ago = [date(2021, month, 1) for month in (1, 2, 3)]
    for month in [*long_ago, PERIOD]:
        give(register, month, month.year)
    assert [one.month for one in only_readings(account)] == [*long_ago, PERIOD]


def test_two_years_are_enough_where_readings_come(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    make_meter(account, {"single": list(range(100, 140))})
    found = only_readings(account)
    assert (found[0].month, len(found)) == (shift(PERIOD, -24), 25)


def test_a_replaced_meter_and_the_new_one_are_one_point(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    old = make_meter(account, {"single": [900]}, SEPTEMBER, removed=date(2026, 10, 8))
    old.registers.update(closing=950)
    new = make_meter(account, {"single": []}, serial="new", installed=date(2026, 10, 8))
    Meter.objects.filter(pk=new.pk).update(replaces=old)
    new.registers.update(opening=3)
    point = only_point(account)
    assert point.key == -old.pk
    assert [one.key for one in point.meters] == [old.pk, new.pk]
    assert point.meters[0].closing == {Zone.SINGLE: 950}
    assert point.meters[1].opening == {Zone.SINGLE: 3}


def test_before_the_replacement_only_the_old_meter_is_there(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    old = make_meter(account, {"single": [900]}, SEPTEMBER, removed=date(2026, 10, 8))
    old.registers.update(closing=950)
    make_meter(account, {"single": []}, serial="new", installed=date(2026, 10, 8))
    [meter] = only_point(account, SEPTEMBER).meters
    assert (meter.key, meter.removed, meter.closing) == (old.pk, None, {})


def test_meters_side_by_side_are_two_points(khakassia: Branch) -> None:
    account = make_account(khakassia, 1, max_power_kw=Decimal(15))
    first = make_meter(account, {"single": [1]}, serial="a")
    second = make_meter(account, {"single": [1]}, serial="b")
    points = facts(account).points
    assert [(one.key, one.max_power_kw) for one in points] == [
        (-first.pk, None),
        (-second.pk, None),
    ]


def test_the_only_point_has_the_power_of_the_account(khakassia: Branch) -> None:
    account = make_account(khakassia, 1, max_power_kw=Decimal(15))
    make_meter(account, {"single": [1]})
    assert only_point(account).max_power_kw == 15


def test_named_points_of_an_organisation(khakassia: Branch) -> None:
    firm = make_account(khakassia, 1, kind=Customer.Kind.ORGANISATION, max_power_hours=200)
    shop = MeteringPoint.objects.create(account=firm, name="Магазин", common_property=True)
    yard = MeteringPoint.objects.create(account=firm, name="Двор", max_power_kw=Decimal(9))
    make_meter(firm, {"single": [1]}, serial="s", point=shop, ratio=Decimal(20))
    found = facts(firm)
    assert (found.organisation, found.max_power_hours) == (True, 200)
    assert [(one.key, one.name, one.max_power_kw, one.common_property) for one in found.points] == [
        (shop.pk, "Магазин", None, True),
        (yard.pk, "Двор", 9, False),
    ]
    assert [[meter.ratio for meter in one.meters] for one in found.points] == [[20], []]


def test_acts_up_to_the_end_of_the_period(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    meter = make_meter(account, {"single": [1]}, verified_until=date(2026, 9, 30), automatic=True)
    for day in (date(2026, 11, 1), date(2026, 10, 31)):
        MeterAct.objects.create(meter=meter, kind=MeterAct.Kind.BROKEN, day=day)
    [found] = only_point(account).meters
    assert found.acts == (OnRecord(Act.BROKEN, date(2026, 10, 31)),)
    assert (found.verified_until, found.automatic) == (date(2026, 9, 30), True)


def two_points(branch: Branch, removed: date, kind: str = Customer.Kind.ORGANISATION) -> Account:
    """A shop that is there and a stall whose meter was taken down."""
    account = make_account(branch, 1, kind=kind)
    for name, gone in (("магазин", None), ("ларёк", removed)):
        point = MeteringPoint.objects.create(account=account, name=name)
        make_meter(account, {"single": [100]}, SEPTEMBER, point=point, removed=gone, serial=name)
    return account


def names(account: Account, period: date = PERIOD) -> list[str]:
    return [point.name for point in facts(account, period).points]


def test_a_closed_point_is_charged_up_to_its_last_month(khakassia: Branch) -> None:
    account = two_points(khakassia, date(2026, 9, 12))
    assert names(account, SEPTEMBER) == ["магазин", "ларёк"]
    assert names(account, PERIOD) == ["магазин"]


def test_a_point_closed_on_the_first_day_is_of_that_month(khakassia: Branch) -> None:
    assert names(two_points(khakassia, date(2026, 10, 1))) == ["магазин", "ларёк"]


def test_a_point_with_a_new_meter_is_not_closed(khakassia: Branch) -> None:
    account = two_points(khakassia, date(2026, 9, 12))
    stall = MeteringPoint.objects.get(name="ларёк")
    make_meter(account, {"single": []}, point=stall, serial="н", installed=date(2026, 10, 3))
    assert names(account) == ["магазин", "ларёк"]


def test_the_last_point_of_an_open_account_stays(khakassia: Branch) -> None:
    account = two_points(khakassia, date(2026, 9, 12))
    Meter.objects.update(removed=date(2026, 9, 20))
    assert names(account) == ["магазин"]


def test_a_closed_point_without_a_name(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    make_meter(account, {"single": [1]}, serial="1", removed=date(2026, 9, 12))
    standing = make_meter(account, {"single": [2]}, serial="2", installed=date(2020, 1, 1))
    assert [point.key for point in facts(account).points] == [-standing.pk]
