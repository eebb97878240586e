"""The list of those who are to be called back."""

from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meterline.review.callbacks import (
    OUTCOMES,
    Outcome,
    asked_for,
    may_call,
    note_outcome,
    take_over,
    waiting,
)
from meterline.review.models import Callback
from meterline.staff.permissions import Action
from meterline.staff.services import may, signed_in

MOST = 200
"""Rows on the page."""


@require_GET
@never_cache
@signed_in
def callbacks(request: HttpRequest) -> HttpResponse:
    """Who is due now, and who later."""
    _require(request)
    now = timezone.now()
    rows = list(waiting(request.user)[:MOST])
    shown = {
        "due": [row for row in rows if row.due <= now],
        "later": [row for row in rows if row.due > now],
        "asked": list(asked_for(request.user)[:MOST]),
        "outcomes": OUTCOMES.items(),
        "may_review": may(request.user, Action.REVIEW),
    }
    return render(request, "review/callbacks.html", shown)


@require_POST
@never_cache
@signed_in
def outcome(request: HttpRequest, pk: int) -> HttpResponse:
    """What came of a call."""
    _require(request)
    return _noted(request, get_object_or_404(Callback, pk=pk))


@require_POST
@never_cache
@signed_in
def outcome_of_message(request: HttpRequest, call: UUID) -> HttpResponse:
    """What came of a call that a caller had asked for."""
    _require(request)
    message = get_object_or_404(asked_for(request.user), pk=call)
    return _noted(request, take_over(message, request.user, timezone.now()))


def _noted(request: HttpRequest, row: Callback) -> HttpResponse:
    if not may_call(request.user, row.branch):
        raise PermissionDenied("Ваша роль не позволяет звонить абонентам этого филиала.")
    state, note = request.POST.get("state", ""), request.POST.get("note", "")
    if state not in OUTCOMES:
        return HttpResponse(status=400)
    told = Outcome(Callback.State(state), note, timezone.now())
    done = note_outcome(row, told, cast(User, request.user), request)
    messages.success(request, "Записано." if done else "Этот звонок уже решён.")
    return redirect("review:callbacks")


def _require(request: HttpRequest) -> None:
    if not may_call(request.user, None):
        raise PermissionDenied("Ваша роль не позволяет звонить абонентам.")
