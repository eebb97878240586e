"""Calls that ended get their summary; those that people judged since get a new one."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Exists, OuterRef, Q
from django.utils import timezone

from meterline.calls.models import Call, CallEvent, Message, ReviewedTurn
from meterline.customers.regions import Evidence
from meterline.quality.confusing import confused
from meterline.quality.logs import Told, told_by
from meterline.quality.models import CallSummary, Confusion
from meterline.readings.decisions import status_of
from meterline.readings.models import Reading, Repeat, Verdict

BATCH = 500
"""Calls of one transaction: a run that is cut off loses no more."""

LANDLINE = (Evidence.LANDLINE_RANGE, Evidence.CODE_ONLY)

Outcome, Phone, Judged = CallSummary.Outcome, CallSummary.Phone, CallSummary.Verdict


def summarise(now: datetime) -> int:
    """Summarise what has no summary or an old one; how many calls that were.

    May be cut off and run again at any time.
    """
    done = 0
    for wanted in (_new(), _judged_since(now)):
        while found := list(wanted.select_related("branch")[:BATCH]):
            with transaction.atomic():
                _write(found, now)
            done += len(found)
    return done


def _new() -> Any:
    return Call.objects.filter(ended__isnull=False, summary=None).order_by("started")


def _judged_since(now: datetime) -> Any:
    """Calls whose readings or turns a person judged after they were summarised, until `now`."""
    call, since = OuterRef("pk"), OuterRef("summary__summarised_at")
    received = {"received_at__gt": since, "received_at__lte": now}
    decided = Verdict.objects.filter(reading__call=call, **received)
    entered = Reading.objects.filter(call=call, **received)
    labelled = ReviewedTurn.objects.filter(call=call, reviewed_at__gt=since, reviewed_at__lte=now)
    judged = Exists(decided) | Exists(entered) | Exists(labelled)
    return Call.objects.filter(judged, summary__isnull=False).order_by("started")


def _write(calls: Sequence[Call], now: datetime) -> None:
    keys = [call.pk for call in calls]
    logs = _logs(keys)
    facts = _Facts(keys)
    summaries = [_summary(call, told_by(logs[call.pk]), facts, now) for call in calls]
    updated = [one.name for one in CallSummary._meta.concrete_fields if not one.primary_key]
    CallSummary.objects.bulk_create(
        summaries, update_conflicts=True, unique_fields=["call"], update_fields=updated
    )
    _write_confusions(keys, logs)


def _logs(keys: Sequence[UUID]) -> Mapping[UUID, list[tuple[str, Mapping[str, Any]]]]:
    logs: dict[UUID, list[tuple[str, Mapping[str, Any]]]] = defaultdict(list)
    events = CallEvent.objects.filter(call__in=keys).order_by("call", "sequence")
    for call, kind, data in events.values_list("call", "kind", "data"):
        logs[call].append((kind, data))
    return logs


class _Facts:
    """What stands outside the logs of some calls."""

    def __init__(self, keys: Sequence[UUID]) -> None:
        self.messages = set(Message.objects.filter(call__in=keys).values_list("pk", flat=True))
        self.values: dict[UUID | None, int] = defaultdict(int)
        self._words: dict[UUID | None, set[str]] = defaultdict(set)
        for reading in Reading.objects.filter(call__in=keys).prefetch_related("verdicts"):
            self.values[reading.call_id] += 1
            if reading.status == Reading.Status.UNDER_REVIEW or reading.verdicts.all():
                self._words[reading.call_id].add(status_of(reading))
        again = Repeat.objects.filter(call__in=keys).values_list("call")
        for call, count in again.annotate(count=Count("pk")).order_by():
            self.values[call] += count

    def verdict(self, call: UUID) -> str:
        """What people made of a call's doubtful values; one rejected makes the call wrong."""
        words = self._words[call]
        if words & {Verdict.Kind.REJECTED.value, Verdict.Kind.CANCELLED.value}:
            return Judged.WRONG
        if Reading.Status.UNDER_REVIEW in words:
            return Judged.WAITING
        return Judged.RIGHT if words else Judged.NONE


def _summary(call: Call, told: Told, facts: _Facts, now: datetime) -> CallSummary:
    ended = call.ended or call.started
    zone = call.branch.zone if call.branch else timezone.get_default_timezone()
    return CallSummary(
        call=call,
        day=call.started.astimezone(zone).date(),
        branch=call.branch,
        phone=phone_of(call),
        version=told.version,
        outcome=_outcome(call, told, facts),
        reached=told.reached,
        stage=told.stage,
        seconds=max(0, round((ended - call.started).total_seconds())),
        turns=told.turns,
        account_again=told.again["account"],
        reading_again=told.again["reading"],
        name_again=told.again["name"],
        delay_median=told.delay_median,
        delay_most=told.delay_most,
        values=facts.values[call.pk],
        verdict=facts.verdict(call.pk),
        linked=told.linked,
        summarised_at=now,
    )


def _outcome(call: Call, told: Told, facts: _Facts) -> str:
    """Whoever was brought in counts, whatever else was done in the call."""
    if told.transferred or call.outcome == "transferred":
        return Outcome.PERSON
    if call.pk in facts.messages:
        return Outcome.MESSAGE
    return Outcome.DONE if told.stored or call.outcome == "done" else Outcome.LEFT


def phone_of(call: Call) -> str:
    """What a call came from; a number of the company's own table is told by its code."""
    if call.carrier == "browser":
        return Phone.BROWSER
    if call.region_evidence == Evidence.MOBILE_RANGE or call.caller.startswith("+79"):
        return Phone.MOBILE
    if call.region_evidence in LANDLINE or call.caller.startswith("+7"):
        return Phone.LANDLINE
    return Phone.HIDDEN


def _write_confusions(
    keys: Sequence[UUID], logs: Mapping[UUID, Iterable[tuple[str, Mapping[str, Any]]]]
) -> None:
    reviewed = ReviewedTurn.objects.filter(
        ~Q(text=""), call__in=keys, verdict=ReviewedTurn.Verdict.GOOD
    )
    Confusion.objects.filter(summary__in=keys).delete()
    Confusion.objects.bulk_create(
        Confusion(summary_id=one.call_id, heard=heard, said=said)
        for one in reviewed
        for heard, said in confused(_heard(logs[one.call_id], one.turn), one.text)
    )


def _heard(log: Iterable[tuple[str, Mapping[str, Any]]], turn: int) -> str:
    """The letters heard in a turn, counted from 1."""
    texts = [str(data.get("text") or "") for kind, data in log if kind == "heard"]
    return texts[turn - 1] if turn <= len(texts) else ""
