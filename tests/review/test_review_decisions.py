"""What a reviewer sees of a reading in doubt, and what each decision writes."""

import json
from typing import Any

import pytest
from company_made_up import make_account, make_branch
from django.contrib.auth.models import User
from django.test import Client
from review_made_up import (
    decide,
    doubtful,
    letter,
    make_call,
    message,
    name,
    shown,
    slot,
    text,
    this_month,
)

from meterline.calls.models import Message
from meterline.calls.recordings import recording_sha256
from meterline.channels.models import IncomingMessage
from meterline.customers.models import Account, Branch
from meterline.readings.models import JournalEntry, Reading, Receipt, Verdict
from meterline.review.models import Callback, Claim
from meterline.staff.models import AuditEntry


def audit() -> list[tuple[str, dict[str, Any]]]:
    rows = AuditEntry.objects.filter(action="review", who="ivanova").order_by("pk")
    return list(rows.values_list("subject", "details"))


@pytest.mark.parametrize(
    ("values", "reason", "proposal"),
    [
        ({"single": 99_000}, "Слишком много: расход 88800 кВт·ч, прежнее показание 10200.", None),
        ({"single": 9_000}, "Меньше прежнего: было 10200.", None),
    ],
)
def test_why_a_reading_is_in_doubt_stands_beside_its_account(
    reviewer: Client,
    single: Account,
    values: dict[str, int],
    reason: str,
    proposal: int | None,
) -> None:
    doubtful(single, **values)
    page = text(reviewer.get("/review/"))
    assert reason in page
    assert "Фёдорова Алёна Петровна" in page
    assert "Абакан, Щетинкина, 7-12" in page
    assert "10200" in page


def test_zones_that_changed_places_are_proposed(reviewer: Client, two_zones: Account) -> None:
    doubtful(two_zones, day=5_300, night=20_600)
    item = reviewer.get("/review/").context["items"][0]
    assert item.reasons[0].startswith("День: Похоже, зоны переставлены: здесь 20600")
    assert [(one.digit, one.value, one.why) for one in item.choices] == [
        (2, 20_600, "предложение проверки")
    ]


def test_what_else_may_have_been_said_is_offered_the_likeliest_first(
    reviewer: Client, single: Account, branch: Branch
) -> None:
    heard = slot("99000", ("10310", 0.05), ("10300", 0.3), ("9900", 0.01))
    doubtful(single, make_call(branch, heard), single=99_000)
    item = reviewer.get("/review/").context["items"][0]
    assert "Распознано неуверенно: 60\N{NO-BREAK SPACE}%." in item.reasons
    assert [(one.digit, one.value, one.why) for one in item.choices] == [
        (2, 10_300, "30\N{NO-BREAK SPACE}%"),
        (3, 10_310, "5\N{NO-BREAK SPACE}%"),
        (4, 9_900, "1\N{NO-BREAK SPACE}%"),
    ]
    assert [one.note for one in item.choices] == [
        "расход 100 кВт·ч",
        "расход 110 кВт·ч",
        "Меньше прежнего: было 10200.",
    ]


ACCEPTED = ("web", 99_000, "accepted")
REJECTED = ("web", 99_000, "rejected")
IN_DOUBT = ("web", 99_000, "under_review")


@pytest.mark.parametrize(
    ("posted", "month", "told"),
    [
        ({"do": "accept"}, [ACCEPTED], "принято"),
        ({"do": "correct", "v": "10 300"}, [REJECTED, ("clerk", 10_300, "accepted")], "10300"),
        ({"do": "correct", "v": "99000"}, [ACCEPTED], "принято"),
        ({"pick": "{v}=10310"}, [REJECTED, ("clerk", 10_310, "accepted")], "10310"),
        ({"do": "reject", "reason": "показание ошибочно"}, [REJECTED], "отклонено"),
        ({"do": "callback", "reason": "value"}, [IN_DOUBT], "перезвонить"),
    ],
)
def test_each_decision_about_a_reading_is_written_once_with_its_audit(
    reviewer: Client,
    single: Account,
    posted: dict[str, str],
    month: list[tuple[str, int, str]],
    told: str,
) -> None:
    row, field = doubtful(single, single=99_000), name(single)
    fields = {field if key == "v" else key: one.format(v=field) for key, one in posted.items()}
    for _ in range(2):
        assert decide(reviewer, f"reading/{row.pk}", **fields)["Location"] == "/review/"
    assert this_month(single) == month
    ((subject, _),) = audit()
    assert subject.startswith(f"Показание {row.pk}: ")
    assert told in subject
    assert not Claim.objects.exists()
    assert shown(reviewer.get("/review/")) == []


def test_a_correction_counts_for_the_month_of_what_it_corrects_and_names_its_proof(
    reviewer: Client, user: User, single: Account, branch: Branch, clock: Any
) -> None:
    call = make_call(branch, slot("99000"))
    row = doubtful(single, call, single=99_000)
    clock.shift(20 * 24 * 3600)
    reviewer.force_login(user)
    decide(reviewer, f"reading/{row.pk}", "correct", **{name(single): 10_300})
    made = Reading.objects.get(source="clerk")
    assert (made.counted_for, made.corrects_id, made.author) == (row.counted_for, row.pk, "ivanova")
    assert call.reference in made.evidence
    entry = json.loads(JournalEntry.objects.get(receipt=made.receipt).body)
    assert entry["evidence_sha256"] == recording_sha256(call.recording)
    assert Verdict.objects.get().reason == "исправлено на 10300"
    assert audit()[0][1]["было"] == 99_000


