"""Personal data taken out of calls, messages and letters; the rows stay for counting."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from meterline.calls.models import Call, CallEvent, Message
from meterline.calls.recordings import recording_sha256
from meterline.calls.services import Logged, log_events
from meterline.channels.models import (
    IncomingAttachment,
    IncomingMessage,
    OutgoingAttachment,
    OutgoingMessage,
)
from meterline.readings.journal.notes import Removal, note_removals
from meterline.retention.files import Folder, forget

TEXTS_REMOVED = "texts_removed"
"""The event by which a call's log says that its texts are gone, and since when."""

RECORDING_REMOVED = "recording_removed"

UNTOUCHED = {
    *("stage", "after", "asked", "begin", "end", "completeness", "core_seconds", "command"),
    *("answer_probability", "outcome", "purpose", "part", "refusal", "branch", "why"),
    *("window_last_day", "called_before", "sha256", "version", "zones"),
}
"""What events keep: nothing of it tells of a person. All else is emptied, whatever it is."""

NAMELESS = "удалено"
EVENTS_AT_ONCE = 500


def empty_texts(calls: Sequence[Call], why: str, at: datetime) -> None:
    """Take what was heard and said out of the logs of calls; each log says so itself."""
    events = list(CallEvent.objects.filter(call__in=calls).order_by("pk"))
    for event in events:
        event.data = emptied(event.data)
    CallEvent.objects.bulk_update(events, ["data"], batch_size=EVENTS_AT_ONCE)
    for call in calls:
        log_events(call.pk, [Logged(TEXTS_REMOVED, at, {"why": why})])


def emptied(data: Mapping[str, Any]) -> dict[str, Any]:
    """An event's data in its own shape: yes and no stay, texts, values and numbers go."""
    return {name: one if name in UNTOUCHED else _empty(one) for name, one in data.items()}


def _empty(value: Any) -> Any:
    if isinstance(value, bool):
        return value
    return type(value)() if isinstance(value, str | list | dict) else None


def remove_recordings(calls: Sequence[Call], why: str, at: datetime) -> None:
    """Remove the recordings of calls.

    The journal of transmissions gets the hash of each that proved a reading, so that it
    tells what was removed from what was lost or changed. A file that is not there any more
    is put on record by nobody.
    """
    removed = [(call, recording_sha256(call.recording)) for call in calls]
    forget(Folder.RECORDINGS, (call.recording for call in calls))
    Call.objects.filter(pk__in=[call.pk for call in calls]).update(recording="")
    for call, sha256 in removed:
        if sha256:
            log_events(call.pk, [Logged(RECORDING_REMOVED, at, {"why": why, "sha256": sha256})])
    note_removals([Removal(sha256, at, why, call.pk) for call, sha256 in removed if sha256])


def empty_messages(messages: Sequence[Message]) -> None:
    """Take out what callers left; when, why and what became of it stays."""
    keys = [one.pk for one in messages]
    Message.objects.filter(pk__in=keys).update(confirmed=None, understood={}, note="")


def empty_letters(letters: Sequence[IncomingMessage], why: str, at: datetime) -> None:
    """Take out sender, text and files of what consumers wrote; the hashes stay.

    The journal of transmissions is told of those that proved a reading.
    """
    keys = [one.pk for one in letters]
    files = IncomingAttachment.objects.filter(message__in=keys)
    forget(Folder.MESSAGES, [*(one.evidence for one in letters), *_places(files)])
    files.update(name=NAMELESS, file="")
    empty_letter_texts(letters)
    IncomingMessage.objects.filter(pk__in=keys).update(sender="", thread="", evidence="")
    proofs = [one for one in letters if one.receipt and one.evidence]
    note_removals([Removal(one.evidence_sha256, at, why) for one in proofs])


def empty_letter_texts(letters: Sequence[IncomingMessage]) -> None:
    """Take out only what is shown of letters: the raw ones stay as evidence."""
    keys = [one.pk for one in letters]
    IncomingMessage.objects.filter(pk__in=keys).update(subject="", body="", reason="")


def empty_outgoing(messages: Sequence[OutgoingMessage]) -> None:
    """Take out address, text and files of what was written to consumers."""
    keys = [one.pk for one in messages]
    files = OutgoingAttachment.objects.filter(message__in=keys)
    forget(Folder.MESSAGES, _places(files))
    files.update(name=NAMELESS, file="")
    emptied_columns = dict.fromkeys(("address", "subject", "text", "unsubscribe", "error"), "")
    OutgoingMessage.objects.filter(pk__in=keys).update(**emptied_columns)


def _places(files: Any) -> list[str]:
    return list(files.values_list("file", flat=True))
