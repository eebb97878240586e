"""Messages in the company's data: kept by the log, worked off once, shown to people."""

import wave
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import numpy as np
import pytest
from company_made_up import AT, make_account, make_branch
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from meterline.calls import messages
from meterline.calls.models import Call, Draft, Message
from meterline.calls.selectors import draft_of
from meterline.calls.services import (
    DraftValue,
    Incoming,
    Logged,
    Understood,
    close_call,
    keep_draft,
    log_events,
    open_call,
)
from meterline.cli.company import DjangoCompany
from meterline.cli.message_store import DjangoMessages
from meterline.customers.models import Account
from meterline.dialogue.facts import MeterValue
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Source
from meterline.robot.company import NotStored
from meterline.robot.messages import Certain, Guess, Reason

PHONE = "+79134423435"
LEFT_AT = AT + timedelta(seconds=20)
LATER = AT + timedelta(hours=1)
RECORDING = Logged("recording", LEFT_AT, {"purpose": "reading", "begin": 0.5, "file": "2026/a.wav"})
RECORDED = Logged("recorded", LEFT_AT, {"end": 1.0})
ENDED = Logged("ended", AT + timedelta(seconds=90), {})


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The robot asks in threads of its own; here the test's transaction must stay open."""
    monkeypatch.setattr("meterline.cli.company.close_old_connections", lambda: None)


@pytest.fixture
def account(db: None) -> Account:
    return make_account("100000001", {"single": [10_000, 10_100, 10_200]})


@pytest.fixture
def recordings(settings: Any, tmp_path: Path) -> Path:
    """The recording of the call: a second of silence, then a second of the caller's 7."""
    settings.METERLINE_RECORDINGS = tmp_path
    (tmp_path / "2026").mkdir()
    caller = np.repeat(np.array([0, 7], "<i2"), 4000)
    with wave.open(str(tmp_path / "2026" / "a.wav"), "wb") as sound:
        sound.setparams((2, 2, 8000, 0, "NONE", ""))
        sound.writeframes(np.stack([caller, caller + 1], axis=1).astype("<i2").tobytes())
    return tmp_path


def leave(*events: Logged, outcome: str | None = "done") -> UUID:
    """A call that left a message; without an `outcome` its robot was killed."""
    call = uuid4()
    open_call(Incoming(call, PHONE, "88003000", "sip"), AT)
    log_events(call, [*events, *([ENDED] if outcome else [])])
    if outcome:
        close_call(call, outcome, "2026/a.wav", LATER)
    return call


def certain(account: Account, value: int = 10_300) -> Certain:
    shown = MeterValue(account.meters.get().serial, Zone.SINGLE, value)
    return Certain(account.number, (shown,), name_confirmed=True)


def not_stored(account: Account, value: int = 10_300) -> Logged:
    values = [[account.meters.get().serial, "single", value]]
    told = {"account": account.number, "values": values, "name_confirmed": True}
    return Logged("not_stored", LEFT_AT, told)


def store(**later: int) -> DjangoMessages:
    return DjangoMessages(lambda: LATER + timedelta(**later))


def test_a_message_is_kept_as_the_log_of_its_call_tells_it(account: Account) -> None:
    call = leave(RECORDING, RECORDED)
    row = Message.objects.get()
    assert (row.call_id, row.at, row.purpose, row.begin, row.end) == (
        *(call, LEFT_AT, "reading", 0.5, 1.0),
    )
    assert (row.state, row.branch) == (Message.State.NEW, account.branch)
    assert row.call.ended == ENDED.at


def test_a_request_to_be_called_back_goes_to_people_at_once(account: Account) -> None:
    leave(Logged("recording", LEFT_AT, RECORDING.data | {"purpose": "callback"}), RECORDED)
    row = Message.objects.get()
    assert (row.state, row.reason) == (Message.State.PERSON, Message.Reason.CALLBACK)
    assert store().take() is None


def test_a_log_that_is_written_before_the_number_is_known_tells_the_branch_too(
    account: Account,
) -> None:
    call = uuid4()
    log_events(call, [RECORDING, RECORDED, ENDED])
    open_call(Incoming(call, PHONE, None, "sip"), LATER)
    close_call(call, "done", "2026/a.wav", LATER)
    assert Message.objects.get().branch == account.branch


def test_what_is_in_the_message_box_is_not_asked_again(account: Account) -> None:
    call = leave(outcome="caller_left")
    keep_draft(call, Understood(account.number, [], ""), AT)
    assert draft_of(PHONE, LATER) is not None
    log_events(call, [RECORDING])
    assert draft_of(PHONE, LATER) is None


