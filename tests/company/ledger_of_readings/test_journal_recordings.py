"""A call's recording is evidence: the journal keeps its hash, and a changed file shows."""

from collections.abc import Callable
from datetime import UTC, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from company_made_up import AT
from typer.testing import CliRunner, Result

from meterline.calls.models import Message
from meterline.cli.company import DjangoCompany
from meterline.cli.journal import app
from meterline.cli.message_store import DjangoMessages
from meterline.customers.models import Account
from meterline.dialogue.facts import MeterValue
from meterline.language.zones import Zone
from meterline.readings.journal.past import begin
from meterline.readings.models import JournalEntry
from meterline.robot.company import CallEvent
from meterline.robot.left_behind import CallLeft, bring_in, leave_behind
from meterline.robot.messages import Certain, Guess

SOUND = b"RIFF" + bytes(range(256)) * 2000
HASH = sha256(SOUND).hexdigest()
ENDED = AT + timedelta(seconds=70)
FILE = "2026/11/22/call.wav"

Verify = Callable[..., Result]


@pytest.fixture(autouse=True)
def _one_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    """The robot asks in threads of its own; here the test's transaction must stay open."""
    monkeypatch.setattr("meterline.cli.company.close_old_connections", lambda: None)


@pytest.fixture
def recordings(settings: Any, tmp_path: Path) -> Path:
    """The folder of recordings, with the recording of the call."""
    settings.METERLINE_RECORDINGS = tmp_path / "recordings"
    file = tmp_path / "recordings" / FILE
    file.parent.mkdir(parents=True)
    file.write_bytes(SOUND)
    return tmp_path / "recordings"


@pytest.fixture
def verify(db: None, home: Path) -> Verify:
    """`meterline journal verify`, on the test's data base."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["verify", *arguments, "--home", str(home)])

    return run


@pytest.fixture
def account(single: Account) -> Account:
    """An account whose history is in the journal."""
    begin("petrova")
    return single


def shown(account: Account) -> MeterValue:
    return MeterValue(account.meters.get().serial, Zone.SINGLE, 10_300)


def called(account: Account | None, recording: str | None = FILE) -> str:
    """A call that stored a reading, or none, and its end."""
    company, call = DjangoCompany(lambda: AT), str(uuid4())
    company.open_call(call, "+79134423435", "88003000", "sip")
    if account:
        company.store(call, account.number, [shown(account)], name_confirmed=True, review=False)
    company.log(call, [CallEvent("ended", ENDED)])
    company.close_call(call, "done", recording)
    return call


def evidence() -> list[dict[str, Any]]:
    rows = JournalEntry.objects.filter(kind="evidence").order_by("number")
    return list(rows.values("call_id", "body"))


def test_a_closed_call_leaves_its_recordings_hash(
    account: Account, recordings: Path, verify: Verify
) -> None:
    call = called(account)
    [entry] = evidence()
    assert str(entry["call_id"]) == call
    assert f'"sha256":"{HASH}"' in entry["body"]
    complete = ENDED.astimezone(UTC).isoformat(timespec="microseconds")
    assert f'"complete_at":"{complete}"' in entry["body"]
    told = verify("--recordings")
    assert told.exit_code == 0
    assert "Записей разговоров без изменений: 1, нет файла: 0" in told.output


def test_a_changed_recording_shows(account: Account, recordings: Path, verify: Verify) -> None:
    called(account)
    (recordings / FILE).write_bytes(SOUND[:-1] + b"!")
    assert verify().exit_code == 0
    told = verify("--recordings")
    assert told.exit_code == 1
    number = JournalEntry.objects.get(kind="evidence").pk
    assert f"нарушен: запись № {number}: запись разговора на диске не та" in told.output
    assert verify("--recordings", "--from", str(number)).exit_code == 1


def test_a_recording_that_was_deleted_in_time_is_no_fault(
    account: Account, recordings: Path, verify: Verify
) -> None:
    called(account)
    (recordings / FILE).unlink()
    told = verify("--recordings")
    assert told.exit_code == 0
    assert "без изменений: 0, нет файла: 1" in told.output


@pytest.mark.usefixtures("recordings")
def test_a_call_without_a_reading_leaves_no_evidence(account: Account) -> None:
    called(None)
    assert evidence() == []


@pytest.mark.parametrize("recording", [None, "2026/11/22/missing.wav", "../../outside.wav"])
def test_a_call_without_its_recording_is_closed_all_the_same(
    account: Account, recordings: Path, recording: str | None
) -> None:
    (recordings.parent / "outside.wav").write_bytes(b"RIFF")
    called(account, recording)
    assert evidence() == []


def test_a_call_brought_in_later_is_on_record_once(
    account: Account, recordings: Path, verify: Verify
) -> None:
    company, call = DjangoCompany(lambda: AT + timedelta(hours=3)), str(uuid4())
    company.store(call, account.number, [shown(account)], name_confirmed=True, review=False)
    left = CallLeft(
        *(call, "+79134423435", "88003000", "sip", "done", FILE),
        events=(CallEvent("ended", ENDED),),
    )
    for _ in range(2):
        leave_behind(recordings, left)
        assert bring_in(recordings, company) == 1
    [entry] = evidence()
    assert HASH in entry["body"]
    assert ENDED.astimezone(UTC).isoformat(timespec="microseconds") in entry["body"]
    assert verify("--recordings").exit_code == 0


def test_a_message_that_is_worked_off_later_has_its_recording_on_record(
    account: Account, recordings: Path, verify: Verify
) -> None:
    company, call = DjangoCompany(lambda: AT), str(uuid4())
    company.open_call(call, "+79134423435", "88003000", "sip")
    left = {"purpose": "reading", "begin": 0.0, "file": FILE}
    company.log(call, [CallEvent("recording", AT, left), CallEvent("ended", ENDED)])
    company.close_call(call, "done", FILE)
    assert evidence() == []
    certain = Certain(account.number, (shown(account),), name_confirmed=True)
    DjangoMessages(lambda: AT + timedelta(hours=1)).submit(call, certain, Guess(account.number))
    assert Message.objects.get().state == Message.State.SUBMITTED
    [entry] = evidence()
    assert HASH in entry["body"]
    assert verify("--recordings").exit_code == 0
