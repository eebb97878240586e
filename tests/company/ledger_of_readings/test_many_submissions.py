"""Many submissions at once come to the same rows as one after the other."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from company_made_up import AT, given, make_account, make_branch
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meterline.customers.models import Account
from meterline.language.zones import Zone
from meterline.readings.checks import MeterValue
from meterline.readings.journal.past import begin
from meterline.readings.journal.verify import verify
from meterline.readings.many import submit_many
from meterline.readings.models import JournalEntry, Reading, Receipt, Repeat, Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import NotAccepted, Submission

HISTORY = {"single": [10_000, 10_100, 10_200]}

CASES: dict[str, dict[str, Any]] = {
    "plausible": {"value": 10_300},
    "lower, insisted": {"value": 5_000, "insisted": True},
    "lower": {"value": 5_000},
    "more digits than the meter has": {"value": 1_290_000, "insisted": True},
    "corrects": {"value": 10_310, "earlier": 10_290},
    "the same again": {"value": 10_290, "earlier": 10_290},
    "by a controller": {"value": 10_305, "source": Source.CONTROL},
    "refuted by a controller": {"value": 10_250, "earlier": 10_290, "by": Source.CONTROL},
    "late": {"value": 10_300, "at": AT + timedelta(days=6)},
    "early": {"value": 10_300, "at": AT - timedelta(days=12)},
    "computed": {"value": 10_300, "source": Source.COMPUTED},
    "of no such zone": {"value": 10_300, "zone": Zone.NIGHT},
    "of a closed account": {"value": 10_300, "closed": True},
    "of an automatic meter": {"value": 10_300, "automatic": True},
    "of an organisation": {"value": 10_300, "organisation": True},
    "of another branch": {"value": 10_300, "branch": "buryatia"},
}


def account_of(number: int, case: dict[str, Any]) -> Account:
    branch = make_branch(case.get("branch", "khakassia"))
    account = make_account(f"1000{number:05}", HISTORY, branch=branch)
    if "organisation" in case:
        account.customer.kind = "organisation"
        account.customer.save()
    if "earlier" in case:
        source = case.get("by", Source.WEB)
        submit_reading(replace(given(account, single=case["earlier"]), source=source))
    if "automatic" in case:
        account.meters.update(automatic=True)
    if "closed" in case:
        account.state = Account.State.CLOSED
        account.save()
    return account


def submission_of(account: Account, case: dict[str, Any]) -> Submission:
    value = MeterValue(account.meters.get().serial, case.get("zone", Zone.SINGLE), case["value"])
    return Submission(
        account.number,
        (value,),
        case.get("source", Source.REGISTRY),
        case.get("at", AT),
        evidence="реестр, строка 1",
        evidence_sha256="ab" * 32,
        key=f"bank:{account.number}",
        insisted=case.get("insisted", False),
    )


def rows_of(account: Account) -> list[Any]:
    """All of an account's rows, without their ids."""
    names = ("value", "status", "source", "period", "counted_for", "corrects__value", "evidence")
    readings = Reading.objects.filter(register__meter__account=account).order_by("id")
    repeats = Repeat.objects.filter(reading__register__meter__account=account).order_by("id")
    told = ("consumption", "late", "early", "duplicate", "under_review", "issued_at")
    receipts = Receipt.objects.filter(account=account).order_by("id")
    return [
        *readings.values_list(*names),
        *repeats.values_list("reading__value", "source", "receipt__same_as__readings__value"),
        *receipts.values_list(*told),
    ]


def refusal_of(submission: Submission) -> str:
    try:
        submit_reading(submission)
    except NotAccepted as refusal:
        return str(refusal)
    return ""


def test_many_come_to_the_same_as_one_by_one(db: None) -> None:
    alone = [account_of(number, case) for number, case in enumerate(CASES.values())]
    together = [account_of(500 + number, case) for number, case in enumerate(CASES.values())]
    cases = list(CASES.values())
    begin("тест")
    refusals = [refusal_of(submission_of(*one)) for one in zip(alone, cases, strict=True)]
    answers = submit_many([submission_of(*one) for one in zip(together, cases, strict=True)])
    assert [str(one.refusal or "") for one in answers] == refusals
    for name, one, other in zip(CASES, alone, together, strict=True):
        assert rows_of(other) == rows_of(one), name
    assert verify().entries == JournalEntry.objects.count() == 1 + Receipt.objects.count()


def test_again_they_bring_the_first_receipt(db: None) -> None:
    account = account_of(1, {})
    first = submission_of(account, {"value": 10_300})
    submit_many([first])
    [again] = submit_many([replace(first, values=(replace(first.values[0], value=10_999),))])
    assert again.earlier == Receipt.objects.get()
    assert Reading.objects.filter(value=10_999).count() == 0


def test_without_storing_the_answers_are_the_same(db: None) -> None:
    account = account_of(1, {})
    tried = submit_many([submission_of(account, {"value": 10_300})], store=False)
    assert not Receipt.objects.exists()
    assert submit_many([submission_of(account, {"value": 10_300})]) == tried


def test_one_account_comes_once(db: None) -> None:
    one = submission_of(account_of(1, {}), {"value": 10_300})
    with pytest.raises(ValueError, match="comes twice"):
        submit_many([one, replace(one, key="other")])


def test_an_unknown_account_stops_no_other(db: None) -> None:
    known = submission_of(account_of(1, {}), {"value": 10_300})
    answers = submit_many([replace(known, account="999999999"), known])
    assert [str(one.refusal or "") for one in answers] == ["Такого лицевого счёта нет.", ""]


def test_more_submissions_ask_no_more_questions(db: None) -> None:
    def questions(first: int, count: int) -> int:
        accounts = [account_of(first + one, {}) for one in range(count)]
        submissions = [submission_of(one, {"value": 10_300}) for one in accounts]
        with CaptureQueriesContext(
            connection,
        ) as asked:
            submit_many(submissions)
        return len(asked)

    assert questions(0, 2) == questions(10, 20)
