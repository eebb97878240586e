"""What goes on on the lines at this moment, read from the calls' logs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTextTransform

from meterline.board.wording import stage_named
from meterline.calls.models import Call, CallEvent

LONGEST = timedelta(hours=1)
"""A call without an end that is older was cut off with its robot."""

DELAYS_OVER = timedelta(minutes=5)


@dataclass(frozen=True)
class LiveCall:
    """A call in progress. `caller` shows the last digits only, `delay` is the last answer's, s."""

    id: UUID
    branch: str
    caller: str
    stage: str
    began: datetime
    delay: float | None
    carrier: str


@dataclass(frozen=True)
class Delays:
    """Answer delays of the last minutes, in seconds; None where there were no answers."""

    answers: int
    median: float | None
    most: float | None
    """95 of 100 are not longer."""


@dataclass(frozen=True)
class HourOfBranch:
    """How the calls of the last hour ended, by outcome's key."""

    branch: str
    calls: int
    ended: Mapping[str, int]


def calls_now(now: datetime) -> tuple[LiveCall, ...]:
    """Calls in progress, the longest first; one question to the data base."""
    said = CallEvent.objects.filter(call=OuterRef("pk"), kind="said").order_by("-sequence")
    last = CallEvent.objects.filter(call=OuterRef("pk")).order_by("-sequence")
    going = (
        Call.objects.filter(ended=None, started__gt=now - LONGEST)
        .select_related("branch")
        .annotate(
            stage=Subquery(said.values(found=KeyTextTransform("stage", "data"))[:1]),
            after=Subquery(said.values(found=KeyTextTransform("after", "data"))[:1]),
            kind=Subquery(last.values("kind")[:1]),
        )
        .order_by("started")
    )
    return tuple(
        LiveCall(
            one.pk,
            one.branch.name if one.branch else "не определён",
            masked(one.caller),
            stage_named(one.stage, one.kind),
            one.started,
            float(one.after) if one.after else None,
            one.carrier,
        )
        for one in going
    )


def masked(number: str) -> str:
    """A telephone's last four digits."""
    return f"…{number[-4:]}" if number else "скрыт"


def delays(now: datetime) -> Delays:
    """How long callers waited for answers of the robot in the last minutes."""
    told = (
        CallEvent.objects.filter(
            kind="said",
            at__gt=now - DELAYS_OVER,
            call__started__gt=now - LONGEST,
            data__has_key="after",
        )
        .annotate(after=KeyTextTransform("after", "data"))
        .values_list("after", flat=True)
    )
    found = sorted(map(float, told))
    if not found:
        return Delays(0, None, None)
    return Delays(len(found), found[len(found) // 2], found[-(-len(found) * 95 // 100) - 1])


def last_hour(now: datetime) -> tuple[HourOfBranch, ...]:
    """Calls of the last hour by branch, most first."""
    rows: QuerySet[Call, tuple[str | None, str]] = Call.objects.filter(
        started__gt=now - timedelta(hours=1)
    ).values_list("branch__name", "outcome")
    found: dict[str, dict[str, int]] = {}
    for branch, outcome in rows:
        ended = found.setdefault(branch or "не определён", {})
        ended[outcome] = ended.get(outcome, 0) + 1
    told = (HourOfBranch(branch, sum(ended.values()), ended) for branch, ended in found.items())
    return tuple(sorted(told, key=lambda one: (-one.calls, one.branch)))