@pytest.mark.usefixtures("recordings", "account")
def test_the_robot_gets_the_callers_words_alone() -> None:
    leave(RECORDING, RECORDED)
    taken = store().take()
    assert taken is not None
    assert set(np.frombuffer(taken.pcm, "<i2")) == {7}
    assert len(taken.pcm) == 2 * 4000


@pytest.mark.usefixtures("recordings", "account")
def test_a_message_that_was_cut_off_goes_to_the_recordings_end() -> None:
    leave(RECORDING, outcome=None)
    assert DjangoMessages(lambda: LEFT_AT + timedelta(minutes=4)).take() is None
    taken = store().take()
    assert taken is not None
    assert len(taken.pcm) == 2 * 4000


@pytest.mark.usefixtures("account")
def test_a_message_whose_recording_is_missing_is_silent() -> None:
    leave(RECORDING, RECORDED)
    taken = store().take()
    assert taken is not None
    assert taken.pcm == b""


def test_a_message_comes_with_what_is_known_of_its_caller(account: Account) -> None:
    call = leave(not_stored(account), RECORDING, RECORDED)
    keep_draft(
        call,
        Understood(
            account.number,
            [DraftValue(account.meters.get().serial, "single", 10_300)],
            "",
            name_confirmed=True,
        ),
        AT,
    )
    DjangoCompany(lambda: AT).link_phone(str(call), account.number)
    taken = store().take()
    assert taken is not None
    assert taken.confirmed == certain(account)
    assert taken.draft is not None
    assert taken.draft.values == certain(account).values
    assert [one.account for one in taken.linked] == [account.number]


@pytest.mark.usefixtures("account")
def test_the_oldest_is_taken_and_a_try_is_counted_before_it_is_made() -> None:
    first, second = leave(RECORDING), leave(RECORDING)
    Message.objects.filter(pk=second).update(at=LEFT_AT + timedelta(seconds=1))
    taken = [store().take(), store().take()]
    assert [one and UUID(one.call) for one in taken] == [first, second]
    assert store().take() is None
    again = store(minutes=3).take()
    assert again is not None
    assert (UUID(again.call), again.tries) == (first, 2)


def test_what_is_certain_is_in_the_ledger_with_the_call_as_evidence(account: Account) -> None:
    call = leave(RECORDING, RECORDED)
    keep_draft(call, Understood(account.number, [], ""), AT)
    guess = Guess(account.number, certain(account).values, {"text": "сто"})
    store().submit(str(call), certain(account), guess)
    reading = Reading.objects.get(call=call)
    assert (reading.value, reading.source, reading.received_at) == (10_300, Source.PHONE, LEFT_AT)
    assert (reading.author, reading.name_confirmed) == ("robot", True)
    row = Message.objects.get()
    assert reading.receipt is not None
    assert (row.state, row.receipt) == (Message.State.SUBMITTED, reading.receipt.number)
    assert (row.worked_off_by, row.worked_off_at) == ("robot", LATER)
    assert not Draft.objects.exists()
    assert Call.objects.get(pk=call).account == account


def test_a_message_is_submitted_once_whoever_understood_it_how(account: Account) -> None:
    call = leave(RECORDING, RECORDED)
    for value in (10_300, 10_301):
        store().submit(str(call), certain(account, value), Guess())
    store().leave(str(call), Reason.VALUES, Guess())
    assert Reading.objects.get(call=call).value == 10_300
    assert Message.objects.get().state == Message.State.SUBMITTED


def test_what_was_stored_after_all_is_told_by_the_same_receipt(account: Account) -> None:
    call = leave(not_stored(account))
    robot = DjangoCompany(lambda: AT)
    said = certain(account)
    receipt = robot.store(str(call), said.account, said.values, name_confirmed=True, review=False)
    store().submit(str(call), said, Guess())
    assert Message.objects.get().receipt == receipt.number
    assert Reading.objects.filter(call=call).count() == 1


def test_what_the_ledger_refuses_leaves_the_message_as_it_was(account: Account) -> None:
    call = leave(RECORDING, RECORDED)
    with pytest.raises(NotStored):
        store().submit(str(call), certain(account, 9), Guess())
    assert Message.objects.get().state == Message.State.NEW
    assert not Reading.objects.filter(call=call).exists()


