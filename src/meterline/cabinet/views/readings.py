"""The accounts at a glance; readings and what they come to."""

from datetime import date

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
from meterline.cabinet.history import history
from meterline.cabinet.models import Deed
from meterline.cabinet.overview import meters_shown, overview
from meterline.cabinet.values import NOTHING, ValuesForm
from meterline.cabinet.visits import Visit
from meterline.customers.models import Account
from meterline.readings.models import Receipt
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
    form = ValuesForm(account, meters_shown(account, now), _texts(request))
    if request.method == "POST":
        done = _handed_over(request, visit, form)
        if done:
            return done
    told = {
        "visit": visit,
        "account": account,
        "form": form,
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


def _handed_over(request: HttpRequest, visit: Visit, form: ValuesForm) -> HttpResponse | None:
    """The way to the receipt; None where the form is to be shown again."""
    now, account = timezone.now(), form.account
    if not form.complete:
        form.problem = "" if any(form.texts.values()) else NOTHING
        return None
    try:
        agrees = form.check(now)
        insisted = form.may_insist and request.POST.get("insist") == form.digest
        if not (agrees or insisted):
            return None
        token = request.POST.get("token", "")[:32]
        accepted = form.hand_over(now, token, visit.evidence, insisted=insisted)
    except NotAccepted as refused:
        form.problem = str(refused)
        return None
    note(Deed.Kind.SUBMITTED, account, now, by=visit.account, detail=f"№ {accepted.number}")
    return redirect("cabinet:receipt", account.pk, accepted.number)


def _texts(request: HttpRequest) -> dict[str, str]:
    """What was typed; the button of a proposal puts its value in its field's place."""
    texts = {name: str(request.POST[name]) for name in request.POST if name.startswith("value-")}
    fixes = dict(one.partition("=")[::2] for one in request.POST.get("use", "").split(","))
    return {name: fixes.get(name, text) for name, text in texts.items()}


def _this_month(account: Account) -> date:
    return timezone.now().astimezone(account.branch.zone).date().replace(day=1)
