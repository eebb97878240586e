"""What a call is told of the company, and what it may leave behind."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from company_made_up import AT, make_account, make_branch

from meterline.calls.models import Draft
from meterline.calls.services import close_call
from meterline.cli.company import DjangoCompany
from meterline.customers.models import Account, Customer, LinkedPhone
from meterline.dialogue.actions import CheckValues, StoreValues
from meterline.dialogue.events import ValuesRefused
from meterline.dialogue.facts import CallFacts, ChargedSoFar, MeterValue, OfficeHours, Refusal
from meterline.language.zones import Zone
from meterline.readings.models import Reading
from meterline.robot.errands import answer_errand

PHONE = "+79134423435"


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The robot asks in threads of its own; here the test's transaction must stay open."""
    monkeypatch.setattr("meterline.cli.company.close_old_connections", lambda: None)


@pytest.fixture
def account(db: None) -> Account:
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


def value(account: Account, shown: int = 10_300) -> MeterValue:
    return MeterValue(account.meters.get().serial, Zone.SINGLE, shown)


def ring(company: DjangoCompany, caller: str | None = PHONE) -> tuple[str, CallFacts]:
    key = str(uuid4())
    return key, company.open_call(key, caller, "88003000", "sip")


def company_at(**later: int) -> DjangoCompany:
    return DjangoCompany(lambda: AT + timedelta(**later))


def test_a_broken_call_is_offered_to_its_number_again(account: Account) -> None:
    company = company_at()
    call, _ = ring(company)
    company.keep_draft(call, account.number, [value(account)], "сто", name_confirmed=True)
    company.close_call(call, "caller_left", None)
    draft = ring(company_at(hours=2))[1].draft
    assert draft is not None
    assert (draft.account.account, draft.values) == (account.number, (value(account),))
    assert draft.name_confirmed
    assert ring(company_at(hours=25))[1].draft is None
    assert ring(company, "+79130000000")[1].draft is None
    assert ring(company, None)[1].draft is None


@pytest.mark.parametrize("outcome", ["done", "transferred"])
def test_what_is_in_a_persons_hands_is_not_offered(account: Account, outcome: str) -> None:
    company = company_at()
    call, _ = ring(company)
    company.keep_draft(call, account.number, [], "", name_confirmed=False)
    company.close_call(call, outcome, None)
    assert ring(company)[1].draft is None


def test_a_draft_that_is_not_wanted_is_forgotten(account: Account) -> None:
    company = company_at()
    call, _ = ring(company)
    company.keep_draft(call, account.number, [], "", name_confirmed=False)
    close_call(UUID(call), "lost", None, AT)
    again, _ = ring(company)
    company.forget_draft(again)
    assert not Draft.objects.exists()


def test_a_number_is_linked_once_and_needs_no_account_then(account: Account) -> None:
    company = company_at()
    call, facts = ring(company)
    assert facts.may_link
    company.link_phone(call, account.number)
    company.link_phone(call, account.number)
    assert LinkedPhone.objects.get().number == PHONE
    assert [one.account for one in ring(company)[1].linked] == [account.number]


def test_a_hidden_number_cannot_be_linked(account: Account) -> None:
    company = company_at()
    call, facts = ring(company, None)
    assert not facts.may_link
    company.link_phone(call, account.number)
    assert not LinkedPhone.objects.exists()


def test_who_submitted_before_is_known(account: Account) -> None:
    company = company_at()
    call, facts = ring(company)
    assert not facts.called_before
    company.store(call, account.number, [value(account)], name_confirmed=True, review=False)
    assert ring(company_at(days=30))[1].called_before
    assert not ring(company_at(days=30), "+79130000000")[1].called_before


CLERK: dict[str, tuple[Callable[[Account], object], int, Refusal]] = {
    "closes the account": (
        lambda account: Account.objects.update(state=Account.State.CLOSED),
        10_300,
        Refusal.CLOSED,
    ),
    "replaces the meter": (
        lambda account: account.meters.update(serial="99999999"),
        10_300,
        Refusal.UNKNOWN_REGISTER,
    ),
    "does nothing": (lambda account: None, 1_000_000, Refusal.IMPLAUSIBLE),
}


