"""The accounts at a glance; readings and what they come to."""

from datetime import date, datetime

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.views.decorators.http import require_GET, require_http_methods

from meterline.api.own import month_status
from meterline.cabinet.chart import chart
from meterline.cabinet.consumption import consumption, zones_of
from meterline.cabinet.deeds import note
from meterline.cabinet.guards import own_account, signed_in
from meterline.cabinet.handing_over import hand_over
from meterline.cabinet.history import history
from meterline.cabinet.models import Deed
from meterline.cabinet.overview import overview
from meterline.cabinet.visits import Visit
from meterline.customers.models import Account
from meterline.readings.accounts import known_account
from meterline.readings.asking.asked import asked
from meterline.readings.asking.filled import Filled, filled
from meterline.readings.asking.shown import shown
from meterline.readings.models import Receipt, Source
from meterline.readings.receipts import receipt_row
from meterline.readings.submission import NotAccepted

ROWS = 40
"""Readings on a page of the history."""


@require_GET
@signed_in
def first(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """All accounts: last readings, whether this month's has come, what is owed."""
    told = {"visit": visit, "accounts": overview(visit.accounts, timezone.now())}
    return render(request, "cabinet/overview.html", told)


@require_GET
@own_account
def readings(request: HttpRequest, visit: Visit, account: Account) -> HttpResponseBase:
    """Consumption by month, and every reading with where it came from."""
    used = consumption(account, _this_month(account))
    zones = zones_of(used)
    told = {
        "visit": visit,
        "account": account,
        "chart": chart(used, zones),
        "zones": zones,
        "page": Paginator(history(account), ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "cabinet/readings.html", told)


@require_http_methods(["GET", "POST"])
@own_account
def submit(request: HttpRequest, visit: Visit, account: Account) -> HttpResponseBase:
    """Hand over readings: checked at once, stored when they agree or are insisted on."""
    now = timezone.now()
    form, refusal = _filled(request, account, now), ""
    if request.method == "POST" and _settled(request, form):
        try:
            return _handed_over(request, visit, form, now)
        except NotAccepted as refused:
            refusal = str(refused)
    told = {
        "visit": visit,
        "account": account,
        "form": form,
        "meters": [meter for meter in shown(form) if meter.fields],
        "automatic": bool(form.asked.meters) and not form.asked.fields,
        "refusal": refusal,
        "month": month_status(account, now),
        "token": request.POST.get("token") or get_random_string(16),
    }
    return render(request, "cabinet/submit.html", told)


@require_GET
@own_account
def receipt(request: HttpRequest, visit: Visit, account: Account, number: str) -> HttpResponseBase:
    """What was taken, and its number."""
    row = receipt_row(number)
    if row is None:
        raise Http404
    found = get_object_or_404(Receipt, pk=row, account=account)
    told = {"visit": visit, "account": account, "receipt": found}
    return render(request, "cabinet/receipt.html", told)


def _filled(request: HttpRequest, account: Account, now: datetime) -> Filled:
    """The form as it came back; the button of a proposal puts its values in their places."""
    page = asked(known_account(account, now, Source.WEB))
    form = filled(page, request.POST.dict(), complete=request.method == "POST")
    return form.mended(request.POST["use"]) if "use" in request.POST else form


def _settled(request: HttpRequest, form: Filled) -> bool:
    """Whether nothing is left to mend or to ask."""
    if form.problems:
        return False
    return not form.doubts or form.insisted(request.POST.get("insist"))


def _handed_over(request: HttpRequest, visit: Visit, form: Filled, now: datetime) -> HttpResponse:
    """Store the values, and the way to the receipt. Raises NotAccepted."""
    account, token = form.asked.account, request.POST.get("token", "")[:32]
    insisted = form.insisted(request.POST.get("insist"))
    accepted = hand_over(form, now, token, visit.evidence, insisted=insisted)
    note(Deed.Kind.SUBMITTED, account, now, by=visit.account, detail=f"№ {accepted.number}")
    return redirect("cabinet:receipt", account.pk, accepted.number)


def _this_month(account: Account) -> date:
    return timezone.now().astimezone(account.branch.zone).date().replace(day=1)
