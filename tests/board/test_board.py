"""What the board tells of calls, queues, days to come and deadlines."""

import json
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from asgiref.sync import sync_to_async
from calls_made_up import make_call
from django.conf import LazySettings
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from meterline.board.deadlines import deadlines
from meterline.board.forecast import expected
from meterline.board.now import calls_now, delays, last_hour
from meterline.board.snapshot import Snapshot, rendered
from meterline.board.stream import follow
from meterline.customers.models import Branch, SubmissionWindow
from meterline.staff.models import RoleAssignment
from meterline.staff.permissions import Role

pytestmark = pytest.mark.django_db

KRASNOYARSK = ZoneInfo("Asia/Krasnoyarsk")
NOW = datetime(2026, 11, 23, 12, tzinfo=KRASNOYARSK)


@pytest.fixture
def branch() -> Branch:
    made: Branch = Branch.objects.create(
        key="krasnoyarsk",
        name="Красноярск",
        iana="Asia/Krasnoyarsk",
        account_digits=12,
        window_from=15,
        window_to=25,
    )
    return made


def said(stage: str, after: float | None = None) -> tuple[float, str, dict[str, object]]:
    data: dict[str, object] = {"text": "…", "stage": stage}
    return (3.0, "said", data if after is None else data | {"after": after})


@pytest.mark.parametrize(
    ("events", "stage", "delay"),
    [
        ([], "разговор", None),
        ([(0, "rang", {})], "вызов", None),
        ([(0, "rang", {}), said("menu")], "меню", None),
        ([said("dictation"), said("read_back", 0.42)], "подтверждает", 0.42),
        ([said("transfer"), (4, "transferring", {})], "соединяем с оператором", None),
        (
            [said("box_intro"), (4, "recording", {"purpose": "reading"})],
            "оставляет сообщение",
            None,
        ),
        ([said("read_back", 0.5), (4, "heard", {"text": "да"})], "подтверждает", 0.5),
    ],
)
def test_a_call_is_where_its_log_says(
    branch: Branch, events: list[tuple[float, str, dict[str, object]]], stage: str, delay: float
) -> None:
    make_call(branch, NOW - timedelta(seconds=40), events)
    (call,) = calls_now(NOW)
    assert (call.branch, call.stage, call.delay) == ("Красноярск", stage, delay)
    assert call.caller == "…3435"


def test_calls_that_ended_or_were_cut_off_are_not_there(branch: Branch) -> None:
    make_call(branch, NOW - timedelta(seconds=90), lasted=60, outcome="done")
    make_call(branch, NOW - timedelta(hours=3))
    going = make_call(None, NOW - timedelta(seconds=5), caller="")
    assert [(one.id, one.branch, one.caller) for one in calls_now(NOW)] == [
        (going.pk, "не определён", "скрыт")
    ]


def test_delays_are_those_of_the_last_minutes(branch: Branch) -> None:
    assert delays(NOW).answers == 0
    events = [said("menu", 0.1 * tenth) for tenth in range(1, 21)]
    make_call(branch, NOW - timedelta(minutes=1), events)
    make_call(branch, NOW - timedelta(minutes=20), [said("menu", 9.0)])
    found = delays(NOW)
    assert found.answers == 20
    assert found.median == pytest.approx(1.1)
    assert found.most == pytest.approx(1.9)


def test_the_last_hour_by_branch(branch: Branch) -> None:
    for minutes, outcome in ((5, "done"), (10, "done"), (20, "transferred"), (70, "done")):
        make_call(branch, NOW - timedelta(minutes=minutes), lasted=60, outcome=outcome)
    make_call(None, NOW - timedelta(minutes=1))
    told = [(one.branch, one.calls, dict(one.ended)) for one in last_hour(NOW)]
    assert told == [("Красноярск", 3, {"done": 2, "transferred": 1}), ("не определён", 1, {"": 1})]


