"""What came into the ledger, in the journal's order: for cursors and for webhooks.

Entries of the journal are written one after the other and numbered without a gap, so a
cursor never passes an entry that appears later.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from meterline.api.schemas import Event, Submitted
from meterline.api.shown import submitted
from meterline.customers.models import Account
from meterline.readings.models import JournalEntry, Reading, Repeat
from meterline.readings.receipts import receipt_number

TOLD = (JournalEntry.Kind.TRANSMISSION, JournalEntry.Kind.VERDICT)
RELATED = ("receipt__account__branch", "verdict__reading__register__meter__account__branch")


@dataclass(frozen=True)
class Page:
    """Some events, the cursor behind them, and whether there is more."""

    events: list[Event]
    cursor: int
    more: bool


def events_after(cursor: int, limit: int, branch: int | None) -> Page:
    """Events of at most `limit` entries after an entry.

    `branch` is the id of the only branch that may be seen, None for all.
    """
    entries = JournalEntry.objects.filter(number__gt=cursor).order_by("number")
    found = list(entries.select_related(*RELATED)[: limit + 1])
    page, more = found[:limit], len(found) > limit
    seen = [one for one in page if one.kind in TOLD and _seen(one, branch)]
    return Page(_events(seen), page[-1].number if page else cursor, more)


def _account(entry: JournalEntry) -> Account:
    if entry.receipt:
        return entry.receipt.account
    if entry.verdict:
        account: Account = entry.verdict.reading.register.meter.account
        return account
    raise TypeError("an entry that is told of is about a receipt or a verdict")


def _seen(entry: JournalEntry, branch: int | None) -> bool:
    return branch is None or _account(entry).branch_id == branch


def _events(entries: Sequence[JournalEntry]) -> list[Event]:
    told = _readings_of(entries)
    shown = {one.id: one for one in submitted(Reading.objects.filter(pk__in=_all(told)))}
    return [_event(entry, [shown[pk] for pk in told[entry.pk]]) for entry in entries]


def _readings_of(entries: Sequence[JournalEntry]) -> dict[int, list[int]]:
    """Entry → ids of the readings that it tells of, those given again included."""
    receipts = {one.receipt_id: one.pk for one in entries if one.receipt_id}
    told: dict[int, list[int]] = defaultdict(list)
    added = Reading.objects.filter(receipt__in=receipts).order_by("id")
    again = Repeat.objects.filter(receipt__in=receipts).order_by("id")
    for receipt, reading in [
        *added.values_list("receipt_id", "pk"),
        *again.values_list("receipt_id", "reading_id"),
    ]:
        told[receipts[receipt]].append(reading)
    for entry in entries:
        if entry.verdict:
            told[entry.pk].append(entry.verdict.reading_id)
    return told


def _all(told: dict[int, list[int]]) -> set[int]:
    return {reading for of_one in told.values() for reading in of_one}


def _event(entry: JournalEntry, readings: list[Submitted]) -> Event:
    account, verdict = _account(entry), entry.verdict
    return Event(
        entry=entry.number,
        at=entry.at,
        event="reading.decided" if verdict else "reading.transmitted",
        account=account.number,
        branch=account.branch.key,
        receipt=receipt_number(entry.receipt.pk) if entry.receipt else None,
        readings=readings,
        verdict=verdict.kind if verdict else None,
        why=verdict.reason if verdict else None,
    )
