"""What is kept of a call."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from company_made_up import AT, make_branch

from meterline.calls.models import Call, CallEvent
from meterline.calls.selectors import draft_of, transcript
from meterline.calls.services import (
    DraftValue,
    Incoming,
    Logged,
    Understood,
    close_call,
    drop_draft,
    keep_draft,
    log_events,
    open_call,
)

PHONE = "89134423435"
VALUE = DraftValue("7100000001", "single", 10_300)


@pytest.fixture
def call(db: None) -> UUID:
    """An open call from Khakassia."""
    make_branch()
    key = uuid4()
    open_call(Incoming(key, PHONE, "88003000", "sip"), AT)
    return key


def test_a_call_is_opened_with_its_region(call: UUID) -> None:
    row = Call.objects.get(pk=call)
    assert row.branch is not None
    assert (row.caller, row.branch.key, row.started) == ("+79134423435", "khakassia", AT)
    assert row.get_region_evidence_display() == "мобильный номер"


@pytest.mark.parametrize("caller", [None, "anonymous", "101", "x" * 200])
def test_a_call_without_a_number_is_opened_too(db: None, caller: str | None) -> None:
    region = open_call(Incoming(uuid4(), caller, None, "browser"), AT)
    assert region.branch is None
    assert Call.objects.get().branch is None


def test_a_region_without_a_branch_of_ours_yet(db: None) -> None:
    assert open_call(Incoming(uuid4(), PHONE, None, "sip"), AT).branch == "khakassia"
    assert Call.objects.get().branch is None


def test_opening_again_keeps_the_beginning(call: UUID) -> None:
    open_call(Incoming(call, PHONE, "88003000", "sip"), AT + timedelta(seconds=5))
    assert Call.objects.get().started == AT


def test_events_are_numbered_in_order_across_batches(call: UUID) -> None:
    log_events(call, [Logged("rang", AT), Logged("said", AT, {"text": "Здравствуйте"})])
    log_events(call, [])
    log_events(call, [Logged("key", AT, {"key": "7"}), Logged("heard", AT, {"text": " да "})])
    kinds = CallEvent.objects.order_by("sequence").values_list("sequence", "kind")
    assert list(kinds) == [(0, "rang"), (1, "said"), (2, "key"), (3, "heard")]
    spoken = [(one.who, one.text) for one in transcript(call)]
    assert spoken == [("robot", "Здравствуйте"), ("key", "7"), ("caller", "да")]


def test_a_call_that_could_not_be_opened_is_kept_all_the_same(db: None) -> None:
    key = uuid4()
    log_events(key, [Logged("rang", AT)])
    close_call(key, "failed", None, AT)
    row = Call.objects.get(pk=key)
    assert (row.started, row.outcome, row.events.count()) == (AT, "failed", 1)


def test_a_call_is_closed(call: UUID) -> None:
    close_call(call, "done", "2026/11/22/a.wav", AT + timedelta(seconds=40))
    row = Call.objects.get()
    assert row.ended == AT + timedelta(seconds=40)
    assert (row.outcome, row.recording) == ("done", "2026/11/22/a.wav")


def test_a_draft_is_offered_to_the_same_number_for_a_day(call: UUID) -> None:
    keep_draft(call, Understood(None, [], "лицевой"), AT)
    keep_draft(call, Understood("100000001", [VALUE], "лицевой сто"), AT)
    for when, there in ((timedelta(hours=23, minutes=59), True), (timedelta(hours=24), False)):
        draft = draft_of("+79134423435", AT + when)
        assert (draft is not None) == there
        if draft:
            assert (draft.call, draft.account, draft.values) == (call, "100000001", (VALUE,))
            assert draft.heard == "лицевой сто"
    assert draft_of("+79130000000", AT) is None


def test_nobody_is_offered_the_draft_of_a_hidden_number(db: None) -> None:
    key = uuid4()
    open_call(Incoming(key, None, None, "sip"), AT)
    keep_draft(key, Understood("100000001", [VALUE], ""), AT)
    assert draft_of(None, AT) is None
    assert draft_of("", AT) is None


def test_a_draft_is_forgotten_when_its_values_are_submitted(call: UUID) -> None:
    keep_draft(call, Understood("100000001", [VALUE], ""), AT)
    drop_draft(call)
    drop_draft(call)
    assert draft_of(PHONE, AT) is None
