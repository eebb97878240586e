"""Tables of the ledger and of its journal."""

from meterline.readings.models.append_only import AppendOnly, AppendOnlyRows, LedgerIsAppendOnly
from meterline.readings.models.journal import JournalEntry
from meterline.readings.models.rows import Reading, Receipt, Repeat, Verdict
from meterline.readings.models.sources import OWN, PRECEDENCE, Source, said_by

__all__ = [
    "OWN",
    "PRECEDENCE",
    "AppendOnly",
    "AppendOnlyRows",
    "JournalEntry",
    "LedgerIsAppendOnly",
    "Reading",
    "Receipt",
    "Repeat",
    "Source",
    "Verdict",
    "said_by",
]
