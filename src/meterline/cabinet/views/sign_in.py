"""Signing in, adding an account, signing out."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from meterline.cabinet.codes import Request, ask_code, redeem
from meterline.cabinet.deeds import note
from meterline.cabinet.forms import CodeForm, NumberForm
from meterline.cabinet.guards import signed_in
from meterline.cabinet.joining import join
from meterline.cabinet.models import Deed, SignInCode
from meterline.cabinet.visits import Visit, close_visit, open_visit, visit_of
from meterline.channels.models import Channel
from meterline.customers.models import Account
from meterline.limits.services import TooMany
from meterline.limits.visitors import visitor

PENDING = "cabinet-code"
WRONG = "Код не подошёл или уже не действует. Проверьте цифры или запросите новый код."


@dataclass(frozen=True)
class Pending:
    """A code that this browser has asked for; no other browser can use it."""

    code: int
    number: str
    way: str
    joining: bool


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponseBase:
    """Ask for a code by the number of an account."""
    if visit_of(request, timezone.now()):
        return redirect("cabinet:overview")
    return _ask(request, None)


@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Ask for the code of another account, to see it in the same cabinet."""
    return _ask(request, visit.account)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponseBase:
    """Take the code."""
    kept = request.session.get(PENDING)
    if not kept:
        return redirect("cabinet:sign-in")
    pending, form = Pending(**kept), CodeForm(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            row = _redeemed(pending, form.cleaned_data["code"], timezone.now())
            if row and row.account:
                del request.session[PENDING]
                return _let_in(request, row, row.account, timezone.now())
            form.add_error("code", WRONG)
        except TooMany as too_many:
            form.add_error("code", str(too_many))
            status = 429
    told = {"form": form, "pending": pending}
    return render(request, "cabinet/code.html", told, status=status)


@require_POST
@signed_in
def sign_out(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """Close the cabinet."""
    note(Deed.Kind.SIGNED_OUT, visit.account, timezone.now())
    close_visit(request)
    messages.info(request, "Вы вышли из личного кабинета.")
    return redirect("cabinet:sign-in")


def _ask(request: HttpRequest, joining: Account | None) -> HttpResponse:
    form, status = NumberForm(request.POST or None), 200
    if request.method == "POST" and form.is_valid():
        number, way = form.cleaned_data["number"], Channel(form.cleaned_data["way"])
        try:
            pk = ask_code(Request(number, way, visitor(request), joining), timezone.now())
        except TooMany as too_many:
            form.add_error(None, str(too_many))
            status = 429
        else:
            pending = Pending(pk, number, way.value, joining is not None)
            request.session[PENDING] = asdict(pending)
            return redirect("cabinet:code")
    return render(request, "cabinet/number.html", {"form": form, "joining": joining}, status=status)


def _redeemed(pending: Pending, typed: str, at: datetime) -> SignInCode | None:
    return redeem(pending.code, pending.number, typed, at)


def _let_in(
    request: HttpRequest, row: SignInCode, account: Account, at: datetime
) -> HttpResponseBase:
    if row.joining is None:
        open_visit(request, account, note(Deed.Kind.SIGNED_IN, account, at), at)
        return redirect("cabinet:overview")
    visit = visit_of(request, at)
    if visit is None or visit.account != row.joining:
        return redirect("cabinet:sign-in")
    join(visit.account, account, at)
    messages.success(request, f"Лицевой счёт {account.number} добавлен.")
    return redirect("cabinet:overview")
