"""The company's other programs: customers, readings since a cursor, charges."""

from datetime import date
from typing import Annotated

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router

from meterline.api.auth import Scoped, token_of
from meterline.api.feed import events_after
from meterline.api.models import Token
from meterline.api.problems import problem_of
from meterline.api.schemas import (
    Batch,
    ChargePage,
    CustomerPage,
    EventPage,
    GivenFor,
    Handed,
    Problem,
)
from meterline.api.scopes import Scope
from meterline.api.shown import charges, customer_rows
from meterline.api.submitting import Handover, KeyReused, submit_once
from meterline.charging.models import Charge
from meterline.customers.models import Account
from meterline.readings.models import Source
from meterline.readings.submission import NotAccepted, UnknownAccount

router = Router(tags=["Программы компании"])

Cursor = Annotated[int, Query(0, ge=0, lt=2**62, description="`next` of the last answer")]
Limit = Annotated[int, Query(500, ge=1, le=1000)]


@router.get(
    "/customers",
    summary="Абоненты и счётчики",
    response=CustomerPage,
    auth=Scoped(Scope.CUSTOMERS_READ),
)
def customers(request: HttpRequest, after: Cursor, limit: Limit) -> CustomerPage:
    """Accounts with their customers and meters."""
    rows = _accounts(token_of(request)).filter(pk__gt=after).order_by("pk")
    read = rows.select_related("branch", "customer").prefetch_related("meters__registers")
    found = list(read[: limit + 1])
    page = found[:limit]
    return CustomerPage(rows=customer_rows(page), next=page[-1].pk if len(found) > limit else None)


@router.get(
    "/readings",
    summary="Что поступило после отметки",
    response=EventPage,
    auth=Scoped(Scope.READINGS_READ),
)
def readings(request: HttpRequest, after: Cursor, limit: Limit) -> EventPage:
    """What came into the ledger since a cursor; decisions on it too."""
    page = events_after(after, limit, token_of(request).branch_id)
    return EventPage(events=page.events, next=page.cursor, more=page.more)


@router.post(
    "/readings",
    summary="Передать показания за абонентов",
    response=list[Handed],
    auth=Scoped(Scope.READINGS_WRITE),
)
def hand_over(request: HttpRequest, batch: Batch) -> list[Handed]:
    """Hand over readings of many accounts; each is accepted or refused by itself."""
    token = token_of(request)
    return [_handed(token, one) for one in batch.items]


@router.get(
    "/charges", summary="Начисления за месяц", response=ChargePage, auth=Scoped(Scope.CHARGES_READ)
)
def charges_of_month(request: HttpRequest, period: date, after: Cursor, limit: Limit) -> ChargePage:
    """Charges of a billing period that hold, each line explained."""
    token = token_of(request)
    rows = Charge.objects.current().filter(period=period, pk__gt=after)
    if token.branch_id:
        rows = rows.filter(account__branch=token.branch_id)
    found = list(rows.order_by("pk").values_list("pk", flat=True)[: limit + 1])
    page = found[:limit]
    shown = charges(Charge.objects.filter(pk__in=page).order_by("pk"))
    return ChargePage(rows=shown, next=page[-1] if len(found) > limit else None)


def _accounts(token: Token) -> QuerySet[Account]:
    accounts = Account.objects.all()
    return accounts.filter(branch=token.branch_id) if token.branch_id else accounts


def _handed(token: Token, item: GivenFor) -> Handed:
    handed = Handed(account=item.account, key=item.key)
    try:
        handover = Handover(
            _account(token, item.account),
            item.values,
            insist=item.insist,
            source=Source(item.source),
            evidence=item.evidence,
        )
        handed.receipt, _ = submit_once(token, item.key, handover, timezone.now())
    except NotAccepted as refusal:
        handed.problem = problem_of(refusal)
    except KeyReused as reused:
        handed.problem = Problem(code="KeyReused", message=str(reused))
    return handed


def _account(token: Token, number: str) -> Account:
    account = _accounts(token).select_related("branch").filter(number=number).first()
    if account is None:
        raise UnknownAccount
    return account
