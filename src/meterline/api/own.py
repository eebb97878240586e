"""A customer's own account: the month's state, history, submission."""

from datetime import datetime, time, timedelta
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Header, Query, Router, Status

from meterline.api.auth import Scoped, token_of
from meterline.api.schemas import (
    AccountState,
    ChargeOf,
    Given,
    History,
    Implausible,
    MonthStatus,
    Problem,
    Receipt,
)
from meterline.api.scopes import Scope
from meterline.api.shown import charges_of, computed_of, meters_of, submitted_of
from meterline.api.submitting import Handover, submit_once
from meterline.customers.models import Account, Customer
from meterline.readings.periods import month_of, place, shift
from meterline.readings.terms import term_of, time_for
from meterline.reminders.selectors import has_submitted

router = Router(tags=["Свой лицевой счёт"])

Months = Annotated[int, Query(24, ge=1, le=120, description="How many months back")]
Key = Annotated[str, Header(..., alias="Idempotency-Key", min_length=1, max_length=100)]


@router.get(
    "/account",
    summary="Счёт и состояние месяца",
    response=AccountState,
    auth=Scoped(Scope.OWN_READ),
)
def account(request: HttpRequest) -> AccountState:
    """The account, its meters, and whether this month's reading has come."""
    own = _account(request)
    now = timezone.now()
    return AccountState(
        account=own.number,
        branch=own.branch.key,
        active=own.state == Account.State.ACTIVE,
        organisation=own.customer.kind == Customer.Kind.ORGANISATION,
        month=month_status(own, now),
        meters=meters_of(own, now),
    )


@router.get(
    "/readings", summary="Переданное и рассчитанное", response=History, auth=Scoped(Scope.OWN_READ)
)
def readings(request: HttpRequest, months: Months) -> History:
    """What was submitted, by which way; and apart from it, what was computed."""
    own = _account(request)
    since = shift(month_of(timezone.now().date()), -months)
    return History(submitted=submitted_of(own, since), computed=computed_of(own, since))


@router.get(
    "/charges",
    summary="Начисления с объяснениями",
    response=list[ChargeOf],
    auth=Scoped(Scope.OWN_READ),
)
def charges(request: HttpRequest, months: Months) -> list[ChargeOf]:
    """What was charged, each line explained."""
    own = _account(request)
    return charges_of(own, shift(month_of(timezone.now().date()), -months))


@router.post(
    "/readings",
    summary="Передать показания",
    response={200: Receipt, 201: Receipt, 422: Implausible | Problem},
    auth=Scoped(Scope.OWN_WRITE),
)
def submit(request: HttpRequest, response: HttpResponse, given: Given, key: Key) -> Status[Receipt]:
    """Submit readings. The same key with the same values brings the same receipt (200)."""
    handover = Handover(_account(request), given.values, insist=given.insist)
    receipt, again = submit_once(token_of(request), key, handover, timezone.now())
    if again:
        response["Idempotency-Replayed"] = "true"
    return Status(200 if again else 201, receipt)


def month_status(account: Account, now: datetime) -> MonthStatus:
    """Where a reading given now belongs, and until when that holds."""
    zone = account.branch.zone
    placement = place(now, term_of(account, now))
    period = placement.counted_for
    first, last = time_for(account, period)
    return MonthStatus(
        period=period,
        window_open=placement.in_window,
        window_first=first,
        window_last=last,
        days_left=(last - now.astimezone(zone).date()).days,
        deadline=datetime.combine(last + timedelta(days=1), time.min, zone),
        submitted=has_submitted(account, now),
    )


def _account(request: HttpRequest) -> Account:
    own = token_of(request).account
    if own is None:
        raise TypeError("a token with rights on an own account names it")
    return own