def test_a_correction_that_does_not_fit_is_stored_only_when_insisted_on(
    reviewer: Client, single: Account
) -> None:
    row, field = doubtful(single, single=99_000), name(single)
    refused = decide(reviewer, f"reading/{row.pk}", "correct", **{field: 98_000})
    assert refused.status_code == 422
    assert "Слишком много: расход 87800" in text(refused)
    assert 'value="98000"' in text(refused)
    assert this_month(single) == [IN_DOUBT]
    decide(reviewer, f"reading/{row.pk}", "correct", insists=1, **{field: 98_000})
    assert this_month(single) == [REJECTED, ("clerk", 98_000, "accepted")]


@pytest.mark.parametrize(
    ("posted", "why"),
    [
        ({"do": "correct"}, "Впишите показание"),
        ({"do": "correct", "v": "много"}, "Впишите показание"),
        ({"do": "reject"}, "Выберите причину"),
        ({"do": "correct", "v": "1030000"}, "Столько цифр этот счётчик не показывает."),
    ],
)
def test_what_cannot_be_written_leaves_the_item_before_its_reviewer(
    reviewer: Client, single: Account, posted: dict[str, str], why: str
) -> None:
    row = doubtful(single, single=99_000)
    fields = {name(single) if key == "v" else key: one for key, one in posted.items()}
    answer = decide(reviewer, f"reading/{row.pk}", **fields)
    assert answer.status_code == 422
    assert why in text(answer)
    assert this_month(single) == [IN_DOUBT]
    assert audit() == []


@pytest.mark.parametrize(
    ("posted", "receipts", "state"),
    [
        ({"do": "accept"}, 1, "answered"),
        ({"do": "correct", "v": "10400"}, 1, "answered"),
        ({"do": "reject", "reason": "не о показаниях", "note": "про тариф"}, 0, "answered"),
        ({"do": "callback"}, 0, "person"),
    ],
)
def test_a_message_is_stored_or_seen_to(
    reviewer: Client, single: Account, posted: dict[str, str], receipts: int, state: str
) -> None:
    left = message(single.branch, account=single, values={"single": 10_300})
    fields = {name(single) if key == "v" else key: one for key, one in posted.items()}
    decide(reviewer, f"message/{left.pk}", **fields)
    left.refresh_from_db()
    assert (left.state, Receipt.objects.count()) == (state, receipts)
    assert bool(left.receipt) == bool(receipts)
    assert shown(reviewer.get("/review/")) == []
    assert len(audit()) == 1


def test_a_message_of_an_unknown_account_is_entered_for_the_account_that_is_found(
    reviewer: Client, single: Account, branch: Branch
) -> None:
    left = message(branch, "account")
    page = reviewer.get(f"/review/message/{left.pk}/?account=100000001")
    assert "Фёдорова Алёна Петровна" in text(page)
    posted = {"account": "100000001", name(single): 10_300}
    decide(reviewer, f"message/{left.pk}", "correct", **posted)
    assert this_month(single) == [("clerk", 10_300, "accepted")]
    assert Message.objects.get().state == "answered"


def test_accounts_of_another_branch_are_neither_shown_nor_written(
    reviewer: Client, branch: Branch
) -> None:
    other = make_account("200000001", {"single": [10_000]}, branch=make_branch("tuva"))
    left = message(branch, "account")
    assert reviewer.get(f"/review/message/{left.pk}/?account={other.number}").status_code == 403
    posted = {"account": other.number, name(other): 10_300}
    answer = decide(reviewer, f"message/{left.pk}", "correct", **posted)
    assert answer.status_code == 403
    assert not Receipt.objects.exists()
    assert Message.objects.get().state == "person"


@pytest.mark.parametrize(
    ("do", "receipts", "state"),
    [("accept", 1, "answered"), ("reject", 0, "answered"), ("callback", 0, "person")],
)
def test_a_letter_shows_what_it_seems_to_say_and_is_seen_to(
    reviewer: Client, single: Account, do: str, receipts: int, state: str
) -> None:
    came = letter(single.branch, "Счёт 100000001, показания 10300. Почему такой тариф?", single)
    page = text(reviewer.get("/review/"))
    assert "Почему такой тариф?" in page
    assert "Верно: 10300" in page
    decide(reviewer, f"letter/{came.pk}", do, reason="не о показаниях")
    came.refresh_from_db()
    assert (came.state, Receipt.objects.count()) == (state, receipts)
    assert IncomingMessage.objects.filter(state="person").count() == Callback.objects.count()


def test_emergencies_come_first_then_what_waits_longest(
    reviewer: Client, single: Account, branch: Branch
) -> None:
    row = doubtful(single, single=99_000)
    left, urgent = message(branch), message(branch, "emergency")
    message(branch, "callback")
    first = shown(reviewer.get("/review/"))
    assert first == [f"message/{urgent.pk}", f"message/{left.pk}"]
    decide(reviewer, first[0], "accept")
    decide(reviewer, first[1], "accept")
    assert shown(reviewer.get("/review/")) == [f"reading/{row.pk}"]
