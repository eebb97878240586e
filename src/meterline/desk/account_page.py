"""The customer's page: all that a clerk needs, and the entry of readings."""

from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meterline.customers.models import Account
from meterline.desk.access import account_for
from meterline.desk.entry import Entered, enter
from meterline.desk.fields import Sheet, sheet_of
from meterline.desk.receipts import next_customer
from meterline.desk.selectors import money_of, readings_of, surroundings
from meterline.readings.submission import Implausible, NotAccepted
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, may

WHY_FIRST = "Чтобы принять как есть, напишите, почему значение верное."


@never_cache
@require_GET
@allowed(Action.SEE_ACCOUNTS)
def account(request: HttpRequest, number: str) -> HttpResponse:
    """A customer. Who looked is on record: the page holds personal data."""
    one = account_for(request, number, Action.SEE_ACCOUNTS)
    record(request.user, Action.SEE_ACCOUNTS, "Страница абонента", account=one, request=request)
    return page(request, one, sheet_of(one, timezone.now()))


@never_cache
@require_POST
@allowed(Action.ENTER_READINGS)
def enter_readings(request: HttpRequest, number: str) -> HttpResponse:
    """Store the values, or show what is wrong with them beside the fields."""
    one = account_for(request, number, Action.ENTER_READINGS)
    now, typed = timezone.now(), with_proposal(request.POST)
    sheet = sheet_of(one, now, typed)
    values, why = sheet.values(), typed.get("why", "").strip()
    if sheet.problems or not values:
        return page(request, one, sheet)
    if sheet.empty and "partial" not in typed:
        return page(request, one, sheet, {"partial": True})
    try:
        accepted = enter(request, Entered(one, values, now, insists=why))
    except Implausible as refusal:
        sheet.note(refusal.checked)
        return page(request, one, sheet, {"doubt": True})
    except NotAccepted as refusal:
        return page(request, one, sheet, {"refusal": str(refusal)})
    return next_customer(accepted)


def with_proposal(posted: QueryDict) -> dict[str, str]:
    """What was posted, with the proposal that the clerk took in its fields."""
    typed = {name: str(value) for name, value in posted.items()}
    for part in typed.pop("take", "").split(","):
        name, mark, value = part.partition("=")
        if mark and name.startswith("v"):
            typed[name] = value
    return typed


def page(
    request: HttpRequest, one: Account, sheet: Sheet, more: dict[str, Any] | None = None
) -> HttpResponse:
    """The page with the fields as they are filled."""
    sheet.focus()
    leave = {action.value: may(request.user, action, one.branch) for action in Action}
    shown = {
        "one": one,
        "sheet": sheet,
        "leave": leave,
        "readings": readings_of(one),
        "money": money_of(one) if leave[Action.SEE_MONEY] else None,
        **surroundings(one, timezone.now(), sheet.counted_for),
        **(more or {}),
    }
    return render(request, "desk/account.html", shown)
