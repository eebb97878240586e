"""The one way into the ledger."""

import threading
from collections.abc import Callable
from datetime import datetime
from uuid import uuid4

import pytest
from company_made_up import AT, given, make_account
from django.db import connection

from meterline.calls.models import Call
from meterline.calls.services import Incoming, open_call
from meterline.customers.models import Account
from meterline.language.zones import Zone
from meterline.readings.checks import MeterValue
from meterline.readings.models import LedgerIsAppendOnly, Reading, Receipt, Repeat, Source
from meterline.readings.receipts import receipt_row
from meterline.readings.services import check_account_values, submit_reading
from meterline.readings.submission import (
    AccountClosed,
    Implausible,
    NotAccepted,
    NothingGiven,
    Submission,
    UnknownAccount,
    UnknownRegister,
)


def november(account: Account) -> list[tuple[int, str]]:
    """Value and status of the account's rows for November, in order."""
    rows = Reading.objects.filter(register__meter__account=account, counted_for="2026-11-01")
    return list(rows.order_by("id").values_list("value", "status"))


def test_a_plausible_value_is_stored_with_its_origin(single: Account) -> None:
    accepted = submit_reading(given(single, single=10_300))
    assert (accepted.consumption, accepted.late, accepted.early) == (100, False, False)
    assert not accepted.duplicate
    assert not accepted.under_review
    reading = Reading.objects.get(value=10_300)
    assert (reading.source, reading.received_at) == (Source.WEB, AT)
    assert reading.receipt is not None
    assert reading.receipt.number == accepted.number
    assert receipt_row(accepted.number) == reading.receipt.pk


def test_zones_are_stored_together_and_their_consumption_is_one_sum(two_zones: Account) -> None:
    accepted = submit_reading(given(two_zones, day=20_600, night=5_310))
    assert accepted.consumption == 310
    assert november(two_zones) == [(20_600, "accepted"), (5_310, "accepted")]


def test_consumption_is_after_the_ratio(db: None) -> None:
    account = make_account("100000009", {"single": [100, 110]}, ratio=30)
    assert submit_reading(given(account, single=120)).consumption == 300


@pytest.mark.parametrize(
    ("values", "finding"),
    [
        ({"single": 10_100}, "lower"),
        ({"single": 50_000}, "too_high"),
        ({"single": 103_004}, "comma"),
        ({"single": 9_999_999}, "too_many_digits"),
    ],
)
def test_an_implausible_value_is_refused_with_its_finding(
    single: Account, values: dict[str, int], finding: str
) -> None:
    with pytest.raises(Implausible) as refused:
        submit_reading(given(single, **values))
    assert [one.finding.value for one in refused.value.checked] == [finding]
    assert november(single) == []
    assert Receipt.objects.count() == 0


def insist(submission: Submission) -> Submission:
    return Submission(
        submission.account,
        submission.values,
        submission.source,
        submission.received_at,
        insisted=True,
    )


@pytest.mark.parametrize("value", [10_100, 50_000])
def test_a_value_insisted_on_waits_for_a_person(single: Account, value: int) -> None:
    accepted = submit_reading(insist(given(single, single=value)))
    assert accepted.under_review
    assert november(single) == [(value, "under_review")]


def test_only_the_implausible_one_of_two_waits_for_a_person(two_zones: Account) -> None:
    submit_reading(insist(given(two_zones, day=20_600, night=5_000)))
    assert november(two_zones) == [(20_600, "accepted"), (5_000, "under_review")]


def test_what_the_register_cannot_show_is_refused_even_then(single: Account) -> None:
    with pytest.raises(Implausible):
        submit_reading(insist(given(single, single=103_004)))


def test_a_value_under_review_is_no_history(single: Account) -> None:
    submit_reading(insist(given(single, single=50_000)))
    december = datetime.fromisoformat("2026-12-21T12:00:00+07:00")
    assert submit_reading(given(single, december, single=10_450)).consumption == 250


