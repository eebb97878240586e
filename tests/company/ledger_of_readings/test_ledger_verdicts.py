"""A person's later word on a reading, and what it makes of every question to the ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from company_made_up import AT, given
from ledger_made_up import from_source, holds, moment

from meterline.calls.services import Incoming, open_call
from meterline.customers.models import Account
from meterline.readings.decisions import (
    Decision,
    NotDecided,
    cancel,
    decide,
    status_name,
    status_of,
)
from meterline.readings.models import Reading, Source, Verdict
from meterline.readings.selectors import account_card
from meterline.readings.services import submit_reading
from meterline.readings.snapshot import snapshot
from meterline.readings.stored import stored_in
from meterline.reminders.selectors import has_submitted

Kind = Verdict.Kind


def decided(value: int, kind: str, reason: str = "Проверено по фотографии") -> Verdict:
    """A decision about the latest reading of a value."""
    row = Reading.objects.filter(value=value).order_by("id").last()
    assert row is not None
    return decide(Decision(row.pk, Kind(kind), "petrova", AT + timedelta(hours=5), reason))


def insisted(account: Account, value: int) -> None:
    submit_reading(replace(given(account, single=value), insisted=True))


def test_a_verdict_is_a_row_with_author_time_and_reason(single: Account) -> None:
    submit_reading(given(single, single=10_300))
    row = Reading.objects.get(value=10_300)
    cancel(row.pk, author="petrova", at=AT, reason="  Передано за соседа ")
    verdict = Verdict.objects.get()
    assert (verdict.reading, verdict.kind) == (row, "cancelled")
    assert verdict.reason == "Передано за соседа"
    assert (verdict.author, verdict.received_at, verdict.source) == ("petrova", AT, Source.CLERK)
    row.refresh_from_db()
    assert (row.status, status_of(row), status_name(row)) == ("accepted", "cancelled", "отменено")


@pytest.mark.parametrize(
    ("value", "kinds", "last_refused", "holding"),
    [
        # 10,300 is plausible and accepted at once, 50,000 waits for a person.
        (10_300, [], None, 10_300),
        (10_300, ["cancelled"], None, None),
        (10_300, ["cancelled", "accepted"], None, 10_300),
        (10_300, ["cancelled", "cancelled"], "отменено", None),
        (10_300, ["accepted"], "принято", 10_300),
        (10_300, ["rejected"], "принято", 10_300),
        (50_000, [], None, None),
        (50_000, ["accepted"], None, 50_000),
        (50_000, ["rejected"], None, None),
        (50_000, ["cancelled"], "на проверке", None),
        (50_000, ["accepted", "cancelled"], None, None),
        (50_000, ["rejected", "accepted"], None, 50_000),
        (50_000, ["rejected", "rejected"], "отклонено", None),
        (50_000, ["rejected", "cancelled"], "отклонено", None),
    ],
)
def test_what_may_be_decided_and_what_holds_then(
    single: Account, value: int, kinds: list[str], last_refused: str | None, holding: int | None
) -> None:
    insisted(single, value)
    for kind in kinds[:-1] if last_refused else kinds:
        decided(value, kind)
    if last_refused:
        with pytest.raises(NotDecided, match=last_refused):
            decided(value, kinds[-1])
    assert holds(single) == holding


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_no_decision_without_a_reason(single: Account, reason: str) -> None:
    insisted(single, 50_000)
    with pytest.raises(NotDecided, match="причину"):
        decided(50_000, "accepted", reason)
    with pytest.raises(NotDecided, match="нет"):
        cancel(10**9, author="petrova", at=AT, reason="Такого показания не было")
    assert Verdict.objects.count() == 0


@pytest.mark.parametrize(
    ("second", "kind"),
    [(10_290, "cancelled"), (50_000, "rejected")],
)
def test_without_its_correction_the_earlier_row_holds_again(
    single: Account, second: int, kind: str
) -> None:
    submit_reading(given(single, single=10_300))
    insisted(single, second)
    decided(second, kind)
    assert holds(single) == 10_300
    assert submit_reading(given(single, single=10_300)).duplicate


def test_a_correction_of_one_that_waited_takes_its_place(single: Account) -> None:
    insisted(single, 50_000)
    submit_reading(given(single, single=10_300))
    decided(50_000, "accepted")
    assert holds(single) == 10_300


def test_a_value_that_was_cancelled_or_rejected_may_be_given_anew(single: Account) -> None:
    submit_reading(given(single, single=10_300))
    decided(10_300, "cancelled")
    again = submit_reading(given(single, single=10_300))
    assert (again.duplicate, holds(single)) == (False, 10_300)
    assert Reading.objects.filter(value=10_300).count() == 2


def test_a_rejected_value_that_is_insisted_on_waits_for_a_person_again(single: Account) -> None:
    insisted(single, 50_000)
    decided(50_000, "rejected")
    insisted(single, 50_000)
    rows = Reading.objects.filter(value=50_000).order_by("id")
    assert [status_of(row) for row in rows] == ["rejected", "under_review"]


def test_the_same_value_again_waits_with_the_first(single: Account) -> None:
    insisted(single, 50_000)
    submit_reading(replace(from_source(single, "email", 50_000), insisted=True))
    decided(50_000, "accepted")
    assert (Reading.objects.filter(value=50_000).count(), holds(single)) == (1, 50_000)


def test_a_cancelled_sight_of_a_controller_refutes_nothing(single: Account) -> None:
    submit_reading(from_source(single, "control", 10_350))
    decided(10_350, "cancelled")
    submit_reading(from_source(single, "web", 10_300, hours=1))
    assert holds(single) == 10_300


DECEMBER_21 = moment("2026-12-21T12:00:00+07:00")


def last_by_card(account: Account) -> object:
    card = account_card(account.number, DECEMBER_21)
    assert card is not None
    return card.meters[0].registers[0].last


def last_by_snapshot(account: Account) -> object:
    [listed] = snapshot(DECEMBER_21)
    return listed.meters[0].registers[0].last


def last_by_consumption(account: Account) -> object:
    used = submit_reading(given(account, DECEMBER_21, single=10_600)).consumption
    assert used is not None
    return 10_600 - used


@pytest.mark.parametrize("ask", [last_by_card, last_by_snapshot, last_by_consumption])
def test_every_question_goes_by_the_latest_word(
    single: Account, ask: Callable[[Account], object]
) -> None:
    submit_reading(given(single, single=10_300))
    submit_reading(given(single, single=10_290))
    decided(10_290, "cancelled")
    assert ask(single) == 10_300


def test_what_was_cancelled_is_no_submission(single: Account) -> None:
    call = uuid4()
    open_call(Incoming(call, "+79134423435", "88003000", "sip"), AT)
    number = submit_reading(from_source(single, "phone", 10_300, call=call)).number
    assert has_submitted(single, AT)
    assert set(stored_in(call)) == {number}
    decided(10_300, "cancelled")
    assert not has_submitted(single, AT)
    assert stored_in(call) == {}
    decided(10_300, "accepted")
    assert has_submitted(single, AT)
    assert set(stored_in(call)) == {number}
