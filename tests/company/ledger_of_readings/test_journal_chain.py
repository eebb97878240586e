"""The journal of transmissions: what is in it, and that a later change shows."""

import json
from hashlib import sha256
from uuid import UUID, uuid4

import pytest
from company_made_up import AT, given, make_reading
from ledger_made_up import DECEMBER, from_source, unguarded

from meterline.calls.services import Incoming, open_call
from meterline.customers.models import Account, Register
from meterline.readings.decisions import cancel
from meterline.readings.intake import Intake
from meterline.readings.journal import verify as verifying
from meterline.readings.journal.chain import START, head
from meterline.readings.journal.notes import note_evidence
from meterline.readings.journal.past import begin
from meterline.readings.journal.verify import Faulty, verify
from meterline.readings.models import JournalEntry, Reading, Receipt, Repeat, Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import Implausible

CHANGES: dict[str, tuple[str, int | None, str]] = {
    "a value": ("UPDATE readings_reading SET value = 9 WHERE value = 10290", 3, "не сходится"),
    "a source": (
        "UPDATE readings_reading SET source = 'sms' WHERE value = 10300",
        2,
        "не сходится",
    ),
    "a time": ("UPDATE readings_repeat SET received_at = '2026-11-01'", 4, "не сходится"),
    "a receipt": ("UPDATE readings_receipt SET consumption = 1", 2, "не сходится"),
    "a receipt deleted": ("DELETE FROM readings_repeat", 4, "не сходится"),
    "a verdict": ("UPDATE readings_verdict SET reason = 'так надо'", 5, "не сходится"),
    "history": ("UPDATE readings_reading SET value = 9 WHERE value = 10100", 1, "не сходится"),
    "a body": (
        "UPDATE readings_journalentry SET body = replace(body, '10300', '10301')",
        2,
        "изменена",
    ),
    "a time of writing": ("UPDATE readings_journalentry SET at = '2026-01-01'", 1, "изменена"),
    "a kind": ("UPDATE readings_journalentry SET kind = 'evidence'", 1, "изменена"),
    "an entry deleted": ("DELETE FROM readings_journalentry WHERE number = 3", 3, "пропала"),
    "the first deleted": ("DELETE FROM readings_journalentry WHERE number = 1", 1, "пропала"),
    "the last deleted": ("DELETE FROM readings_journalentry WHERE number = 5", None, "решение"),
    "two deleted": ("DELETE FROM readings_journalentry WHERE number > 3", None, "расписка"),
    "all deleted": ("DELETE FROM readings_journalentry", None, "расписка"),
    "one inserted": (
        "INSERT INTO readings_reading (register_id, value, source, author, evidence, received_at,"
        " period, counted_for, status, name_confirmed) SELECT register_id, 10250, source, author,"
        " evidence, received_at, period, counted_for, status, name_confirmed"
        " FROM readings_reading WHERE value = 10290",
        None,
        "показание",
    ),
    "one added to a transmission": (
        "INSERT INTO readings_reading (register_id, value, source, author, evidence, received_at,"
        " period, counted_for, status, name_confirmed, receipt_id) SELECT register_id, 10250,"
        " source, author, evidence, received_at, period, counted_for, status, name_confirmed,"
        " receipt_id FROM readings_reading WHERE value = 10290",
        3,
        "не сходится",
    ),
    "out of place": ("UPDATE readings_journalentry SET number = 9 WHERE number = 5", 5, "пропала"),
    "another chain": (
        "UPDATE readings_journalentry SET previous = hash WHERE number = 4",
        4,
        "не продолжает",
    ),
}


@pytest.fixture
def journal(single: Account) -> str:
    """History, a reading, its correction, a repeat, a verdict. The end's hash."""
    begin("petrova")
    submit_reading(given(single, single=10_300))
    submit_reading(given(single, single=10_290))
    submit_reading(from_source(single, "email", 10_290, hours=1))
    cancel(Reading.objects.get(value=10_290).pk, author="petrova", at=AT, reason="Ошибка")
    return head().hash


