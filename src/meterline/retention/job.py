"""The dry run and the job: what is over, and its removal in batches."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from meterline.retention.files import sweep
from meterline.retention.kinds import KINDS, Kind, since_of
from meterline.retention.models import RetentionRun
from meterline.retention.periods import Period, periods
from meterline.staff.audit import record
from meterline.staff.permissions import Action


@dataclass(frozen=True)
class Due:
    """What is over of one kind: how many rows, and since when the oldest is counted."""

    key: str
    period: Period
    count: int
    oldest: datetime | None


def plan(now: datetime) -> list[Due]:
    """What a run would remove now; nothing is changed. Raises Mendable for wrong periods."""
    return [_due(key, period, now) for key, period in periods().kinds.items()]


def _due(key: str, period: Period, now: datetime) -> Due:
    rows = KINDS[key].over(now - period.kept)
    oldest = rows.first()
    return Due(key, period, rows.count(), since_of(KINDS[key], oldest) if oldest else None)


def run(now: datetime, by: str) -> RetentionRun:
    """Remove all that is over, and report it. Raises Mendable for wrong periods.

    Each batch is a transaction of its own together with its count in the report, so that a
    run may be killed anywhere and the next one goes on. To be called outside of one.
    """
    told = periods()
    report = RetentionRun.objects.create(started_at=timezone.now(), by=by)
    _remove_files(report)  # those that a killed run left
    for key, period in told.kinds.items():
        for _ in _batches(report, key, now - period.kept, now):
            _remove_files(report)
    _end(report)
    return report


def _batches(report: RetentionRun, key: str, before: datetime, now: datetime) -> Iterator[int]:
    kind = KINDS[key]
    while done := _batch(report, key, kind, before, now):
        yield done


def _batch(report: RetentionRun, key: str, kind: Kind, before: datetime, now: datetime) -> int:
    with transaction.atomic():
        locked = kind.over(before).select_for_update(of=("self",), skip_locked=True)
        rows = list(locked[: kind.at_once])
        if rows:
            report.counts[key] = report.counts.get(key, 0) + len(rows)
            report.save(update_fields=["counts"])
            kind.remove(rows, now)
    return len(rows)


def _remove_files(report: RetentionRun) -> None:
    if removed := sweep():
        report.files += removed
        report.save(update_fields=["files"])


def _end(report: RetentionRun) -> None:
    with transaction.atomic():
        report.ended_at = timezone.now()
        report.save(update_fields=["ended_at"])
        details = {"удалено": report.counts, "файлов": report.files, "отчёт": report.pk}
        record(report.by, Action.ERASE_DATA, f"{report}: по срокам хранения", details=details)
