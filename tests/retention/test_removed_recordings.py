"""The journal of transmissions stays whole, and tells what was removed from what was lost."""

from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
import retention_made_up as made_up
from company_made_up import AT
from typer.testing import CliRunner

from meterline.calls.models import Call
from meterline.cli.journal import app as journal
from meterline.cli.retention import app as retention
from meterline.readings.journal.past import begin
from meterline.readings.journal.recordings import compare_recordings
from meterline.readings.journal.verify import Faulty, verify
from meterline.readings.models import JournalEntry, Reading, Receipt
from meterline.retention.job import run
from meterline.retention.models import RetentionRun

pytestmark = pytest.mark.django_db

OLD = AT - timedelta(days=1097)


@pytest.fixture(autouse=True)
def _history() -> None:
    made_up.account()
    begin("petrova")


def proof(young: bool = False) -> Call:
    return made_up.call(AT if young else OLD, sound=b"RIFF proof", reading=10_300)


def test_a_removed_recording_is_told_from_a_lost_and_a_kept_one(home: Path) -> None:
    proof()
    lost = proof(young=True)
    proof(young=True)
    made_up.recording(lost.recording).unlink()
    run(AT, "test")
    told = CliRunner().invoke(journal, ["verify", "--recordings", "--home", str(home)])
    assert told.exit_code == 0, told.output
    assert (
        "Записей разговоров без изменений: 1, нет файла: 1, удалено по сроку или по запросу: 1"
        in told.output
    )


def test_the_evidence_that_the_law_needs_stays() -> None:
    call = proof()
    run(AT, "test")
    assert Reading.objects.get(call=call).value == 10_300
    assert Receipt.objects.count() == 1
    assert verify().entries == JournalEntry.objects.count()
    last = JournalEntry.objects.latest("number")
    assert (last.kind, last.call_id) == ("evidence", call.pk)
    for said in (sha256(b"RIFF proof").hexdigest(), "removed_at", "срок хранения истёк"):
        assert said in last.body


def test_a_recording_that_was_changed_before_its_removal_shows() -> None:
    call = proof()
    made_up.recording(call.recording).write_bytes(b"RIFF forged")
    run(AT, "test")
    with pytest.raises(Faulty, match="перед удалением была не та"):
        compare_recordings()


def test_a_recording_that_was_lost_before_its_time_stays_a_lost_one() -> None:
    call = proof()
    made_up.recording(call.recording).unlink()
    run(AT, "test")
    compared = compare_recordings()
    assert (compared.gone, compared.removed) == (1, 0)


def test_a_letter_that_proved_a_reading_leaves_its_hash() -> None:
    letter = made_up.letter(OLD, receipt="1234-5678")
    run(AT, "test")
    verify()
    assert letter.evidence_sha256 in JournalEntry.objects.latest("number").body
    compared = compare_recordings()
    assert (compared.same, compared.gone, compared.removed) == (0, 0, 0)


def test_the_command_tells_first_and_removes_then(home: Path) -> None:
    proof()
    told = CliRunner().invoke(retention, ["plan", "--home", str(home)])
    line = "записи разговоров с показаниями: хранится дней 1096, пора 1, самое раннее 21.11.2023"
    assert line in told.output
    assert not RetentionRun.objects.exists()
    done = CliRunner().invoke(retention, ["run", "--by", "petrova", "--home", str(home)])
    assert "записи разговоров с показаниями: удалено 1" in done.output
    # The recording, the log's texts and the caller's number.
    assert f"Отчёт № {RetentionRun.objects.get().pk}: всего 3, файлов 1" in done.output


@pytest.mark.django_db(transaction=True)
def test_a_failure_before_the_commit_removes_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    call = proof()
    with monkeypatch.context() as patch:
        patch.setattr("meterline.retention.emptying.note_removals", lambda notes: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run(AT, "test")
    assert made_up.recording(call.recording).exists()
    assert Call.objects.get(pk=call.pk).recording == call.recording
    run(AT, "test")
    compared = compare_recordings()
    assert (compared.gone, compared.removed) == (0, 1)