def bodies() -> list[dict[str, object]]:
    entries = JournalEntry.objects.order_by("number")
    return [json.loads(body) for body in entries.values_list("body", flat=True)]


def test_a_transmission_is_put_on_record_with_all_that_proves_it(single: Account) -> None:
    about = {"evidence": "письмо 17", "evidence_sha256": "ab" * 32}
    number = submit_reading(from_source(single, "email", 10_300, **about)).number
    entry = JournalEntry.objects.get()
    assert (entry.number, entry.kind, entry.previous) == (1, "transmission", START)
    assert entry.receipt is not None
    assert entry.receipt.number == number
    [body] = bodies()
    assert (body["account"], body["evidence_sha256"]) == (single.number, "ab" * 32)
    [reading] = body["rows"]["readings"]  # type: ignore[index, call-overload]
    row = Reading.objects.get(value=10_300)
    assert reading == {
        "id": row.pk,
        "receipt_id": entry.receipt.pk,
        "register_id": row.register_id,
        "value": 10_300,
        "period": "2026-11-01",
        "counted_for": "2026-11-01",
        "status": "accepted",
        "name_confirmed": True,
        "source": "email",
        "author": "author of email",
        "evidence": "письмо 17",
        "received_at": "2026-11-22T05:00:00.000000+00:00",
    }


def test_a_hash_is_what_anybody_can_compute(journal: str) -> None:
    before = START
    for entry in JournalEntry.objects.order_by("number"):
        at = entry.at.isoformat(timespec="microseconds")
        about = [entry.receipt_id, entry.verdict_id, None]
        covered = [entry.number, at, entry.kind, *about, entry.body, before]
        text = json.dumps(covered, ensure_ascii=False, separators=(",", ":"))
        before = sha256(text.encode()).hexdigest()
        assert entry.hash == before
    assert before == journal


def test_a_sound_journal(journal: str) -> None:
    sound = verify()
    assert (sound.entries, sound.head.number, sound.head.hash) == (5, 5, journal)
    kinds = JournalEntry.objects.order_by("number").values_list("kind", flat=True)
    assert list(kinds) == ["history", *["transmission"] * 3, "verdict"]


@pytest.mark.usefixtures("journal")
@pytest.mark.parametrize("what", CHANGES)
@pytest.mark.parametrize("batch", [2000, 2])
def test_a_later_change_shows(monkeypatch: pytest.MonkeyPatch, batch: int, what: str) -> None:
    change, number, reason = CHANGES[what]
    monkeypatch.setattr(verifying, "BATCH", batch)
    with unguarded() as cursor:
        cursor.execute(change)
        assert cursor.rowcount > 0
    with pytest.raises(Faulty, match=reason) as found:
        verify()
    assert found.value.number == number


def test_a_refused_submission_leaves_no_entry(single: Account) -> None:
    with pytest.raises(Implausible):
        submit_reading(given(single, single=50_000))
    assert JournalEntry.objects.count() == 0


def test_the_same_key_again_leaves_no_second_entry(single: Account) -> None:
    for _ in range(2):
        submit_reading(from_source(single, "web", 10_300, key="17"))
    assert JournalEntry.objects.count() == 1


def cut_off(number: int) -> None:
    """Take the end off together with the rows that it tells of."""
    with unguarded() as cursor:
        for table, column in (
            ("readings_journalentry", "number"),
            ("readings_verdict", "id"),
            ("readings_repeat", "id"),
        ):
            bound = number if column == "number" else 0
            cursor.execute(f"DELETE FROM {table} WHERE {column} > {bound}")
        cursor.execute(
            "DELETE FROM readings_receipt WHERE id NOT IN"
            " (SELECT receipt_id FROM readings_journalentry WHERE receipt_id IS NOT NULL)"
        )