def test_a_coming_day_is_like_the_same_day_of_the_busiest_month(
    branch: Branch, settings: LazySettings
) -> None:
    """Ten calls of six minutes in an hour are one erlang, which five lines carry."""
    settings.METERLINE_HEAD_BRANCH, settings.METERLINE_LINES = branch.key, 4
    for month, calls in ((10, 10), (9, 4)):
        for minute in range(calls):
            began = datetime(2026, month, 25, 18, minute, tzinfo=KRASNOYARSK)
            make_call(branch, began, lasted=360, outcome="done")
    told = {one.day: one for one in expected(NOW)}
    assert list(told) == [date(2026, 11, 23) + timedelta(days=ahead) for ahead in range(7)]
    last = told[date(2026, 11, 25)]
    assert last.busiest is not None
    assert (last.busiest.calls, last.busiest.load, last.lines, last.enough) == (10, 1.0, 5, False)
    assert told[date(2026, 11, 24)].busiest is None


@pytest.mark.parametrize(
    ("now", "open_", "left"),
    [
        ((2026, 11, 23, 12, 0), True, timedelta(days=2, hours=12)),
        ((2026, 11, 25, 23, 59), True, timedelta(minutes=1)),
        ((2026, 11, 26, 0, 0), False, timedelta(days=19)),
        ((2026, 11, 14, 12, 0), False, timedelta(hours=12)),
    ],
)
def test_the_clock_runs_to_the_branch_s_own_midnight(
    branch: Branch, now: tuple[int, ...], open_: bool, left: timedelta
) -> None:
    year, month, day, hour, minute = now
    at = datetime(year, month, day, hour, minute, tzinfo=KRASNOYARSK)
    (one,) = deadlines(at)
    assert (one.open, one.left(at)) == (open_, left)


def test_a_window_that_changes_next_month_counts_from_then(branch: Branch) -> None:
    SubmissionWindow.objects.create(
        branch=branch, valid_from=date(2026, 12, 1), first_day=20, last_day=28
    )
    (one,) = deadlines(datetime(2026, 11, 27, tzinfo=KRASNOYARSK))
    assert one.opens == datetime(2026, 12, 20, tzinfo=KRASNOYARSK)


@pytest.mark.parametrize(
    ("role", "status"),
    [(Role.SUPERVISOR, 200), (Role.OPERATOR, 200), (Role.CLERK, 403), (None, 403)],
)
def test_the_board_is_for_those_who_may_watch_it(
    branch: Branch, role: Role | None, status: int
) -> None:
    user = User.objects.create_user("person")
    if role:
        RoleAssignment.objects.create(user=user, role=role, branch=None)
    client = Client()
    assert client.get("/board/").status_code == 302
    client.force_login(user)
    assert client.get("/board/").status_code == status
    assert client.get("/board/stream").status_code == status


def test_a_call_s_row_tells_since_when_it_goes_on(branch: Branch) -> None:
    began = timezone.now() - timedelta(seconds=40)
    make_call(branch, began, [said("read_back", 0.42)])
    row = rendered()["calls"]
    assert f'data-began="{timezone.localtime(began).isoformat()}"' in row
    assert f"с {timezone.localtime(began):%H:%M:%S}" in row
    assert "0,4" in row


def test_all_parts_are_there_without_a_single_call(branch: Branch) -> None:
    parts = rendered()
    assert "Сейчас никто не звонит" in parts["calls"]
    assert "За последний час никто не звонил" in parts["figures"]
    assert "Красноярск" in parts["days"]


async def pieces(stream: AsyncIterator[str]) -> dict[str, str]:
    """The next three pieces of a stream, by name."""
    found: dict[str, str] = {}
    async for message in stream:
        if message.startswith("event: part"):
            told = json.loads(message.partition("data: ")[2])
            found[told["name"]] = told["html"]
        if len(found) == 3:
            break
    return found


@pytest.mark.django_db(transaction=True)
async def test_the_stream_tells_a_call_that_begins() -> None:
    branch = await Branch.objects.acreate(
        key="krasnoyarsk",
        name="Красноярск",
        iana="Asia/Krasnoyarsk",
        account_digits=12,
        window_from=15,
        window_to=25,
    )
    stream = follow(Snapshot())
    first = await pieces(stream)
    assert "никто не звонит" in first["calls"]
    await sync_to_async(make_call)(branch, timezone.now(), [said("menu")])
    message = await anext(stream)
    assert "меню" in json.loads(message.partition("data: ")[2])["html"]
