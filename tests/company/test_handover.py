"""Whom the robot hands over, and what the operator sees of it."""

import wave
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from company_made_up import make_account, make_branch
from django.conf import settings
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from meterline.calls.models import Operator
from meterline.calls.services import Incoming, Logged, close_call, log_events, open_call

QUEUE = "/admin/operator/"
PHONE = "+79134423435"
ACCOUNT = "100000001"
SERIAL = f"7{ACCOUNT}"
OTHER = "tomsk"

Told = tuple[str, dict[str, object]]

SAID: list[Told] = [
    ("said", {"text": "Назовите показания счётчика."}),
    ("heard", {"text": "позовите человека"}),
]


def going(purpose: str = "operator", branch: str = "khakassia", **known: object) -> Told:
    told = {"account": ACCOUNT, "values": [[SERIAL, "day", 10_300]], "name_agrees": True}
    return "transferring", {"purpose": purpose, "branch": branch, **told, **known}


@pytest.fixture(autouse=True)
def _company(db: None) -> None:
    make_account(ACCOUNT, {"day": [10_000], "night": [200]})
    make_branch(OTHER, "Asia/Tomsk")


def ring(events: Sequence[Told] = (), at: datetime | None = None) -> UUID:
    """A call with its log."""
    call, began = uuid4(), at or timezone.now()
    open_call(Incoming(call, PHONE, "88003000", "sip"), began)
    log_events(call, [Logged(kind, began, data) for kind, data in events])
    return call


def person(*branches: str, rights: Sequence[str] = ("take_call",)) -> Client:
    """A signed-in member of the staff who takes the calls of some branches."""
    user = User.objects.create_user(f"user{User.objects.count()}", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=rights))
    for key in branches:
        Operator.objects.create(user=user, branch=make_branch(key))
    client = Client()
    client.force_login(user)
    return client


def shown(client: Client, page: str) -> str:
    answer = client.get(page)
    assert answer.status_code == 200
    return answer.content.decode()


def page_of(call: UUID) -> str:
    return f"{QUEUE}{call}/"


def test_the_operator_sees_what_was_understood_and_said() -> None:
    call = ring([*SAID, going()])
    page = shown(person("khakassia"), page_of(call))
    for told in (
        *(ACCOUNT, "Фёдорова Алёна Петровна", "Абакан, Щетинкина, 7-12", PHONE, "10300", SERIAL),
        *("день", "фамилия совпала", "попросил оператора", "соединяется", "позовите человека"),
        "Назовите показания счётчика.",
    ):
        assert told in page


CLAIMS = [
    ({"account": None, "values": [], "name_agrees": None}, "не назван", "Не поняты."),
    ({"account": "55555"}, "нет в базе", "10300"),
    ({"name_agrees": False}, "фамилия не совпала", "10300"),
    ({"name_agrees": None}, "фамилию не сверяли", "10300"),
]


@pytest.mark.parametrize(("claim", "one", "two"), CLAIMS)
def test_what_was_not_understood_is_told_as_such(
    claim: dict[str, object], one: str, two: str
) -> None:
    page = shown(person("khakassia"), page_of(ring([going(**claim)])))
    assert one in page
    assert two in page


ENDS: list[tuple[list[Told], str]] = [
    ([], "соединяется"),
    ([("transferred", {}), ("ended", {})], "у оператора"),
    ([("transfer_failed", {})], "оператор не ответил"),
    ([("caller_left", {}), ("ended", {})], "абонент не дождался"),
    ([("transfer_failed", {}), going("emergency")], "соединяется"),
]


@pytest.mark.parametrize(("after", "state"), ENDS, ids=[state for _, state in ENDS])
def test_the_state_follows_the_log(after: list[Told], state: str) -> None:
    call, client = ring([going()]), person("khakassia")
    assert "соединяется" in shown(client, QUEUE + "?live")
    log_events(call, [Logged(kind, timezone.now(), data) for kind, data in after])
    for page in (QUEUE + "?live", page_of(call) + "?live"):
        assert state in shown(client, page)


def test_the_list_holds_the_calls_of_two_hours_the_last_first() -> None:
    now = timezone.now()
    first = ring([going("attempts")], now - timedelta(hours=1))
    last = ring([going("emergency", name_agrees=None)], now - timedelta(minutes=1))
    old = ring([going()], now - timedelta(hours=3))
    talking = ring(SAID, now)
    page = shown(person("khakassia"), QUEUE)
    assert page.index(str(last)) < page.index(str(first))
    assert str(old) not in page
    assert str(talking) not in page
    assert "робот не понял" in page
    assert "авария" in page


@pytest.mark.parametrize(
    ("branches", "rights", "status"),
    [
        (["khakassia"], ["take_call"], 200),
        (["khakassia", OTHER], ["take_call"], 200),
        ([OTHER], ["take_call"], 404),
        ([], ["take_call"], 404),
        (["khakassia"], ["view_call"], 403),
        (["khakassia"], [], 403),
    ],
)
def test_only_the_operators_of_the_branch_see_its_calls(
    branches: list[str], rights: list[str], status: int
) -> None:
    call = ring([*SAID, going()])
    client = person(*branches, rights=rights)
    assert client.get(page_of(call)).status_code == status
    assert client.get(page_of(call) + "?live").status_code == status
    queue = client.get(QUEUE)
    assert queue.status_code == (403 if status == 403 else 200)
    assert (ACCOUNT in queue.content.decode()) is (status == 200)


def test_the_branch_that_is_called_counts_not_that_of_the_number() -> None:
    call = ring([going(branch=OTHER)])
    assert person(OTHER).get(page_of(call)).status_code == 200
    assert person("khakassia").get(page_of(call)).status_code == 404


def test_a_call_that_the_robot_keeps_is_nobodys() -> None:
    assert person("khakassia").get(page_of(ring(SAID))).status_code == 404


def test_a_superuser_sees_all_branches() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("root"))
    call = ring([going(branch=OTHER)])
    assert str(call) in shown(client, QUEUE)
    assert "Звонки, переданные оператору" in shown(client, "/admin/")


@pytest.mark.parametrize("staff", [True, False])
def test_who_is_not_signed_in_or_not_of_the_staff_is_asked_to_sign_in(staff: bool) -> None:
    client = Client()
    if not staff:
        client.force_login(User.objects.create_user("abonent"))
    answer = client.get(page_of(ring([going()])))
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_recording_is_heard_when_the_robot_is_done() -> None:
    call, client = ring([*SAID, going()]), person("khakassia")
    sound = page_of(call) + "recording"
    assert client.get(sound).status_code == 404
    assert "<audio" not in shown(client, page_of(call))
    path = Path(settings.METERLINE_RECORDINGS) / f"{call}.wav"
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(6400))
    close_call(call, "transferred", path.name, timezone.now())
    assert sound in shown(client, page_of(call))
    assert b"".join(client.get(sound)) == path.read_bytes()
    assert person(OTHER).get(sound).status_code == 404


def test_a_hidden_number_is_told_as_such() -> None:
    call = uuid4()
    open_call(Incoming(call, None, "88003000", "sip"), timezone.now())
    kind, data = going()
    log_events(call, [Logged(kind, timezone.now(), data)])
    client = person("khakassia")
    assert "номер скрыт" in shown(client, QUEUE)
    assert "номер скрыт" in shown(client, page_of(call))