@pytest.mark.parametrize("does", CLERK)
def test_what_a_clerk_changed_before_the_yes_is_told_from_an_outage(
    does: str, account: Account
) -> None:
    work, shown, refusal = CLERK[does]
    company = company_at()
    call, _ = ring(company)
    said = value(account, shown)
    work(account)
    store = StoreValues(account.number, (said,), name_confirmed=True)
    answer = answer_errand(company, call, store)
    assert isinstance(answer, ValuesRefused)
    assert answer.refusal is refusal
    assert answer.facts == company.find_account(account.number)
    assert not Reading.objects.filter(call=call).exists()


def test_an_account_that_is_gone_is_told_as_such(account: Account) -> None:
    company = company_at()
    call, _ = ring(company)
    answer = answer_errand(company, call, CheckValues("999999999", (value(account),)))
    assert answer == ValuesRefused("999999999", Refusal.UNKNOWN_ACCOUNT, None)


def test_where_the_number_tells_no_region_all_are_offered(account: Account) -> None:
    make_branch("tomsk", "Asia/Tomsk")
    company = company_at()
    assert [one.key for one in ring(company, None)[1].regions] == ["khakassia", "tomsk"]
    assert ring(company)[1].regions == ()


@pytest.mark.parametrize(
    ("days", "hours", "told"),
    [
        (0, "08:00-17:00", OfficeHours(8, 20, everyday=True)),
        (10, "08:00-17:00", OfficeHours(8, 17)),
        (10, "08:30-17:00", None),
        (10, "", None),
    ],
    ids=["in the window", "after it", "half hours are not spoken", "no hours"],
)
def test_hours_of_these_days(
    account: Account, days: int, hours: str, told: OfficeHours | None
) -> None:
    account.branch.hours_workday = hours
    account.branch.dispatcher_number = "83902100200"
    account.branch.save()
    found = company_at(days=days).find_account(account.number)
    assert found is not None
    assert found.branch.hours == told
    assert found.branch.dispatcher_number == "83902100200"


def test_hours_and_window_follow_the_branchs_dated_rows(account: Account) -> None:
    def told() -> tuple[bool, bool, OfficeHours | None]:
        found = company_at().find_account(account.number)
        assert found is not None
        return found.branch.window_open, found.branch.operators_open, found.branch.hours

    # A Sunday: operators answer on it only in the window.
    assert told() == (True, True, OfficeHours(8, 20, everyday=True))
    account.branch.windows.create(valid_from=date(2026, 11, 1), first_day=1, last_day=21)
    assert told() == (False, False, OfficeHours(8, 17))
    account.branch.days.create(day=AT.date(), hours="10:00-14:00")
    assert told() == (False, True, OfficeHours(8, 17))


@pytest.mark.parametrize(
    ("months_later", "organisation", "charged"),
    [
        (0, False, ChargedSoFar.READINGS),
        (1, False, ChargedSoFar.AVERAGE),
        (3, False, ChargedSoFar.AVERAGE),
        (4, False, ChargedSoFar.NORM),
        (4, True, ChargedSoFar.READINGS),
    ],
)
def test_how_the_account_was_charged_until_now(
    account: Account, months_later: int, organisation: bool, charged: ChargedSoFar
) -> None:
    if organisation:
        Customer.objects.update(kind=Customer.Kind.ORGANISATION)
    company = company_at(days=30 * months_later + months_later // 2)
    call, _ = ring(company)
    shown = [value(account, 10_300 + 100 * months_later)]
    receipt = company.store(call, account.number, shown, name_confirmed=True, review=False)
    assert receipt.charged_so_far is charged


@pytest.mark.parametrize(
    ("until", "expired"),
    [(None, False), (date(2026, 11, 21), True), (date(2026, 11, 22), False)],
)
def test_a_verification_that_is_over_is_told(
    account: Account, until: date | None, expired: bool
) -> None:
    account.meters.update(verified_until=until)
    company = company_at()
    call, _ = ring(company)
    receipt = company.store(
        call, account.number, [value(account)], name_confirmed=True, review=False
    )
    assert receipt.verification_expired is expired
