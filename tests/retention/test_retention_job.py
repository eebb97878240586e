"""Each kind is kept to its day and removed after it; what waits for a person stays."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import retention_made_up as made_up
from company_made_up import AT
from retention_made_up import MAKE

from meterline.api.models import UsedKey
from meterline.calls.models import Call, CallEvent, Draft, Message, ReviewedTurn
from meterline.channels.models import IncomingAttachment, IncomingMessage, OutgoingMessage
from meterline.errors import Mendable
from meterline.reminders.models import Reminder
from meterline.retention import job
from meterline.retention.job import plan, run
from meterline.retention.kinds import KINDS
from meterline.retention.models import FileToRemove, RetentionRun
from meterline.retention.periods import periods
from meterline.review.models import Callback
from meterline.staff.models import AuditEntry

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def limit(key: str) -> datetime:
    """The moment at which the period of a kind ends now."""
    return AT - periods().kinds[key].kept


def due(key: str) -> int:
    return next(one.count for one in plan(AT) if one.key == key)


def test_every_period_has_its_rows() -> None:
    assert periods().kinds.keys() == KINDS.keys() == MAKE.keys()


@pytest.mark.parametrize("key", MAKE)
def test_what_is_over_goes_and_what_is_not_stays(key: str) -> None:
    MAKE[key](limit(key) + HOUR)
    assert due(key) == 0
    MAKE[key](limit(key) - HOUR)
    [told] = [one for one in plan(AT) if one.key == key]
    assert (told.count, told.oldest) == (1, limit(key) - HOUR)
    assert run(AT, "test").counts[key] == 1
    assert due(key) == 0
    assert KINDS[key].held().count() >= 1
    assert run(AT, "test").counts == {}


def test_a_recording_goes_from_disk_and_its_call_says_so() -> None:
    old, young = (MAKE["recordings"](limit("recordings") + one * HOUR) for one in (-1, 1))
    report = run(AT, "test")
    assert (report.counts, report.files) == ({"recordings": 1}, 1)
    assert not made_up.recording(old.recording).exists()
    assert made_up.recording(young.recording).exists()
    assert Call.objects.get(pk=old.pk).recording == ""
    last = CallEvent.objects.filter(call=old).latest("sequence")
    assert last.kind == "recording_removed"


def test_a_log_keeps_its_shape_and_says_nothing_of_the_caller() -> None:
    call = MAKE["call_texts"](limit("call_texts") - HOUR)
    run(AT, "test")
    told = made_up.log_text(call.pk)
    for personal in ("фёдорова", "Алёна", "100000001"):
        assert personal not in told
    heard = CallEvent.objects.get(call=call, kind="heard").data
    assert heard.keys() == made_up.HEARD.keys()
    kept = {"asked": "all", "begin": 3.5, "end": 7.25, "answer": True}
    assert kept.items() <= heard.items()


def test_letters_lose_text_sender_and_files() -> None:
    letter = MAKE["letters"](limit("letters") - HOUR)
    files = [letter.evidence, letter.attachments.get().file]
    run(AT, "test")
    letter.refresh_from_db()
    assert (letter.sender, letter.subject, letter.body, letter.evidence) == ("", "", "", "")
    assert [(one.name, one.file) for one in letter.attachments.all()] == [("удалено", "")]
    assert not any((made_up.settings.METERLINE_HOME / "messages" / one).exists() for one in files)


def test_a_file_that_a_younger_letter_needs_stays(folders: Path) -> None:
    old, young = (MAKE["letters"](limit("letters") + one * HOUR) for one in (-1, 1))
    shared = old.attachments.get().file
    IncomingAttachment.objects.filter(message=young).update(file=shared)
    run(AT, "test")
    assert (folders / "messages" / shared).exists()
    assert not FileToRemove.objects.exists()


def test_outgoing_loses_address_and_text() -> None:
    MAKE["outgoing"](limit("outgoing") - HOUR)
    run(AT, "test")
    row = OutgoingMessage.objects.get()
    assert (row.address, row.subject, row.text) == ("", "", "")
    assert row.attachments.get().file == ""


WAITING: dict[str, Callable[[datetime], Any]] = {
    "messages": lambda at: made_up.message(at, Message.State.PERSON),
    "outgoing": lambda at: made_up.outgoing(at, state="waiting"),
    "reminders": lambda at: made_up.reminder(at, Reminder.State.WAITING),
    "callbacks": lambda at: made_up.callback(at, Callback.State.WAITING),
    "recordings": lambda at: made_up.message(
        at, Message.State.NEW, of=made_up.call(at, sound=b"RIFF")
    ),
}


@pytest.mark.parametrize("key", WAITING)
def test_what_waits_for_somebody_stays_however_old(key: str) -> None:
    WAITING[key](AT - timedelta(days=4000))
    assert due(key) == 0
    assert key not in run(AT, "test").counts


@pytest.mark.parametrize("state", ["new", "person"])
def test_a_letter_that_waits_stays(state: str) -> None:
    made_up.letter(AT - timedelta(days=4000))
    IncomingMessage.objects.update(state=state)
    assert run(AT, "test").counts == {}


def test_a_run_leaves_its_report_and_an_entry_of_the_audit_log() -> None:
    MAKE["drafts"](AT - timedelta(days=3))
    MAKE["codes"](AT - timedelta(days=40))
    report = run(AT, "petrova")
    kept = RetentionRun.objects.get()
    assert (kept.by, kept.counts, kept.ended_at) == ("petrova", {"drafts": 1, "codes": 1}, AT)
    entry = AuditEntry.objects.get()
    assert (entry.who, entry.action) == ("petrova", "erase_data")
    assert entry.details == {"удалено": report.counts, "файлов": 0, "отчёт": report.pk}


def test_a_plan_changes_nothing() -> None:
    MAKE["drafts"](AT - timedelta(days=3))
    assert due("drafts") == 1
    assert Draft.objects.count() == 1
    assert not RetentionRun.objects.exists()


def test_many_rows_go_in_batches_of_one_report() -> None:
    for _ in range(41):
        MAKE["recordings"](AT - timedelta(days=100))
    report = run(AT, "test")
    assert (report.counts, report.files) == ({"recordings": 41}, 41)


OWN = {
    "[periods]\nrecordings = 30": "",
    "[periods]\nproofs = 100": "proofs = 100: можно от 1096",
    "[periods]\nsound = 100": "нет вида «sound»",
    '[periods]\nrecordings = "month"': "periods.recordings: ждём",
    "[period]\nrecordings = 30": "period: ждём",
    "recordings": "не читается",
}
"""A company's file of periods → what is wrong with it."""


