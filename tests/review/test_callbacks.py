"""The list of those to be called back: when, by whom, and what comes of it; who may see what."""

from datetime import datetime
from typing import Any

import pytest
from company_made_up import AT, make_branch
from django.contrib.auth.models import User
from django.test import Client
from review_made_up import (
    PHONE,
    decide,
    doubtful,
    employee,
    letter,
    make_call,
    message,
    shown,
    signed_in,
    slot,
    text,
    this_month,
)

from meterline.calls.models import Message
from meterline.channels.files import keep
from meterline.channels.models import IncomingAttachment
from meterline.customers.models import Account, Branch
from meterline.review.callbacks import next_open
from meterline.review.models import Callback
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Role


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        # Within the window also on a Sunday, from 8 to 20.
        ("2026-11-22T12:00", "2026-11-22T12:00"),
        ("2026-11-22T21:40", "2026-11-23T08:00"),
        ("2026-11-25T19:59", "2026-11-25T19:59"),
        # After it on working days from 8 to 17: Friday evening leads to Monday.
        ("2026-11-27T17:05", "2026-11-30T08:00"),
        # New Year's holidays end on Sunday, 10 January.
        ("2026-12-31T12:00", "2027-01-11T08:00"),
    ],
)
def test_calls_are_due_when_the_branch_works(branch: Branch, at: str, opens: str) -> None:
    moment, expected = (datetime.fromisoformat(f"{one}+07:00") for one in (at, opens))
    assert next_open(branch, moment) == expected


@pytest.fixture
def operator(branch: Branch) -> Client:
    return signed_in(employee("kozlova", Role.OPERATOR, branch))


def asked_back(reviewer: Client, account: Account, branch: Branch) -> Callback:
    """A reading in doubt about which the reviewer wants somebody to call."""
    row = doubtful(account, make_call(branch, slot("99000")), single=99_000)
    decide(reviewer, f"reading/{row.pk}", "callback", reason="name", note="говорит муж")
    made: Callback = Callback.objects.get()
    return made


def test_a_reading_waits_for_the_call_and_then_comes_back_with_what_was_said(
    reviewer: Client, operator: Client, single: Account, branch: Branch
) -> None:
    row = asked_back(reviewer, single, branch)
    assert (row.phone, row.made_by) == (PHONE, "ivanova")
    assert shown(reviewer.get("/review/")) == []
    page = text(operator.get("/review/callbacks/"))
    assert all(one in page for one in (PHONE, "уточнить, кто звонил", "говорит муж", "100000001"))
    operator.post(f"/review/callbacks/{row.pk}/", {"state": "reached", "note": "да, он"})
    assert "Звонить некому" in text(operator.get("/review/callbacks/"))
    again = reviewer.get("/review/")
    assert shown(again) == [f"reading/{row.item}"]
    assert "дозвонились. да, он" in text(again)
    assert AuditEntry.objects.filter(who="kozlova", action="take_calls").count() == 1
    assert this_month(single) == [("phone", 99_000, "under_review")]


def test_who_is_not_reached_is_tried_again_later(
    reviewer: Client, operator: Client, single: Account, branch: Branch, clock: Any
) -> None:
    row = asked_back(reviewer, single, branch)
    assert row.due <= AT.replace(minute=5)
    operator.post(f"/review/callbacks/{row.pk}/", {"state": "waiting", "note": "занято"})
    row.refresh_from_db()
    assert (row.state, row.tries) == ("waiting", 1)
    assert row.due >= AT.replace(hour=14)
    page = text(operator.get("/review/callbacks/"))
    assert "<h2>Позже</h2>" in page
    assert "<h2>Сейчас</h2>" not in page
    assert "занято" in page


@pytest.mark.parametrize(
    ("state", "left"), [("reached", "answered"), ("done", "answered"), ("waiting", "person")]
)
def test_callers_who_asked_for_a_call_stand_in_the_list_until_they_have_had_it(
    operator: Client, branch: Branch, state: str, left: str
) -> None:
    wish = message(branch, "callback")
    assert "просил перезвонить" in text(operator.get("/review/callbacks/"))
    address = f"/review/callbacks/{wish.pk}/"
    assert operator.post(address, {"state": state}).status_code == 302
    assert Message.objects.get().state == left
    assert Callback.objects.get().state == state
    assert operator.post(address, {"state": state}).status_code == 404


def test_a_call_is_closed_once(reviewer: Client, single: Account, branch: Branch) -> None:
    row = asked_back(reviewer, single, branch)
    for state in ("done", "reached"):
        reviewer.post(f"/review/callbacks/{row.pk}/", {"state": state})
    row.refresh_from_db()
    assert (row.state, row.closed_by) == ("done", "ivanova")


