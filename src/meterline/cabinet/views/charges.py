"""Charges with their explanations, and bills."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meterline.bills.pdf import bill_pdf
from meterline.cabinet.charges import bill_for, charge_of, charge_shown, charges_shown
from meterline.cabinet.deeds import note
from meterline.cabinet.guards import own_account
from meterline.cabinet.models import Deed
from meterline.cabinet.visits import Visit
from meterline.charging.models import Charge
from meterline.customers.models import Account
from meterline.payments.selectors import balance


@require_GET
@own_account
def charges(request: HttpRequest, visit: Visit, account: Account) -> HttpResponseBase:
    """All months, and what is owed."""
    told = {
        "visit": visit,
        "account": account,
        "charges": charges_shown(account),
        "owed": balance(account),
    }
    return render(request, "cabinet/charges.html", told)


@require_GET
@own_account
def charge(
    request: HttpRequest, visit: Visit, account: Account, year: int, month: int
) -> HttpResponseBase:
    """A month, each line explained."""
    shown = charge_shown(_charge(account, year, month))
    told = {"visit": visit, "account": account, "shown": shown, "charge": shown.charge}
    return render(request, "cabinet/charge.html", told)


@require_GET
@own_account
def bill(
    request: HttpRequest, visit: Visit, account: Account, year: int, month: int
) -> HttpResponseBase:
    """The bill as PDF; an estimate has none, its page says so."""
    found, now = _charge(account, year, month), timezone.now()
    made = bill_for(found, now)
    if made is None:
        return redirect("cabinet:charge", account.pk, year, month)
    note(Deed.Kind.BILL, account, now, by=visit.account, detail=f"за {found.period:%m.%Y}")
    name = f"schet-{found.period:%Y-%m}.pdf"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(bill_pdf(made), content_type="application/pdf", headers=disposition)


def _charge(account: Account, year: int, month: int) -> Charge:
    try:
        found = charge_of(account, date(year, month, 1))
    except ValueError as error:
        raise Http404 from error
    if found is None:
        raise Http404
    return found