def test_what_the_caller_insisted_on_is_taken_for_review(account: Account) -> None:
    call = leave(not_stored(account, 9))
    store().submit(str(call), certain(account, 9), Guess())
    assert Reading.objects.get(call=call).status == Reading.Status.UNDER_REVIEW


@pytest.fixture
def doubtful(account: Account, recordings: Path) -> UUID:
    """A message that the robot left to a person."""
    call = leave(RECORDING, RECORDED)
    guess = Guess(account.number, certain(account).values, {"text": "федорова сто"})
    store().leave(str(call), Reason.NAME, guess)
    return call


def test_a_persons_page_shows_the_guess_and_plays_the_message(
    admin_client: Client, doubtful: UUID
) -> None:
    page = admin_client.get(reverse("admin:calls_message_change", args=[doubtful]))
    shown = page.content.decode()
    assert "имя не подтверждено" in shown
    assert "федорова сто" in shown
    assert "100000001: счётчик 7100000001, однотарифный 10300" in shown
    assert reverse("admin:calls_call_change", args=[doubtful]) in shown
    assert "Обработано" in shown
    address = reverse("message-sound", args=[doubtful])
    assert f'src="{address}"' in shown
    sound = admin_client.get(address)
    assert sound["Content-Type"] == "audio/wav"
    assert set(np.frombuffer(sound.content[44:], "<i2")) == {7}


def test_a_person_marks_a_message_as_seen_to(admin_client: Client, doubtful: UUID) -> None:
    address = reverse("admin:calls_message_change", args=[doubtful])
    admin_client.post(address, {"note": "Перезвонили, показания внесены"})
    row = Message.objects.get()
    assert (row.state, row.worked_off_by) == (Message.State.ANSWERED, "admin")
    assert row.note == "Перезвонили, показания внесены"
    assert "Сохранить пометку" in admin_client.get(address).content.decode()
    assert store(days=1).take() is None


def test_a_message_that_a_person_has_answered_is_no_longer_submitted(
    admin_client: Client, account: Account
) -> None:
    call = leave(RECORDING, RECORDED)
    assert store().take() is not None
    admin_client.post(reverse("admin:calls_message_change", args=[call]), {"note": ""})
    store().submit(str(call), certain(account), Guess())
    assert not Reading.objects.filter(call=call).exists()


def test_a_note_to_a_submitted_message_leaves_it_submitted(
    admin_client: Client, account: Account
) -> None:
    call = leave(RECORDING, RECORDED)
    store().submit(str(call), certain(account), Guess())
    admin_client.post(reverse("admin:calls_message_change", args=[call]), {"note": "проверено"})
    row = Message.objects.get()
    assert (row.state, row.note) == (Message.State.SUBMITTED, "проверено")
    assert row.worked_off_by == messages.ROBOT


@pytest.mark.parametrize(
    ("wanted", "there"),
    [
        ({"state__exact": "person"}, True),
        ({"state__exact": "new"}, False),
        ({"branch": "khakassia"}, True),
        ({"branch": "tomsk"}, False),
        ({"reason__exact": "name"}, True),
        ({"q": "9134423435"}, True),
        ({"q": "9139999999"}, False),
    ],
)
def test_messages_are_found_by_state_branch_and_caller(
    admin_client: Client, doubtful: UUID, wanted: dict[str, str], there: bool
) -> None:
    [(field, value)] = wanted.items()
    query = {"branch__id__exact": make_branch(value).pk} if field == "branch" else wanted
    page = admin_client.get(reverse("admin:calls_message_changelist"), query)
    assert (str(doubtful) in page.content.decode()) == there


@pytest.mark.parametrize(("permissions", "status"), [([], 403), (["view_message"], 200)])
def test_only_those_who_may_see_messages_hear_them(
    client: Client, doubtful: UUID, permissions: list[str], status: int
) -> None:
    user = User.objects.create_user("clerk", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(user)
    assert client.get(reverse("message-sound", args=[doubtful])).status_code == status


@pytest.mark.parametrize("broken", ["", "no sound at all"])
def test_a_recording_that_cannot_be_played_is_not_found(
    admin_client: Client, doubtful: UUID, recordings: Path, broken: str
) -> None:
    (recordings / "2026" / "a.wav").write_text(broken)
    assert admin_client.get(reverse("message-sound", args=[doubtful])).status_code == 404
    Call.objects.update(recording="")
    assert admin_client.get(reverse("message-sound", args=[doubtful])).status_code == 404
