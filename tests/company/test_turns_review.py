"""A person listens to a turn of a call and writes down what it says."""

import io
import wave
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from company_made_up import AT
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from meterline.calls.models import Call, ReviewedTurn
from meterline.calls.services import Incoming, Logged, close_call, log_events, open_call
from meterline.customers.models import Account

HEARD = {
    "text": "сто двадцать триста",
    "asked": "account",
    "begin": 1.0,
    "end": 1.5,
    "candidates": [],
    "account": {"value": "100000002", "decision": "ask", "alternatives": []},
}


@pytest.fixture
def call(single: Account, settings: Any, tmp_path: Path) -> UUID:
    """A call with a turn that was not understood, and its recording: caller 7, robot 9."""
    settings.METERLINE_RECORDINGS = tmp_path
    key = uuid4()
    open_call(Incoming(key, "+79134423435", "88003000", "sip"), AT)
    log_events(key, [Logged("heard", AT, {"text": "старая запись"}), Logged("heard", AT, HEARD)])
    close_call(key, "done", "a.wav", AT)
    with wave.open(str(tmp_path / "a.wav"), "wb") as recording:
        recording.setparams((2, 2, 8000, 0, "NONE", ""))
        recording.writeframes(np.tile(np.array([7, 9], "<i2"), 10_000).tobytes())
    return key


def form(call: UUID, **fields: Any) -> dict[str, Any]:
    return {"call": str(call), "turn": 2, "text": "сто триста", "verdict": "good", **fields}


def test_the_calls_page_leads_to_the_review(admin_client: Client, call: UUID) -> None:
    page = reverse("admin:calls_call_change", args=[call])
    shown = admin_client.get(page).content.decode()
    add = f"{reverse('admin:calls_reviewedturn_add')}?call={call}&amp;turn=2"
    assert add in shown
    assert "старая запись" in shown
    assert "turn=1" not in shown
    review = admin_client.get(add.replace("&amp;", "&")).content.decode()
    assert f'src="{reverse("turn-sound", args=[call, 2])}"' in review
    assert 'value="100000002"' in review
    assert "сто двадцать триста" in review


def test_what_a_person_wrote_is_the_label(admin_client: Client, call: UUID) -> None:
    add = reverse("admin:calls_reviewedturn_add")
    admin_client.post(add, form(call, account="100000001", day=12, serial="7", answer="no"))
    review = ReviewedTurn.objects.get()
    assert review.slots == {
        "account": "100000001",
        "readings": {"day": 12},
        "serial": "7",
        "confirm": False,
    }
    assert (review.text, review.reviewer.username) == ("сто триста", "admin")
    change = reverse("admin:calls_reviewedturn_change", args=[review.pk])
    shown = admin_client.get(change).content.decode()
    assert 'value="100000001"' in shown
    assert "turn-sound" not in shown
    assert reverse("turn-sound", args=[call, 2]) in shown
    admin_client.post(change, form(call, verdict="unusable", command="operator"))
    review.refresh_from_db()
    assert (review.verdict, review.slots) == ("unusable", {"command": "operator"})


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"turn": 1}, "нет такой реплики"),
        ({"turn": 7}, "нет такой реплики"),
        ({"account": "12а"}, "Только цифры"),
    ],
)
def test_a_bad_label_is_refused(
    admin_client: Client, call: UUID, fields: dict[str, Any], reason: str
) -> None:
    answer = admin_client.post(reverse("admin:calls_reviewedturn_add"), form(call, **fields))
    assert reason in answer.content.decode()
    assert not ReviewedTurn.objects.exists()


@pytest.mark.parametrize("query", ["turn=99", "turn=x", "call=x&turn=2"])
def test_an_address_that_names_no_turn_opens_an_empty_form(
    admin_client: Client, call: UUID, query: str
) -> None:
    known = f"call={call}&" if "call" not in query else ""
    add = reverse("admin:calls_reviewedturn_add")
    assert admin_client.get(f"{add}?{known}{query}").status_code == 200


def test_a_turn_is_heard_alone_and_only_its_caller(admin_client: Client, call: UUID) -> None:
    answer = admin_client.get(reverse("turn-sound", args=[call, 2]))
    with wave.open(io.BytesIO(answer.content)) as sound:
        heard = np.frombuffer(sound.readframes(sound.getnframes()), "<i2")
        assert (sound.getnchannels(), sound.getframerate()) == (1, 8000)
    # The recording ends before the turn does.
    assert (len(heard), set(heard.tolist())) == (2000, {7})
    assert admin_client.get(reverse("turn-sound", args=[call, 1])).status_code == 404


def test_a_broken_recording_is_not_found(admin_client: Client, call: UUID, tmp_path: Path) -> None:
    (tmp_path / "a.wav").write_bytes(b"RIFF....")
    assert admin_client.get(reverse("turn-sound", args=[call, 2])).status_code == 404
    Call.objects.update(recording="")
    assert admin_client.get(reverse("turn-sound", args=[call, 2])).status_code == 404


@pytest.mark.parametrize(("permissions", "status"), [([], 403), (["view_call"], 200)])
def test_only_those_who_may_see_calls_hear_turns(
    client: Client, call: UUID, permissions: list[str], status: int
) -> None:
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    assert client.get(reverse("turn-sound", args=[call, 2])).status_code == status
