"""Calls to listen to: drawn by lot, scored by a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from random import Random
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from meterline.quality.models import CallSummary, Listening
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import Person, branches_where, everywhere

AN_OUTCOME = 2
"""Calls of a day, a branch and an outcome: rare outcomes are heard as often as frequent ones."""


class AlreadyScored(Exception):
    """Somebody else scored the call. `str()` of it is a Russian sentence."""


@dataclass(frozen=True)
class Score:
    """What a person made of a call; see `Listening`."""

    flow: int
    understood: int
    right: str
    comment: str


def draw(day: date, seed: str, now: datetime) -> int:
    """Draw the calls of a day; how many are new. The same seed draws the same calls."""
    calls = (
        CallSummary.objects.filter(day=day)
        .order_by("branch", "outcome", "call")
        .values_list("branch", "outcome", "call")
    )
    chosen: list[UUID] = []
    for (branch, outcome), rows in groupby(calls, key=lambda row: row[:2]):
        chance = Random(f"{seed} {day} {branch} {outcome}")
        chosen += drawn([call for _, _, call in rows], chance)
    known = set(Listening.objects.filter(summary__in=chosen).values_list("pk", flat=True))
    new = [Listening(summary_id=call, drawn_at=now) for call in chosen if call not in known]
    Listening.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def drawn(calls: Sequence[UUID], chance: Random) -> list[UUID]:
    """Some of the calls, all where they are few."""
    return chance.sample(calls, min(AN_OUTCOME, len(calls)))


def to_hear(user: Person) -> QuerySet[Listening]:
    """The drawn calls of the branches in which a person may score, the latest day first."""
    rows = Listening.objects.select_related("summary__branch", "summary__call")
    if not everywhere(user, Action.SCORE_CALLS):
        rows = rows.filter(summary__branch__in=branches_where(user, Action.SCORE_CALLS))
    return rows.order_by("-summary__day", "summary__branch", "summary__outcome", "pk")


def score(call: UUID, given: Score, user: Person, now: datetime, request: HttpRequest) -> None:
    """Take a score down. Raises AlreadyScored; who may score is the caller's to check."""
    with transaction.atomic():
        row = Listening.objects.select_for_update().get(pk=call)
        if row.scored_at:
            raise AlreadyScored(f"Этот звонок уже оценил {row.scored_by}.")
        row.flow, row.understood = given.flow, given.understood
        row.right, row.comment = given.right, given.comment
        row.scored_by, row.scored_at = user.get_username()[:150], now
        row.save()
        told = {"плавность": row.flow, "понимание": row.understood, "записано": row.right}
        subject = f"звонок {row.summary.call.reference}"
        branch = row.summary.branch
        record(user, Action.SCORE_CALLS, subject, branch=branch, details=told, request=request)