@pytest.mark.parametrize("content", OWN)
def test_the_companys_own_periods(folders: Path, content: str) -> None:
    (folders / "retention.toml").write_text(content, encoding="utf-8")
    MAKE["recordings"](AT - timedelta(days=40))
    if not OWN[content]:
        assert run(AT, "test").counts == {"recordings": 1}
        return
    with pytest.raises(Mendable, match=r"retention\.toml") as refused:
        run(AT, "test")
    assert OWN[content] in refused.value.message
    assert not RetentionRun.objects.exists()


class Killed(BaseException):
    """Stands for a kill: nothing catches it."""


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", range(8))
def test_a_run_that_is_killed_anywhere_is_finished_by_the_next(
    monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    calls = [MAKE["recordings"](AT - timedelta(days=100)) for _ in range(41)]
    left = iter(range(step))

    def dying(what: Callable[..., Any]) -> Callable[..., Any]:
        def done(*given: Any) -> Any:
            if next(left, None) is None:
                raise Killed
            return what(*given)

        return done

    with monkeypatch.context() as patch:
        patch.setattr(job, "sweep", dying(job.sweep))
        patch.setattr(job, "_batch", dying(job._batch))
        with pytest.raises(Killed):
            run(AT, "first")
    second = run(AT, "second")
    first = RetentionRun.objects.get(by="first")
    assert first.ended_at is None
    done = [one.counts.get("recordings", 0) for one in (first, second)]
    assert sum(done) == 41
    assert not any(made_up.recording(one.recording).exists() for one in calls)
    assert not FileToRemove.objects.exists()
    events = CallEvent.objects.filter(kind="recording_removed")
    assert events.count() == events.values("call").distinct().count() == 41


def test_keys_and_labels_are_gone_altogether() -> None:
    MAKE["used_keys"](limit("used_keys") - HOUR)
    MAKE["labels"](limit("labels") - HOUR)
    run(AT, "test")
    assert not UsedKey.objects.exists()
    assert not ReviewedTurn.objects.exists()