def test_through_zero(db: None) -> None:
    account = make_account("100000009", {"single": [99_800, 99_900]})
    accepted = submit_reading(given(account, single=50))
    assert (accepted.consumption, accepted.under_review) == (150, False)


def test_the_same_value_again_is_one_reading_with_both_evidences(single: Account) -> None:
    first = submit_reading(given(single, single=10_300))
    again = submit_reading(given(single, single=10_300))
    assert (again.number, again.duplicate, again.consumption) == (first.number, True, 100)
    assert november(single) == [(10_300, "accepted")]
    assert Repeat.objects.get().reading.value == 10_300
    third = submit_reading(given(single, single=10_300))
    assert (third.number, Repeat.objects.count()) == (first.number, 2)


def test_another_value_corrects_the_first(single: Account) -> None:
    first = submit_reading(given(single, single=10_300))
    second = submit_reading(given(single, single=10_290))
    assert (second.consumption, second.duplicate) == (90, False)
    assert second.number != first.number
    assert november(single) == [(10_300, "accepted"), (10_290, "accepted")]
    corrected = Reading.objects.get(value=10_290).corrects
    assert corrected is not None
    assert corrected.value == 10_300
    december = datetime.fromisoformat("2026-12-21T12:00:00+07:00")
    assert submit_reading(given(single, december, single=10_390)).consumption == 100


def test_back_to_the_first_value_is_a_correction_too(single: Account) -> None:
    for value in (10_300, 10_290, 10_300):
        assert not submit_reading(given(single, single=value)).duplicate
    assert [value for value, _ in november(single)] == [10_300, 10_290, 10_300]


@pytest.mark.parametrize(
    ("at", "counted_for", "late", "early"),
    [
        ("2026-11-19T23:59:59+07:00", "2026-11-01", False, True),
        ("2026-11-25T23:59:59+07:00", "2026-11-01", False, False),
        ("2026-11-26T00:00:00+07:00", "2026-12-01", True, False),
        ("2026-12-31T23:59:59+07:00", "2027-01-01", True, False),
    ],
)
def test_late_and_early(
    single: Account, at: str, counted_for: str, late: bool, early: bool
) -> None:
    accepted = submit_reading(given(single, datetime.fromisoformat(at), single=10_300))
    assert (accepted.late, accepted.early) == (late, early)
    assert str(Reading.objects.get(value=10_300).counted_for) == counted_for


def test_the_same_key_brings_the_same_receipt(single: Account) -> None:
    submission = given(single, single=10_300)
    keyed = Submission(
        submission.account, submission.values, Source.WEB, AT, key="a form that was sent twice"
    )
    assert submit_reading(keyed) == submit_reading(keyed)
    assert (Receipt.objects.count(), Repeat.objects.count()) == (1, 0)


def test_a_call_stores_what_it_said_once_and_belongs_to_the_account(single: Account) -> None:
    call = uuid4()
    open_call(Incoming(call, "+79134423435", "88003000", "sip"), AT)
    said = Submission(
        single.number, given(single, single=10_300).values, Source.PHONE, AT, call=call
    )
    first = submit_reading(said)
    assert submit_reading(said) == first
    assert (Reading.objects.get(call=call).value, Repeat.objects.count()) == (10_300, 0)
    assert Call.objects.get().account == single
    other = given(single, single=10_310)
    assert submit_reading(Submission(single.number, other.values, Source.PHONE, AT, call=call))
    assert Reading.objects.filter(call=call).count() == 2


def test_a_name_that_did_not_agree_is_marked(single: Account) -> None:
    submission = given(single, single=10_300)
    submit_reading(
        Submission(submission.account, submission.values, Source.PHONE, AT, name_confirmed=False)
    )
    assert not Reading.objects.get(value=10_300).name_confirmed


def other(number: str, *values: MeterValue) -> Callable[[Account], Submission]:
    return lambda account: Submission(number or account.number, values, Source.WEB, AT)


