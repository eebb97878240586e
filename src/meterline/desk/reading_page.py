"""A stored reading: set right, or taken out of use, with a reason."""

from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meterline.customers.models import Account
from meterline.desk.access import account_for
from meterline.desk.account_page import with_proposal
from meterline.desk.entry import Entered, enter
from meterline.desk.fields import Field, Sheet, sheet_of
from meterline.desk.receipts import next_customer
from meterline.desk.selectors import shown as shown_now
from meterline.desk.selectors import taken_back_as
from meterline.readings.decisions import Decision, NotDecided, decide
from meterline.readings.models import OWN, Reading
from meterline.readings.submission import Implausible, NotAccepted
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import allowed

NO_REASON = "Напишите причину: она останется рядом с показанием."


@never_cache
@require_GET
@allowed(Action.CORRECT_READINGS)
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    """The reading, and what may be done about it now."""
    row, account = _of_branch(request, pk)
    return _page(request, row, account, _sheet(row, account))


@never_cache
@require_POST
@allowed(Action.CORRECT_READINGS)
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Another value for the month that is still being taken in."""
    row, account = _of_branch(request, pk)
    typed = with_proposal(request.POST)
    sheet = _sheet(row, account, typed)
    values, reason = sheet.values(), typed.get("reason", "").strip()
    if sheet.problems or not values or not reason:
        refusal = "" if reason else NO_REASON
        return _page(request, row, account, sheet, {"refusal": refusal, "reason": reason})
    entered = Entered(
        account,
        values,
        timezone.now(),
        evidence=f"исправление: {reason}",
        insists=typed.get("why", "").strip(),
        action=Action.CORRECT_READINGS,
    )
    try:
        accepted = enter(request, entered)
    except Implausible as refused:
        sheet.note(refused.checked)
        return _page(request, row, account, sheet, {"doubt": True, "reason": reason})
    except NotAccepted as refused:
        return _page(request, row, account, sheet, {"refusal": str(refused), "reason": reason})
    return next_customer(accepted)


@never_cache
@require_POST
@allowed(Action.CORRECT_READINGS)
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the reading out of use."""
    row, account = _of_branch(request, pk)
    kind, reason = taken_back_as(row), request.POST.get("reason", "")
    refusal = "" if kind else "Показание уже не действует."
    if kind:
        try:
            with transaction.atomic():
                author = request.user.get_username()
                decide(Decision(pk, kind, author, timezone.now(), reason))
                _record(request, row, account, f"Показание {kind.label}", reason)
            return redirect("desk:account", account.number)
        except NotDecided as refused:
            refusal = str(refused)
    return _page(request, row, account, _sheet(row, account), {"refusal": refusal})


def _record(request: HttpRequest, row: Reading, account: Account, what: str, reason: str) -> None:
    record(
        request.user,
        Action.CORRECT_READINGS,
        what,
        account=account,
        details={"показание": str(row), "шкала": str(row.register), "почему": reason},
        request=request,
    )


def _of_branch(request: HttpRequest, pk: int) -> tuple[Reading, Account]:
    rows = Reading.objects.select_related("register__meter__account")
    row = get_object_or_404(rows.prefetch_related("verdicts"), pk=pk)
    number = row.register.meter.account.number
    return row, account_for(request, number, Action.CORRECT_READINGS)


def _sheet(row: Reading, account: Account, typed: dict[str, str] | None = None) -> Sheet:
    """The field of the reading's register alone; none where its month is over."""
    sheet = sheet_of(account, timezone.now(), typed)
    over = row.counted_for != sheet.counted_for or row.source in OWN
    for meter in sheet.meters:
        meter.fields = [one for one in meter.fields if not over and _is_of(one, row)]
    sheet.meters = [meter for meter in sheet.meters if meter.fields]
    return sheet


def _is_of(field: Field, row: Reading) -> bool:
    return field.name == f"v{row.register_id}"


def _page(
    request: HttpRequest,
    row: Reading,
    account: Account,
    sheet: Sheet,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    sheet.focus()
    shown = {"reading": shown_now(row), "one": account, "sheet": sheet, **(more or {})}
    return render(request, "desk/reading.html", shown)