REVIEWS = {Role.REVIEWER, Role.SUPERVISOR}
CALLS = REVIEWS | {Role.OPERATOR}


@pytest.mark.parametrize("role", Role)
def test_pages_open_for_their_roles_alone(single: Account, branch: Branch, role: Role) -> None:
    row = doubtful(single, make_call(branch, slot("99000")), single=99_000)
    client = signed_in(employee("sidorova", role, branch))
    review = 200 if role in REVIEWS else 403
    item = f"/review/reading/{row.pk}"
    pages = {"/review/": review, f"{item}/": review, f"{item}/piece": review}
    pages |= {f"{item}/call": review, "/review/callbacks/": 200 if role in CALLS else 403}
    assert {page: client.get(page).status_code for page in pages} == pages
    assert decide(client, f"reading/{row.pk}").status_code == (302 if role in REVIEWS else 403)


def test_other_branches_calls_are_not_for_an_operator_of_one_branch(
    reviewer: Client, single: Account, branch: Branch
) -> None:
    row = asked_back(reviewer, single, branch)
    stranger = signed_in(employee("lebed", Role.OPERATOR, make_branch("tuva")))
    assert "Звонить некому" in text(stranger.get("/review/callbacks/"))
    address = f"/review/callbacks/{row.pk}/"
    assert stranger.post(address, {"state": "done"}).status_code == 403


def test_strangers_are_sent_to_sign_in(client: Client, db: None) -> None:
    for page in ("/review/", "/review/callbacks/"):
        assert client.get(page)["Location"].startswith("/staff/sign-in/")


def test_the_sound_is_the_callers_turn_and_begins_at_the_word(
    reviewer: Client, single: Account, branch: Branch
) -> None:
    row = doubtful(single, make_call(branch, slot("99000")), single=99_000)
    page = reviewer.get("/review/").content.decode()
    assert f"/review/reading/{row.pk}/piece#t=1.1" in page
    sound = reviewer.get(f"/review/reading/{row.pk}/piece").content
    # Seconds 2 to 6 of the caller's side, after the header.
    assert len(sound) == 44 + 4 * 8000 * 2
    assert [sound[44 + second * 16_000] for second in range(4)] == [2, 3, 4, 5]


@pytest.mark.parametrize(
    ("asked", "status", "told"),
    [
        ("bytes=0-9", 206, "bytes 0-9/64044"),
        ("bytes=64000-", 206, "bytes 64000-64043/64044"),
        ("bytes=70000-", 416, "bytes */64044"),
        ("seconds=1", 200, None),
    ],
)
def test_players_may_ask_for_a_part(
    reviewer: Client, single: Account, asked: str, status: int, told: str | None
) -> None:
    call = make_call(single.branch, slot("99000"))
    row = doubtful(single, call, single=99_000)
    address = f"/review/reading/{row.pk}/piece"
    part = reviewer.get(address, headers={"Range": asked})
    assert (part.status_code, part.get("Content-Range")) == (status, told)
    lengths = {"bytes=0-9": 10, "bytes=64000-": 44, "bytes=70000-": 0, "seconds=1": 64_044}
    assert len(part.content) == lengths[asked]


def test_a_call_without_a_recording_can_be_decided_all_the_same(
    reviewer: Client, single: Account, branch: Branch
) -> None:
    row = doubtful(single, make_call(branch, slot("99000"), recorded=False), single=99_000)
    assert "Записи нет" in text(reviewer.get("/review/"))
    assert reviewer.get(f"/review/reading/{row.pk}/piece").status_code == 404
    decide(reviewer, f"reading/{row.pk}")
    assert this_month(single) == [("phone", 99_000, "accepted")]


@pytest.mark.parametrize(
    ("kind", "shown_as"), [("image/png", "image/png"), ("text/html", "application/octet-stream")]
)
def test_photos_are_shown_and_other_files_saved(
    user: User, reviewer: Client, branch: Branch, kind: str, shown_as: str
) -> None:
    came, kept = letter(branch, ""), keep(b"photo")
    file = IncomingAttachment.objects.create(
        message=came, name="meter.png", content_type=kind, size=5, file=kept.file, sha256="0" * 64
    )
    address = f"/review/letter/{came.pk}/files/{file.pk}"
    assert address in reviewer.get("/review/").content.decode()
    answer = reviewer.get(address)
    assert answer["Content-Type"] == shown_as
    assert answer["Content-Disposition"].startswith("inline" if "image" in kind else "attachment")
