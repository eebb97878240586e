"""Who is reminded, when, how often, and who is not."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from company_made_up import AT, given, make_account, make_branch
from django.core.exceptions import ValidationError

from meterline.calls.models import Call
from meterline.customers.models import Account, LinkedPhone
from meterline.readings.services import submit_reading
from meterline.reminders.models import Campaign, DoNotCall, Reminder
from meterline.reminders.services import Due, claim, fill, finish, refuse

PHONE = "+79134423435"


@pytest.fixture
def account(db: None) -> Account:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    LinkedPhone.objects.create(number=PHONE, account=account)
    return account


@pytest.fixture
def campaign(account: Account) -> Campaign:
    return Campaign.objects.create(
        name="Ноябрь",
        first_day=date(2026, 11, 20),
        last_day=date(2026, 11, 25),
        running=True,
        lines=2,
        tries=2,
        pause_hours=3,
    )


def called(at: datetime = AT) -> Due | None:
    return claim(at, uuid4())


def state() -> str:
    return Reminder.objects.get().state


def test_who_has_not_submitted_is_called_and_then_reminded(campaign: Campaign) -> None:
    assert fill(campaign, AT) == 1
    assert fill(campaign, AT) == 0
    call = uuid4()
    due = claim(AT, call)
    assert due == Due(Reminder.objects.get().pk, "100000001", PHONE)
    assert Call.objects.get(pk=call).caller == PHONE
    assert called() is None
    finish(due.reminder, AT, talked=True)
    assert state() == Reminder.State.REMINDED
    assert called(AT + timedelta(hours=5)) is None


@pytest.mark.parametrize("why", ["submitted", "closed", "no phone", "other branch", "refused"])
def test_who_is_not_put_on_the_list(account: Account, campaign: Campaign, why: str) -> None:
    if why == "submitted":
        submit_reading(given(account, single=10_300))
    if why == "closed":
        Account.objects.update(state=Account.State.CLOSED)
    if why == "no phone":
        LinkedPhone.objects.all().delete()
    if why == "other branch":
        campaign.branch = make_branch("tomsk", "Asia/Tomsk")
    if why == "refused":
        DoNotCall.objects.create(number=PHONE, since=AT)
    assert fill(campaign, AT) == 0


def test_a_second_number_is_called_where_the_first_wants_no_calls(
    account: Account, campaign: Campaign
) -> None:
    DoNotCall.objects.create(number=PHONE, since=AT)
    LinkedPhone.objects.create(number="+79134423436", account=account)
    fill(campaign, AT)
    assert Reminder.objects.get().number == "+79134423436"


@pytest.mark.parametrize(
    ("local", "may"),
    [
        ("2026-11-22T09:59:59", False),
        ("2026-11-22T10:00:00", True),
        ("2026-11-22T19:59:59", True),
        ("2026-11-22T20:00:00", False),
        ("2026-11-25T19:59:59", True),
        ("2026-11-26T12:00:00", False),
    ],
)
def test_only_in_its_days_and_hours_by_the_branchs_clock(
    campaign: Campaign, local: str, may: bool
) -> None:
    fill(campaign, AT - timedelta(days=1))
    assert (called(datetime.fromisoformat(local + "+07:00")) is not None) == may


def test_a_campaign_that_does_not_run_calls_nobody(campaign: Campaign) -> None:
    fill(campaign, AT)
    Campaign.objects.update(running=False)
    assert called() is None


def test_who_submits_meanwhile_is_not_called(account: Account, campaign: Campaign) -> None:
    fill(campaign, AT)
    submit_reading(given(account, single=10_300))
    assert called() is None
    assert state() == Reminder.State.SUBMITTED


def test_who_submits_in_the_call_counts_as_submitted(account: Account, campaign: Campaign) -> None:
    fill(campaign, AT)
    due = called()
    assert due is not None
    submit_reading(given(account, single=10_300))
    finish(due.reminder, AT, talked=True)
    assert state() == Reminder.State.SUBMITTED


def test_who_is_not_reached_is_tried_again_after_a_pause_and_then_left(
    campaign: Campaign,
) -> None:
    fill(campaign, AT)
    first = called()
    assert first is not None
    finish(first.reminder, AT, talked=False)
    assert called(AT + timedelta(hours=2, minutes=59)) is None
    second = called(AT + timedelta(hours=3))
    assert second is not None
    finish(second.reminder, AT + timedelta(hours=3), talked=False)
    assert state() == Reminder.State.UNREACHED


def test_no_more_calls_at_once_than_lines(campaign: Campaign) -> None:
    for number in ("100000002", "100000003"):
        LinkedPhone.objects.create(
            number=f"+7913{number[2:]}", account=make_account(number, {"single": [1]})
        )
    fill(campaign, AT)
    first, second = called(), called()
    assert first is not None
    assert second is not None
    assert called() is None
    finish(first.reminder, AT, talked=True)
    assert called() is not None


def test_a_claim_that_nobody_finished_is_taken_up_again(campaign: Campaign) -> None:
    fill(campaign, AT)
    assert called() is not None
    assert called(AT + timedelta(minutes=29)) is None
    assert called(AT + timedelta(minutes=31)) is None
    assert called(AT + timedelta(hours=4)) is not None


def test_who_refuses_is_never_called_again(account: Account, campaign: Campaign) -> None:
    fill(campaign, AT)
    call = uuid4()
    due = claim(AT, call)
    assert due is not None
    refuse(call, AT)
    finish(due.reminder, AT, talked=True)
    assert state() == Reminder.State.REFUSED
    assert DoNotCall.objects.get().number == PHONE
    later = Campaign.objects.create(
        name="Декабрь", first_day=date(2026, 12, 20), last_day=date(2026, 12, 25), running=True
    )
    assert fill(later, AT + timedelta(days=30)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_day": date(2026, 11, 19)},
        {"from_hour": 20, "to_hour": 20},
        {"from_hour": 7},
        {"to_hour": 23},
        {"lines": 0},
    ],
)
def test_campaigns_that_make_no_sense_are_refused(
    campaign: Campaign, wrong: dict[str, object]
) -> None:
    for field, value in wrong.items():
        setattr(campaign, field, value)
    with pytest.raises(ValidationError):
        campaign.full_clean()