def test_a_cut_off_end_shows_against_a_kept_hash_only(journal: str) -> None:
    kept = JournalEntry.objects.get(number=3).hash
    cut_off(3)
    assert verify().entries == 3
    assert verify(kept_head=kept).entries == 3
    with pytest.raises(Faulty, match="отрезан"):
        verify(kept_head=journal)


@pytest.mark.parametrize("first", [1, 2, 3, 5, 6])
def test_a_check_may_begin_later(journal: str, first: int) -> None:
    kept = JournalEntry.objects.get(number=2).hash
    assert verify(first, kept).entries == 5 - first + 1
    with pytest.raises(Faulty, match="отрезан"):
        verify(first, "0" * 64)


@pytest.mark.usefixtures("journal")
def test_a_check_that_begins_later_does_not_see_what_lies_before() -> None:
    with unguarded() as cursor:
        cursor.execute("UPDATE readings_journalentry SET body = '{}' WHERE number = 2")
    assert verify(3).entries == 3
    with pytest.raises(Faulty, match="такой записи"):
        verify(7)


def test_an_empty_journal_is_sound_where_the_ledger_is_empty(db: None) -> None:
    sound = verify()
    assert (sound.entries, sound.head.number, sound.head.hash) == (0, 0, START)


def test_rows_from_before_the_journal_are_taken_in_once(single: Account) -> None:
    with pytest.raises(Faulty, match="в журнале передач об этом записи нет"):
        verify()
    assert begin("petrova") == 3
    assert begin("petrova") == 0
    assert verify().entries == 1
    make_reading(Register.objects.get(), DECEMBER, 10_400)
    with pytest.raises(Faulty, match="показание"):
        verify()
    assert begin("petrova") == 1
    assert verify().entries == 2


def test_a_history_that_is_brought_in_has_one_entry(single: Account) -> None:
    begin("petrova")
    register = Register.objects.get()
    about = {"source": Source.CONSUMER, "received_at": AT, "evidence": "readings.csv"}
    intake = Intake()
    for month in (1, 2, 3):
        row = Reading(
            register=register,
            value=9_000 + month,
            period=f"2026-0{month}-01",
            counted_for=f"2026-0{month}-01",
            **about,
        )
        intake.store([row], [Repeat(reading=row, **{**about, "source": Source.RECEIPT})])
    intake.close("readings.csv", "petrova")
    assert verify().entries == 2
    body = bodies()[-1]
    assert (body["what"], body["author"]) == ("readings.csv", "petrova")
    with unguarded() as cursor:
        cursor.execute("UPDATE readings_repeat SET source = 'web'")
    with pytest.raises(Faulty, match="не сходится") as found:
        verify()
    assert found.value.number == 2


@pytest.fixture
def call(single: Account) -> UUID:
    """A call that gave a reading."""
    key = uuid4()
    open_call(Incoming(key, "+79134423435", "88003000", "sip"), AT)
    submit_reading(from_source(single, "phone", 10_300, call=key))
    return key


def test_a_recording_is_put_on_record_when_the_call_has_closed(single: Account, call: UUID) -> None:
    begin("petrova")
    recording = sha256(b"RIFF").hexdigest()
    assert note_evidence(call, recording, AT)
    assert not note_evidence(call, recording, AT)
    entry = JournalEntry.objects.get(kind="evidence")
    assert entry.call_id == call
    assert bodies()[-1] == {
        "receipts": [Receipt.objects.get().pk],
        "sha256": recording,
        "complete_at": "2026-11-22T05:00:00.000000+00:00",
    }
    assert note_evidence(call, sha256(b"RIFF2").hexdigest(), AT)
    assert verify().entries == 4


def test_a_recording_of_a_call_without_readings_is_no_evidence(db: None) -> None:
    assert not note_evidence(uuid4(), "ab" * 32, AT)
    assert JournalEntry.objects.count() == 0


def test_the_demos_histories_are_on_record(demo_base: None) -> None:
    assert verify().entries == 1
    assert bodies()[0]["what"] == "readings.csv"
