"""Every reading of an account as its owner sees it."""

from dataclasses import dataclass
from datetime import date, datetime

from meterline.api.shown import submitted_of
from meterline.customers.models import Account
from meterline.customers.models.accounts import ZONE_NAMES
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Source, Verdict

BEGINNING = date(1, 1, 1)
ZONES = {**dict(ZONE_NAMES), Zone.SINGLE.value: ""}
"""A meter with a single register has no name for it."""

STATES = {**dict(Reading.Status.choices), **dict(Verdict.Kind.choices)}


@dataclass(frozen=True)
class HistoryRow:
    """A reading in words."""

    month: date
    meter: str
    zone: str
    value: int
    received_at: datetime
    source: str
    state: str
    receipt: str | None


def history(account: Account) -> list[HistoryRow]:
    """The account's readings, latest first."""
    return [
        HistoryRow(
            month=one.counted_for,
            meter=one.meter,
            zone=ZONES[one.zone.value],
            value=one.value,
            received_at=one.received_at,
            source=Source(one.source).label,
            state=STATES[one.status],
            receipt=one.receipt,
        )
        for one in submitted_of(account, BEGINNING)
    ]
