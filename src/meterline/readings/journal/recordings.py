"""The recordings on disk against the hashes that the journal keeps of them."""

import json
from collections.abc import Callable
from dataclasses import dataclass

from meterline.calls.recordings import recording_sha256
from meterline.readings.journal.verify import Faulty
from meterline.readings.models import JournalEntry

BATCH = 500


@dataclass(frozen=True)
class Compared:
    """How many entries' recordings are what they were, and how many are there no more.

    A recording that is gone is no fault: it may have been deleted when its time was over.
    """

    same: int
    gone: int


def compare_recordings(
    first: int = 1, progress: Callable[[int], None] = lambda number: None
) -> Compared:
    """Read every recording that entries from `first` on tell of. Raises Faulty at a changed one.

    Take entries for what they are only after `verify`: this looks at the files alone.
    """
    told = JournalEntry.objects.filter(kind=JournalEntry.Kind.EVIDENCE, number__gte=first)
    rows = told.order_by("number").values_list("number", "body", "call__recording")
    same = gone = 0
    for number, body, recording in rows.iterator(BATCH):
        found = recording_sha256(recording)
        if found is None:
            gone += 1
        elif found != json.loads(body)["sha256"]:
            raise Faulty(number, "запись разговора на диске не та, что была при её внесении")
        else:
            same += 1
        progress(number)
    return Compared(same, gone)
