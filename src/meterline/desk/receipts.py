"""What was stored, as it is printed for the customer."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from meterline.desk.fields import ZONES
from meterline.language.zones import Zone
from meterline.readings.models import Reading, Receipt
from meterline.readings.receipts import receipt_row
from meterline.readings.submission import Accepted
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, require


@dataclass(frozen=True)
class Line:
    """One value of a receipt; no zone is named where there is only one."""

    serial: str
    zone: str
    value: int


@dataclass(frozen=True)
class Shown:
    """A receipt with its values."""

    receipt: Receipt
    lines: tuple[Line, ...]
    counted_for: str
    """The month that the values count for, «11.2026»."""


def receipt_for(request: HttpRequest, number: str) -> Shown:
    """The receipt of that number. Raises Http404, or PermissionDenied by its branch."""
    rows = Receipt.objects.select_related("account__branch", "account__customer")
    receipt = rows.filter(pk=receipt_row(number) or 0).first()
    if receipt is None:
        raise Http404("Такой расписки нет")
    require(request.user, Action.SEE_ACCOUNTS, receipt.account.branch)
    registers = ("register__meter",)
    readings = list(receipt.readings.select_related(*registers).order_by("pk"))
    again = receipt.repeats.select_related("reading__register__meter").order_by("pk")
    readings += [one.reading for one in again]
    return Shown(receipt, tuple(map(_line, readings)), f"{readings[0].counted_for:%m.%Y}")


def next_customer(accepted: Accepted) -> HttpResponseRedirect:
    """To the search, which tells what was stored."""
    again = {"again": "1"} if accepted.duplicate else {}
    return redirect(reverse("desk:search", query={"done": accepted.number, **again}))


@never_cache
@require_GET
@allowed(Action.SEE_ACCOUNTS)
def receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The receipt to be printed."""
    return render(request, "desk/receipt.html", {"one": receipt_for(request, number)})


def _line(reading: Reading) -> Line:
    register = reading.register
    zone = "" if register.zone == Zone.SINGLE else ZONES[register.zone]
    return Line(register.meter.serial, zone, reading.value)
