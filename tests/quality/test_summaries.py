"""Calls and what people made of them become summaries, once and again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from calls_made_up import make_call
from company_made_up import make_account, make_branch
from django.contrib.auth.models import User
from quality_made_up import NOW
from test_quality_logs import WHOLE, said

from meterline.calls.models import Call, Message, ReviewedTurn
from meterline.customers.models import Branch
from meterline.quality import summarising
from meterline.quality.models import CallSummary, Confusion
from meterline.quality.summarising import phone_of, summarise
from meterline.readings.decisions import Decision, decide
from meterline.readings.models import Reading, Source, Verdict

pytestmark = pytest.mark.django_db

AN_HOUR_AGO = NOW - timedelta(hours=1)


def made(branch: Branch | None, events: Any = WHOLE, **more: Any) -> Call:
    """A call of an hour ago that lasted a minute and a half."""
    log = [(float(at), kind, data) for at, (kind, data) in enumerate(events)]
    return make_call(branch, AN_HOUR_AGO, log, **({"lasted": 90.4, "outcome": "done"} | more))


def store(call: Call, status: str = Reading.Status.ACCEPTED) -> Reading:
    """A value that came in a call."""
    number = f"{100000001 + Reading.objects.values('register').distinct().count()}"
    register = make_account(number, {"single": [10_000]}).meters.get().registers.get()
    return Reading.objects.create(
        register=register,
        value=10_100,
        source=Source.PHONE,
        call=call,
        status=status,
        received_at=AN_HOUR_AGO,
        period=date(2026, 11, 1),
        counted_for=date(2026, 11, 1),
    )


def test_a_call_becomes_a_row(branch: Branch) -> None:
    call = made(branch)
    store(call)
    assert summarise(NOW) == 1
    row = CallSummary.objects.get(call=call)
    assert (row.day, row.branch, row.phone, row.version) == (
        date(2026, 11, 23),
        branch,
        "mobile",
        "0.7.1",
    )
    assert (row.outcome, row.reached, row.seconds, row.turns, row.values) == ("done", 5, 90, 7, 1)
    assert (row.account_again, row.reading_again, row.name_again) == (1, 1, 0)
    assert (row.delay_median, row.delay_most, row.linked, row.verdict) == (50, 125, True, "")


@pytest.mark.parametrize(
    ("events", "ended", "message", "outcome"),
    [
        (WHOLE, "done", False, "done"),
        (WHOLE, "caller_left", False, "done"),
        ([said("account")], "caller_left", False, "left"),
        ([said("account")], "failed", False, "left"),
        ([said("ended")], "done", False, "done"),
        ([said("box_intro")], "caller_left", True, "message"),
        ([*WHOLE, ("transferred", {})], "transferred", True, "person"),
        ([], "gave_up", False, "left"),
    ],
)
def test_the_outcome_is_the_work_left_to_people(
    branch: Branch, events: Any, ended: str, message: bool, outcome: str
) -> None:
    call = made(branch, events, outcome=ended)
    if message:
        Message.objects.create(call=call, branch=branch, at=NOW)
    summarise(NOW)
    assert CallSummary.objects.get().outcome == outcome


def test_the_day_is_the_branch_s(branch: Branch) -> None:
    """At 18:30 UTC it is tomorrow in Krasnoyarsk (UTC+7) and still today in Samara (UTC+4)."""
    late = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    west = make_branch("samara", "Europe/Samara")
    for one in (branch, west):
        make_call(one, late, lasted=5, outcome="lost")
    summarise(NOW)
    days = dict(CallSummary.objects.values_list("branch", "day"))
    assert days == {branch.pk: date(2026, 11, 21), west.pk: date(2026, 11, 20)}


@pytest.mark.parametrize(
    ("caller", "carrier", "evidence", "phone"),
    [
        ("+79134423435", "sip", "mobile_range", "mobile"),
        ("+79134423435", "sip", "override", "mobile"),
        ("+73902223344", "sip", "code_only", "landline"),
        ("+73902223344", "sip", "unknown", "landline"),
        ("", "sip", "unknown", "hidden"),
        ("anonymous", "sip", "unknown", "hidden"),
        ("", "browser", "unknown", "browser"),
    ],
)
def test_what_a_call_came_from(caller: str, carrier: str, evidence: str, phone: str) -> None:
    assert phone_of(Call(caller=caller, carrier=carrier, region_evidence=evidence)) == phone


def test_calls_in_progress_wait_and_nothing_is_done_twice(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(summarising, "BATCH", 2)
    for _ in range(5):
        made(branch)
    going = made(branch, lasted=None)
    assert (summarise(NOW), summarise(NOW)) == (5, 0)
    assert not CallSummary.objects.filter(call=going).exists()


def test_a_run_that_was_cut_off_is_taken_up(
    branch: Branch, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        made(branch)
    monkeypatch.setattr(summarising, "BATCH", 2)
    write = summarising._write
    written: list[int] = []

    def cut_off(calls: Any, now: datetime) -> None:
        if written:
            raise KeyboardInterrupt
        write(calls, now)
        written.append(len(calls))

    monkeypatch.setattr(summarising, "_write", cut_off)
    with pytest.raises(KeyboardInterrupt):
        summarise(NOW)
    assert CallSummary.objects.count() == 2
    monkeypatch.setattr(summarising, "_write", write)
    assert summarise(NOW) == 3


@pytest.mark.parametrize(
    ("status", "kinds", "verdict"),
    [
        ("accepted", [], ""),
        ("under_review", [], "waiting"),
        ("under_review", ["accepted"], "right"),
        ("under_review", ["rejected"], "wrong"),
        ("under_review", ["rejected", "accepted"], "right"),
        ("accepted", ["cancelled"], "wrong"),
    ],
)
def test_a_later_word_on_a_value_is_the_call_s(
    branch: Branch, status: str, kinds: list[str], verdict: str
) -> None:
    reading = store(made(branch), status)
    summarise(NOW)
    for minute, kind in enumerate(kinds, start=1):
        at = NOW + timedelta(minutes=minute)
        decide(Decision(reading.pk, Verdict.Kind(kind), "petrova", at, "сверено"))
    later = NOW + timedelta(hours=1)
    assert (summarise(later), summarise(later)) == (1 if kinds else 0, 0)
    assert CallSummary.objects.get().verdict == verdict


def test_a_call_with_one_rejected_value_is_wrong(branch: Branch) -> None:
    call = made(branch)
    for kind in (Verdict.Kind.ACCEPTED, Verdict.Kind.REJECTED):
        reading = store(call, Reading.Status.UNDER_REVIEW)
        decide(Decision(reading.pk, kind, "petrova", AN_HOUR_AGO, "сверено"))
    summarise(NOW)
    row = CallSummary.objects.get()
    assert (row.values, row.verdict) == (2, "wrong")


def test_words_confused_come_of_labelled_turns_once(branch: Branch) -> None:
    log = [
        ("heard", {"text": "первый", "asked": "menu"}),
        ("heard", {"text": "двенадцать сорок", "asked": "reading"}),
    ]
    call = made(branch, log)
    summarise(NOW)
    assert Confusion.objects.count() == 0
    user = User.objects.create_user("reviewer")
    ReviewedTurn.objects.create(call=call, turn=2, text="двести сорок", reviewer=user)
    later = NOW + timedelta(hours=1)
    assert (summarise(later), summarise(later + timedelta(hours=1))) == (1, 0)
    assert list(Confusion.objects.values_list("heard", "said")) == [("двенадцать", "двести")]
