"""Meters that send their readings themselves, and contracts, as a call is told of them."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from company_made_up import AT, make_account

from meterline.cli.company import DjangoCompany
from meterline.cli.snapshot import base_at
from meterline.customers.models import Account, Contract, Customer, LinkedPhone, Meter
from meterline.dialogue.actions import CheckValues, FindAccount, StoreValues
from meterline.dialogue.events import AccountsFound, ValuesRefused
from meterline.dialogue.facts import AccountState, MeterValue, Refusal
from meterline.language.zones import Zone
from meterline.readings.models import Reading
from meterline.reminders.models import Campaign
from meterline.reminders.selectors import has_submitted, unsubmitted
from meterline.robot.describe import describe_event
from meterline.robot.errands import answer_errand
from meterline.robot.retelling import answer_told

PHONE = "+79134423435"


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The robot asks in threads of its own; here the test's transaction must stay open."""
    monkeypatch.setattr("meterline.cli.company.close_old_connections", lambda: None)


@pytest.fixture
def company() -> DjangoCompany:
    return DjangoCompany(lambda: AT)


@pytest.fixture
def both(single: Account) -> Account:
    """An account with a meter that is read and one that sends its readings itself."""
    meter = Meter.objects.create(account=single, serial="55", digits=5, automatic=True)
    meter.registers.create(zone="single")
    return single


def heard_of(number: str) -> list[str]:
    """Serials of the meters that the ears reckon with at an account."""
    found = base_at(AT).find(number)
    assert found is not None
    return [meter.serial for meter in found.meters]


def test_only_the_other_meters_are_asked_for(both: Account, company: DjangoCompany) -> None:
    facts = company.find_account(both.number)
    assert facts is not None
    own = both.meters.get(automatic=False).serial
    assert [meter.serial for meter in facts.meters] == [own]
    assert facts.state is AccountState.ACTIVE
    assert heard_of(both.number) == [own]


def test_an_account_with_automatic_meters_only_needs_no_readings(
    single: Account, company: DjangoCompany
) -> None:
    single.meters.update(automatic=True)
    facts = company.find_account(single.number)
    assert facts is not None
    assert (facts.state, facts.meters) == (AccountState.SMART, ())
    assert heard_of(single.number) == []
    single.state = Account.State.CLOSED
    single.save()
    closed = company.find_account(single.number)
    assert closed is not None
    assert closed.state is AccountState.CLOSED


def test_an_account_without_meters_is_another_matter(
    single: Account, company: DjangoCompany
) -> None:
    single.meters.update(removed=AT.date())
    facts = company.find_account(single.number)
    assert facts is not None
    assert (facts.state, facts.meters) == (AccountState.ACTIVE, ())


@pytest.mark.parametrize("errand", [CheckValues, StoreValues])
def test_a_value_for_an_automatic_meter_is_refused_with_the_account_as_it_is(
    both: Account, company: DjangoCompany, errand: Callable[..., CheckValues | StoreValues]
) -> None:
    more = {"name_confirmed": True} if errand is StoreValues else {}
    call = str(uuid4())
    company.open_call(call, PHONE, "88003000", "sip")
    said = (MeterValue("55", Zone.SINGLE, 100),)
    answer = answer_errand(company, call, errand(both.number, said, **more))
    assert isinstance(answer, ValuesRefused)
    assert answer.refusal is Refusal.UNKNOWN_REGISTER
    assert answer.facts == company.find_account(both.number)
    assert not Reading.objects.filter(call=call).exists()


def test_a_draft_for_a_meter_that_is_automatic_now_is_not_offered(
    single: Account, company: DjangoCompany
) -> None:
    call = str(uuid4())
    company.open_call(call, PHONE, "88003000", "sip")
    value = MeterValue(single.meters.get().serial, Zone.SINGLE, 10_300)
    company.keep_draft(call, single.number, [value], "", name_confirmed=True)
    company.close_call(call, "caller_left", None)
    assert company.open_call(str(uuid4()), PHONE, "88003000", "sip").draft is not None
    single.meters.update(automatic=True)
    assert company.open_call(str(uuid4()), PHONE, "88003000", "sip").draft is None


def reminded() -> list[str]:
    campaign = Campaign(name="Все", first_day=AT.date(), last_day=AT.date())
    return [one.number for one in unsubmitted(campaign, AT)]


def test_nobody_is_reminded_of_an_automatic_meter(both: Account) -> None:
    LinkedPhone.objects.create(number=PHONE, account=both)
    assert reminded() == [both.number]
    smart = Meter.objects.get(serial="55").registers.get()
    Reading.objects.create(
        register=smart,
        value=100,
        source="smart",
        received_at=AT,
        period=AT.date().replace(day=1),
        counted_for=AT.date().replace(day=1),
    )
    # The automatic meter's own reading is none of the meter that the consumer reads.
    assert reminded() == [both.number]
    assert not has_submitted(both, AT)
    both.meters.update(automatic=True)
    assert reminded() == []
    assert has_submitted(both, AT)


@pytest.fixture
def contract(db: None) -> Contract:
    """A contract with a number of digits, and nothing under it yet."""
    customer = Customer.objects.create(kind=Customer.Kind.ORGANISATION, name="ООО «Кедр»")
    return Contract.objects.create(number="20260001", customer=customer)


def under(contract: Contract, count: int) -> list[str]:
    numbers = [f"10000010{place}" for place in range(count)]
    for number in numbers:
        account = make_account(number, {"single": [10_000]}, name="ООО «Кедр»")
        Account.objects.filter(pk=account.pk).update(contract=contract)
    return numbers


def looked_up(company: DjangoCompany, number: str) -> AccountsFound:
    found = answer_errand(company, str(uuid4()), FindAccount(number))
    assert isinstance(found, AccountsFound)
    return found


def test_a_contracts_number_stands_for_its_only_account(
    contract: Contract, company: DjangoCompany
) -> None:
    assert looked_up(company, "20260001") == AccountsFound("20260001", None)
    [number] = under(contract, 1)
    assert looked_up(company, "20260001") == AccountsFound("20260001", company.find_account(number))


def test_several_accounts_of_a_contract_are_offered_the_active_ones(
    contract: Contract, company: DjangoCompany
) -> None:
    first, second, third = under(contract, 3)
    Account.objects.filter(number=second).update(state=Account.State.CLOSED)
    found = looked_up(company, "20260001")
    assert found.facts is None
    assert [one.account for one in found.several] == [first, third]


def test_more_accounts_than_can_be_chosen_from_are_not_offered(
    contract: Contract, company: DjangoCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("meterline.cli.company.MOST_OFFERED", 2)
    under(contract, 3)
    assert looked_up(company, "20260001") == AccountsFound("20260001", None)


def test_an_account_comes_before_a_contract_of_the_same_number(
    contract: Contract, company: DjangoCompany
) -> None:
    under(contract, 2)
    make_account("20260001", {"single": []})
    found = looked_up(company, "20260001")
    assert found.facts is not None
    assert (found.facts.account, found.several) == ("20260001", ())


@pytest.mark.parametrize("count", [0, 1, 2])
def test_the_calls_log_tells_what_was_found(
    contract: Contract, company: DjangoCompany, count: int
) -> None:
    under(contract, count)
    found = looked_up(company, "20260001")
    kind, data = describe_event(found)
    assert answer_told(kind, data, company.find_account) == found