ONE = MeterValue("7100000001", Zone.SINGLE, 10_300)


@pytest.mark.parametrize(
    ("submission", "failure"),
    [
        (other("999999999", ONE), UnknownAccount),
        (other("", MeterValue("8", Zone.SINGLE, 10_300)), UnknownRegister),
        (other("", MeterValue("7100000001", Zone.DAY, 10_300)), UnknownRegister),
        (other(""), NothingGiven),
        (other("", ONE, ONE), NothingGiven),
        (other("", MeterValue("7100000001", Zone.SINGLE, -1)), NothingGiven),
    ],
)
def test_what_cannot_be_stored(
    single: Account, submission: Callable[[Account], Submission], failure: type[NotAccepted]
) -> None:
    with pytest.raises(failure) as refused:
        submit_reading(submission(single))
    assert str(refused.value).endswith(".")
    assert Receipt.objects.count() == 0


def test_a_closed_account_takes_nothing(single: Account) -> None:
    single.state = Account.State.CLOSED
    single.save()
    with pytest.raises(AccountClosed):
        submit_reading(given(single, single=10_300))


def test_checking_stores_nothing(single: Account) -> None:
    found = check_account_values(single.number, given(single, single=10_300).values, AT)
    assert (found[0].finding.value, found[0].last, found[0].consumption) == ("fine", 10_200, 100)
    assert november(single) == []


def test_the_ledger_cannot_be_changed_or_emptied(single: Account) -> None:
    submit_reading(given(single, single=10_300))
    reading = Reading.objects.get(value=10_300)
    reading.value = 1
    with pytest.raises(LedgerIsAppendOnly):
        reading.save()
    for change in (
        reading.delete,
        Reading.objects.all().delete,
        lambda: Reading.objects.update(value=1),
        lambda: Reading.objects.bulk_update([reading], ["value"]),
        Receipt.objects.get().delete,
    ):
        with pytest.raises(LedgerIsAppendOnly):
            change()
    assert november(single) == [(10_300, "accepted")]


def at_once(work: list[Callable[[], object]]) -> list[object]:
    """Results of some functions, begun at the same moment, each in a thread of its own."""
    results: list[object] = [None] * len(work)
    gate = threading.Barrier(len(work))

    def run(place: int) -> None:
        try:
            gate.wait()
            results[place] = work[place]()
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_the_same_value_from_many_at_once_is_one_reading() -> None:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    submission = given(account, single=10_300)
    results = at_once([lambda: submit_reading(submission)] * 8)
    assert len({getattr(one, "number", one) for one in results}) == 1
    assert sorted(bool(getattr(one, "duplicate", None)) for one in results) == [False] + [True] * 7
    assert (len(november(account)), Repeat.objects.count()) == (1, 7)


@pytest.mark.django_db(transaction=True)
def test_values_for_many_accounts_at_once_all_arrive_with_receipts_of_their_own() -> None:
    accounts = [make_account(f"10000001{n}", {"single": [10_000, 10_100]}) for n in range(8)]
    submissions = [given(account, single=10_200) for account in accounts]
    results = at_once([lambda one=one: submit_reading(one) for one in submissions])  # type: ignore[misc]
    assert len({getattr(one, "number", None) for one in results} - {None}) == 8
    assert all(november(account) == [(10_200, "accepted")] for account in accounts)


@pytest.mark.django_db(transaction=True)
def test_different_values_at_once_end_as_a_chain_of_corrections() -> None:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    values = [10_300 + n for n in range(6)]
    at_once([lambda value=value: submit_reading(given(account, single=value)) for value in values])  # type: ignore[misc]
    rows = list(Reading.objects.filter(counted_for="2026-11-01").order_by("id"))
    assert sorted(row.value for row in rows) == values
    assert [row.corrects_id for row in rows] == [None, *(row.pk for row in rows[:-1])]
