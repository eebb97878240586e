"""Calls drawn by lot are heard, scored once, and complained of."""

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from company_made_up import make_account, make_branch
from quality_made_up import NOW, TODAY, make_summary, signed_in, text

from meterline.customers.models import Branch
from meterline.quality.listening import AN_OUTCOME, draw
from meterline.quality.models import CallSummary, Complaint, Listening
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role

pytestmark = pytest.mark.django_db

SCORE = {"flow": "3", "understood": "2", "right": "no", "comment": "Переспросил трижды"}


def drawn() -> set[Any]:
    return set(Listening.objects.values_list("pk", flat=True))


def test_rare_outcomes_are_drawn_as_often_as_frequent_ones(branch: Branch) -> None:
    for outcome, calls in (("done", 9), ("person", 3), ("left", 1)):
        for _ in range(calls):
            make_summary(branch, outcome=outcome)
    make_summary(branch, TODAY - timedelta(days=1))
    assert draw(TODAY, "", NOW) == 2 * AN_OUTCOME + 1
    outcomes = Counter(CallSummary.objects.filter(pk__in=drawn()).values_list("outcome", flat=True))
    assert outcomes == {"done": AN_OUTCOME, "person": AN_OUTCOME, "left": 1}


def test_a_seed_draws_the_same_calls_and_another_seed_others(branch: Branch) -> None:
    for _ in range(40):
        make_summary(branch)
    draw(TODAY, "", NOW)
    first = drawn()
    assert draw(TODAY, "", NOW) == 0
    assert drawn() == first
    seeds = sum(draw(TODAY, seed, NOW) for seed in ("a", "b", "c"))
    assert seeds > 0


def test_a_call_is_scored_once_and_audited(branch: Branch) -> None:
    summary = make_summary(branch)
    draw(TODAY, "", NOW)
    client, late = signed_in(Role.SUPERVISOR, branch), signed_in(Role.SUPERVISOR)
    page = f"/quality/listen/{summary.pk}/"
    assert summary.call.reference in text(client.get("/quality/listen/"))
    assert "Обязательное поле" in text(client.post(page, {"flow": "3"}))
    assert client.post(page, SCORE).status_code == 302
    assert "уже оценил" in text(late.post(page, {**SCORE, "flow": "1"}, follow=True))
    row = Listening.objects.get()
    assert (row.flow, row.understood, row.right) == (3, 2, "no")
    (entry,) = AuditEntry.objects.filter(action="score_calls")
    assert (entry.branch, entry.who) == (branch, row.scored_by)
    assert summary.call.reference not in text(client.get("/quality/listen/"))
    assert summary.call.reference in text(client.get("/quality/listen/?scored"))


def test_calls_of_other_branches_are_not_for_this_supervisor(branch: Branch) -> None:
    foreign = make_summary(make_branch("tyva"))
    draw(TODAY, "", NOW)
    client = signed_in(Role.SUPERVISOR, branch)
    assert foreign.call.reference not in text(client.get("/quality/listen/"))
    for page in ("", "sound"):
        assert client.get(f"/quality/listen/{foreign.pk}/{page}").status_code == 404
    assert client.post(f"/quality/listen/{foreign.pk}/", SCORE).status_code == 404
    assert signed_in(Role.AUDITOR, branch).get("/quality/listen/").status_code == 403


def test_a_drawn_call_is_heard(branch: Branch, home: Any) -> None:
    summary = make_summary(branch)
    draw(TODAY, "", NOW)
    client = signed_in(Role.SUPERVISOR, branch)
    page = f"/quality/listen/{summary.pk}/"
    assert "Записи нет" in text(client.get(page))
    assert client.get(f"{page}sound").status_code == 404
    file = home / "recordings" / "heard.wav"
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"RIFF....WAVE")
    summary.call.recording = "heard.wav"
    summary.call.save()
    assert f"{page}sound" in text(client.get(page))
    answer: Any = client.get(f"{page}sound")
    assert b"".join(answer.streaming_content) == b"RIFF....WAVE"


def test_a_complaint_finds_its_call_and_account(branch: Branch) -> None:
    account = make_account("100000001", {"single": [10_000]}, branch=branch)
    call = make_summary(branch).call
    call.account = account
    call.save()
    client = signed_in(Role.SUPERVISOR, branch)
    told = {"reference": call.reference, "account": "", "text": "Записали не то"}
    assert client.post("/quality/complaints/", told).status_code == 302
    made = Complaint.objects.get()
    assert (made.call, made.account, made.branch, made.outcome) == (call, account, branch, "")
    assert "Записали не то" in text(client.get("/quality/complaints/"))
    client.post(f"/quality/complaints/{made.pk}/outcome", {"outcome": "Исправлено"})
    made.refresh_from_db()
    assert made.outcome == "Исправлено"
    assert AuditEntry.objects.filter(action="score_calls", account=account).count() == 2


@pytest.mark.parametrize(
    ("reference", "account", "why"),
    [
        ("", "", "Укажите номер обращения или лицевой счёт"),
        ("0000000", "", "Звонка с таким номером обращения нет"),
        ("", "999", "Такого лицевого счёта нет"),
    ],
)
def test_a_complaint_about_nothing_is_not_taken(
    branch: Branch, reference: str, account: str, why: str
) -> None:
    client = signed_in(Role.SUPERVISOR, branch)
    told = {"reference": reference, "account": account, "text": "Плохо"}
    assert why in text(client.post("/quality/complaints/", told))
    assert not Complaint.objects.exists()


def test_complaints_of_other_branches_are_out_of_reach(branch: Branch) -> None:
    tyva = make_branch("tyva")
    make_account("100000002", {"single": [10_000]}, branch=tyva)
    client = signed_in(Role.SUPERVISOR, branch)
    told = {"reference": "", "account": "100000002", "text": "Плохо"}
    assert "Ваша роль не позволяет" in text(client.post("/quality/complaints/", told))
    auditor = signed_in(Role.AUDITOR, branch)
    Complaint.objects.create(branch=tyva, text="Чужая", at=NOW, by="x")
    assert "Чужая" not in text(auditor.get("/quality/complaints/"))
    assert auditor.post("/quality/complaints/", told).status_code == 200
    assert Complaint.objects.count() == 1
