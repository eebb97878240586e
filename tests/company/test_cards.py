"""What the robot is told of branches and accounts at a moment."""

from datetime import date, datetime

import pytest
from company_made_up import AT, given, make_account, make_branch, make_reading
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meterline.customers.hours import operators_open, parse_hours
from meterline.customers.models import Account, Branch, LinkedPhone, Register
from meterline.customers.selectors import accounts_of_phone, branch_card, head_branch_card
from meterline.language.zones import Zone
from meterline.readings.selectors import account_card
from meterline.readings.services import submit_reading
from meterline.readings.snapshot import snapshot


@pytest.mark.parametrize(
    ("local", "in_window", "answered"),
    [
        ("2026-11-23T08:00", False, True),
        ("2026-11-23T07:59", False, False),
        ("2026-11-23T16:59", False, True),
        ("2026-11-23T17:00", False, False),
        ("2026-11-23T17:00", True, True),
        ("2026-11-23T20:00", True, False),
        # Sunday: closed, but not in the window.
        ("2026-11-22T12:00", False, False),
        ("2026-11-22T12:00", True, True),
        # Holidays, moved days off, and a Saturday that is worked.
        ("2026-11-04T12:00", False, False),
        ("2027-02-23T12:00", True, False),
        ("2026-12-31T12:00", False, False),
        ("2026-01-09T12:00", False, False),
        ("2026-01-12T12:00", False, True),
        ("2025-11-01T12:00", False, True),
    ],
)
def test_when_operators_answer(local: str, in_window: bool, answered: bool) -> None:
    moment = datetime.fromisoformat(local)
    assert operators_open(moment, "08:00-17:00", "08:00-20:00", in_window=in_window) is answered


def test_branches_without_hours_have_no_operators() -> None:
    assert not operators_open(datetime(2026, 11, 23, 12), "", "", in_window=True)  # noqa: DTZ001


@pytest.mark.parametrize("text", ["8-17", "08:00-08:00", "17:00-08:00", "08:70-09:00", "0:00"])
def test_hours_that_are_none(text: str) -> None:
    with pytest.raises(ValueError, match="часы"):
        parse_hours(text)


@pytest.mark.parametrize(
    ("at", "window_open", "operators"),
    [
        # The 26th has begun in Chita, five hours after noon in UTC it is still the 25th in Omsk.
        ("2026-11-25T14:59:59+00:00", True, False),
        ("2026-11-25T15:00:00+00:00", False, False),
        ("2026-11-20T00:00:00+00:00", True, True),
    ],
)
def test_a_branch_goes_by_its_own_clock(
    db: None, at: str, window_open: bool, operators: bool
) -> None:
    make_branch("zabaykalye", "Asia/Chita")
    card = branch_card("zabaykalye", datetime.fromisoformat(at))
    assert card is not None
    assert (card.window_open, card.operators_open) == (window_open, operators)
    assert (card.window_first_day, card.window_last_day) == (20, 25)
    assert card.zone_order == (Zone.DAY, Zone.NIGHT)


def test_a_window_to_the_31st_ends_with_the_month(db: None) -> None:
    branch = make_branch()
    branch.window_to = 31
    branch.save()
    card = branch_card("khakassia", datetime.fromisoformat("2027-02-10T12:00:00+07:00"))
    assert card is not None
    assert card.window_last_day == 28


def test_the_branch_that_answers_for_the_company(db: None) -> None:
    assert head_branch_card(AT) is None
    make_branch("altai-krai")
    make_branch("omsk")
    first = head_branch_card(AT)
    assert first is not None
    assert first.key == "altai-krai"
    make_branch("krasnoyarsk")
    head = head_branch_card(AT)
    assert head is not None
    assert head.key == "krasnoyarsk"
    assert branch_card(None, AT) is None
    assert branch_card("mars", AT) is None


def test_an_account(two_zones: Account) -> None:
    card = account_card(two_zones.number, AT)
    assert card is not None
    assert (card.name, card.organisation, card.closed) == ("Фёдорова Алёна Петровна", False, False)
    assert card.branch.key == "khakassia"
    (meter,) = card.meters
    assert [
        (one.zone, one.digits, one.last, one.monthly, one.months) for one in meter.registers
    ] == [
        (Zone.DAY, 5, 20_400, 200.0, 1),
        (Zone.NIGHT, 5, 5_200, 100.0, 1),
    ]


def test_an_account_with_its_whole_number_only(single: Account) -> None:
    assert account_card(single.number[:-1], AT) is None


def test_this_months_own_reading_is_no_history_for_it(single: Account) -> None:
    submit_reading(given(single, single=10_300))
    card = account_card(single.number, AT)
    assert card is not None
    assert card.meters[0].registers[0].last == 10_200
    after = account_card(single.number, datetime.fromisoformat("2026-11-26T12:00:00+07:00"))
    assert after is not None
    assert after.meters[0].registers[0].last == 10_300


def test_a_reading_of_long_ago_is_still_the_last_one(db: None) -> None:
    account = make_account("100000001", {"single": []})
    make_reading(Register.objects.get(), date(2020, 1, 1), 500)
    card = account_card(account.number, AT)
    assert card is not None
    assert (card.meters[0].registers[0].last, card.meters[0].registers[0].months) == (500, 82)


def test_the_snapshot_says_of_every_account_what_its_card_says(demo_base: None) -> None:
    listed = list(snapshot(AT))
    assert len(listed) == Account.objects.count() == 230
    for one in listed[::7]:
        card = account_card(one.account, AT)
        assert card is not None
        assert (one.name, one.organisation, one.branch) == (
            card.name,
            card.organisation,
            card.branch.key,
        )
        assert one.meters == tuple(meter for meter in card.meters if not meter.automatic)


def test_the_snapshot_asks_the_data_base_a_few_times_only(demo_base: None) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        list(snapshot(AT))
    assert len(asked) <= 8 < Branch.objects.count()


def test_accounts_of_a_telephone(single: Account, two_zones: Account) -> None:
    assert accounts_of_phone("+79130000000") == ()
    for account in (single, two_zones):
        LinkedPhone.objects.create(number="8 913 000-00-00", account=account)
    assert accounts_of_phone("+79130000000") == (single.number, two_zones.number)
    assert accounts_of_phone("89130000000") == (single.number, two_zones.number)
    assert accounts_of_phone(None) == ()
    single.state = Account.State.CLOSED
    single.save()
    assert accounts_of_phone("+79130000000") == (two_zones.number,)
