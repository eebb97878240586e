"""The recordings on disk against the hashes that the journal keeps of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from uuid import UUID

from meterline.calls.recordings import recording_sha256
from meterline.readings.journal.verify import Faulty
from meterline.readings.models import JournalEntry

BATCH = 500

REMOVED_AT = "removed_at"
"""What only an entry of a removal says."""


class State(Enum):
    """What has become of a recording."""

    SAME = auto()
    GONE = auto()
    REMOVED = auto()


@dataclass(frozen=True)
class Compared:
    """How many entries' recordings are what they were, and how many are there no more.

    `removed` went when their time was over or the consumer asked: the journal itself says
    so. Of those that are `gone` nothing says why; that is no fault of the journal.
    """

    same: int
    gone: int
    removed: int


def compare_recordings(
    first: int = 1, progress: Callable[[int], None] = lambda number: None
) -> Compared:
    """Read every recording that entries from `first` on tell of. Raises Faulty at a changed one.

    Take entries for what they are only after `verify`: this looks at the files alone.
    """
    told = JournalEntry.objects.filter(kind=JournalEntry.Kind.EVIDENCE, number__gte=first)
    rows = told.order_by("number").values_list("number", "body", "call_id", "call__recording")
    count = {State.SAME: 0, State.GONE: 0, State.REMOVED: 0}
    for number, body, call, recording in rows.iterator(BATCH):
        content = json.loads(body)
        if REMOVED_AT not in content:
            count[_state(number, content["sha256"], call, recording)] += 1
        progress(number)
    return Compared(count[State.SAME], count[State.GONE], count[State.REMOVED])


def _state(number: int, sha256: str, call: UUID, recording: str) -> State:
    found = recording_sha256(recording)
    if found == sha256:
        return State.SAME
    if found is not None:
        raise Faulty(number, "запись разговора на диске не та, что была при её внесении")
    removed = _removed(number, call)
    if not removed:
        return State.GONE
    if sha256 not in removed:
        raise Faulty(number, "запись разговора перед удалением была не та, что при её внесении")
    return State.REMOVED


def _removed(number: int, call: UUID) -> list[str]:
    """Hashes of the call's files that later entries tell to have been removed."""
    later = JournalEntry.objects.filter(
        kind=JournalEntry.Kind.EVIDENCE, call_id=call, number__gt=number
    )
    contents = [json.loads(body) for body in later.values_list("body", flat=True)]
    return [one["sha256"] for one in contents if REMOVED_AT in one]
