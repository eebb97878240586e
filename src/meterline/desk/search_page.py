"""One search box for all that a clerk may know of a customer."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meterline.customers.finding import found_among
from meterline.customers.models import Account
from meterline.desk.receipts import receipt_for
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, branches_where

SHOWN = 30


@never_cache
@require_GET
@allowed(Action.SEE_ACCOUNTS)
def search(request: HttpRequest) -> HttpResponse:
    """The box, and what was found; a single customer's page opens at once.

    `?done=` names the receipt of what was just stored.
    """
    typed = request.GET.get("q", "").strip()
    shown: dict[str, Any] = {"typed": typed}
    if typed:
        found = _found(request, typed)
        if len(found) == 1:
            return redirect("desk:account", found[0].number)
        shown |= {"found": found[:SHOWN], "more": len(found) > SHOWN}
        shown["elsewhere"] = None if found else _elsewhere(typed)
    if request.GET.get("done"):
        shown["done"] = receipt_for(request, request.GET["done"])
    return render(request, "desk/search.html", shown)


def _found(request: HttpRequest, typed: str) -> list[Account]:
    accounts = Account.objects.select_related("customer", "branch").order_by("number")
    accounts = accounts.filter(branch__in=branches_where(request.user, Action.SEE_ACCOUNTS))
    found = list(found_among(accounts, typed)[: SHOWN + 1])
    if len(found) != 1:
        # One customer's page keeps its own record.
        details = {"запрос": typed[:100], "найдено": len(found)}
        record(request.user, Action.SEE_ACCOUNTS, "Поиск", details=details, request=request)
    return found


def _elsewhere(typed: str) -> Account | None:
    """The account of that very number, which other branches' clerks see to."""
    number = "".join(typed.split()).replace("-", "")
    return Account.objects.filter(number=number).select_related("branch").first()
