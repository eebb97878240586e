"""Accounts closed before their last month was charged are told."""

from datetime import date, datetime

import pytest
from charging_made_up import PERIOD, TinyLaw, clock_at, give, make_account, make_meter

from meterline.charging.closed import closed_uncharged
from meterline.charging.engine import Order, charge_month
from meterline.charging.selectors import notices
from meterline.customers.models import Account, Branch, Meter
from meterline.readings.periods import shift

SEPTEMBER = shift(PERIOD, -1)


@pytest.fixture
def house(khakassia: Branch) -> Account:
    """A home with a reading each month, charged for September."""
    account = make_account(khakassia, 1)
    make_meter(account, {"single": [100, 200]}, SEPTEMBER)
    run(khakassia, SEPTEMBER)
    return account


def run(branch: Branch, period: date) -> None:
    at = datetime.fromisoformat(f"{shift(period, 1):%Y-%m}-05T12:00:00+07:00")
    charge_month(Order(branch, period, "billing", clock_at(at)), TinyLaw(period=period))


def close(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(state=Account.State.CLOSED)


def told(account: Account) -> list[str]:
    found = closed_uncharged(account.branch, PERIOD).values_list("number", flat=True)
    return list(found)


def test_an_end_reading_that_was_not_charged_is_told(house: Account) -> None:
    give(house.meters.get().registers.get(), PERIOD, 240)
    close(house)
    run(house.branch, PERIOD)
    assert told(house) == [house.number]
    assert any(
        house.number in text and "закройте снова" in text for text in notices(house.branch, PERIOD)
    )


def test_a_meter_taken_down_and_not_charged_is_told(house: Account) -> None:
    Meter.objects.update(removed=date(2026, 10, 12))
    close(house)
    assert told(house) == [house.number]


def test_an_account_charged_last_without_a_reading_is_told(khakassia: Branch) -> None:
    account = make_account(khakassia, 1)
    make_meter(account, {"single": [100]}, shift(SEPTEMBER, -1))
    run(khakassia, SEPTEMBER)
    close(account)
    assert told(account) == [account.number]


def test_an_account_charged_up_to_its_end_is_not(house: Account) -> None:
    give(house.meters.get().registers.get(), PERIOD, 240)
    run(house.branch, PERIOD)
    close(house)
    assert told(house) == []


def test_an_account_closed_with_september_read_is_not(house: Account) -> None:
    close(house)
    assert told(house) == []
    assert not any("Закрыты" in text for text in notices(house.branch, PERIOD))


def test_an_open_account_is_not(house: Account) -> None:
    give(house.meters.get().registers.get(), PERIOD, 240)
    assert told(house) == []
