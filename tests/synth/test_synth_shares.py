"""What a made-up company is like: shares that a real one has, and the same for the same seed."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from meterline.readings.models import OWN
from meterline.synth.made import MadeAccount
from meterline.synth.plan import Plan, branches
from meterline.synth.services import made_accounts

PLAN = Plan(accounts=4_000, last=date(2026, 10, 1))


def make(plan: Plan) -> list[MadeAccount]:
    return [one for chunk in made_accounts(plan) for one in chunk]


@pytest.fixture(scope="module")
def company() -> list[MadeAccount]:
    return make(PLAN)


def share(company: list[MadeAccount], holds: Callable[[MadeAccount], object]) -> float:
    return sum(bool(holds(one)) for one in company) / len(company)


@pytest.mark.parametrize(
    ("what", "holds", "wanted"),
    [
        ("persons", lambda one: not one.organisation, 0.95),
        ("telephones", lambda one: one.phone, 0.60),
        ("e-mails", lambda one: one.email, 0.15),
        ("closed", lambda one: one.closed, 0.02),
        ("replaced", lambda one: any(m.removed for m in one.meters), 0.025),
        ("two zones", lambda one: any(len(m.zones) == 2 for m in one.meters), 0.13),
        ("three zones", lambda one: any(len(m.zones) == 3 for m in one.meters), 0.03),
        ("ratio", lambda one: any(m.ratio > 1 for m in one.meters), 0.03),
        ("automatic", lambda one: any(m.automatic for m in one.meters), 0.05),
        ("points", lambda one: len(one.points) > 1, 0.015),
        ("no meter", lambda one: not one.meters, 0.008),
    ],
)
def test_shares(
    company: list[MadeAccount], what: str, holds: Callable[[MadeAccount], object], wanted: float
) -> None:
    found = share(company, holds)
    assert found == pytest.approx(wanted, rel=0.35, abs=0.004), what


def test_there_are_as_many_accounts_as_asked_for_and_no_number_twice() -> None:
    company = make(Plan(accounts=3_333, last=date(2026, 10, 1), months=1))
    assert len({one.number for one in company}) == len(company) == 3_333


def test_each_branch_has_its_share_and_its_length_of_numbers(company: list[MadeAccount]) -> None:
    counts = Counter(one.branch for one in company)
    assert counts == {one.key: 40 * one.share for one in branches()}
    lengths = {one.key: one.account_digits for one in branches()}
    assert all(len(one.number) == lengths[one.branch] for one in company)


def test_46_of_100_households_send_in_a_month_and_some_never(company: list[MadeAccount]) -> None:
    homes = [
        {given.period for given in one.meters[0].readings if given.source not in OWN}
        for one in company
        if not (one.organisation or one.closed)
        and len(one.meters) == 1
        and not one.meters[0].automatic
    ]
    assert sum(map(len, homes)) / len(homes) / 12 == pytest.approx(0.46, abs=0.02)
    assert sum(not sent for sent in homes) / len(homes) == pytest.approx(0.12, abs=0.03)


def test_some_readings_are_late_and_count_for_the_following_month(
    company: list[MadeAccount],
) -> None:
    readings = [given for one in company for meter in one.meters for given in meter.readings]
    late = [given for given in readings if given.counted_for > given.period]
    assert 0.01 < len(late) / len(readings) < 0.05
    assert all(given.at.day[:7] == f"{given.period:%Y-%m}" for given in readings)


def test_registers_only_go_forward_but_for_the_turn_through_zero(
    company: list[MadeAccount],
) -> None:
    for meter in (meter for one in company for meter in one.meters):
        top = 10**meter.digits
        for before, after in zip(meter.readings, meter.readings[1:], strict=False):
            for least, value in zip(before.values, after.values, strict=True):
                assert (value - least) % top < top / 2
                assert 0 <= value < top


def test_a_new_meter_goes_on_where_the_old_one_was_taken_down(company: list[MadeAccount]) -> None:
    pairs = [
        (old, new)
        for one in company
        for old, new in zip(one.meters, one.meters[1:], strict=False)
        if new.replaces == old.serial
    ]
    assert len(pairs) > 20
    for old, new in pairs:
        assert old.removed == new.installed
        assert all(given.counted_for < old.removed for given in old.readings)
        assert all(given.period >= new.installed.replace(day=1) for given in new.readings)
        assert len(new.opening) == len(old.closing) == len(new.zones)


def test_the_same_seed_makes_the_same_company_and_another_seed_others() -> None:
    few = Plan(accounts=200, last=date(2026, 10, 1), months=3)
    assert make(few) == make(few)
    others = {one.number for one in make(replace(few, seed=2))}
    assert not others & {one.number for one in make(few)}


def test_accounts_under_one_contract_have_one_customer(company: list[MadeAccount]) -> None:
    names: dict[str, set[str]] = {}
    for one in company:
        if one.contract:
            names.setdefault(one.contract, set()).add(one.name)
    assert any(Counter(one.contract for one in company if one.contract)[no] > 1 for no in names)
    assert all(len(found) == 1 for found in names.values())
