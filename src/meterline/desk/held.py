"""Rows of bank registries that found no place: the list, and the decision about one."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meterline.customers.models import Account, HeldRow
from meterline.importing.held import (
    Decision,
    NotDecided,
    assign,
    list_held,
    reject,
    return_money,
)
from meterline.staff.audit import login_of, record
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, branches_where, everywhere, require

ROWS_A_PAGE = 50

State = HeldRow.State


@never_cache
@require_GET
@allowed(Action.LOAD_REGISTRIES)
def held_rows(request: HttpRequest) -> HttpResponse:
    """The rows in a state, those that wait first of all."""
    asked, search = request.GET.get("state", ""), request.GET.get("q", "")
    state = asked if asked in State.values else State.WAITING
    branches = None
    if not everywhere(request.user, Action.LOAD_REGISTRIES):
        branches = branches_where(request.user, Action.LOAD_REGISTRIES)
    found = Paginator(list_held(branches, state, search), ROWS_A_PAGE)
    shown = {
        "rows": found.get_page(request.GET.get("page")),
        "state": state,
        "states": State.choices,
        "typed": search,
    }
    return render(request, "desk/held.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.LOAD_REGISTRIES)
def held_row(request: HttpRequest) -> HttpResponse:
    """One row (`row` is its id): find its account, assign it, reject it, or return its money."""
    sent = request.POST if request.method == "POST" else request.GET
    number = sent.get("row", "")
    rows = HeldRow.objects.select_related("run", "assigned")
    row = rows.filter(pk=int(number)).first() if number.isdecimal() else None
    if row is None:
        return redirect("desk:held")
    _require_own(request, row.account)
    account = _account(request, sent.get("account", ""))
    problem = "" if account or not sent.get("account") else "Такого лицевого счёта нет."
    if request.method == "POST" and not problem:
        try:
            return _decided(request, row, account)
        except NotDecided as refusal:
            problem = str(refusal)
    shown = {"row": row, "account": account, "typed": sent.get("account", ""), "problem": problem}
    return render(request, "desk/held_row.html", shown | {"note": sent.get("note", "")})


def _require_own(request: HttpRequest, number: str) -> None:
    """Raise PermissionDenied where a row names another branch's account."""
    known = Account.objects.select_related("branch").filter(number=number).first()
    if known:
        require(request.user, Action.LOAD_REGISTRIES, known.branch)


def _account(request: HttpRequest, number: str) -> Account | None:
    """The account typed. Raises PermissionDenied by its branch."""
    accounts = Account.objects.select_related("branch", "customer")
    account = accounts.filter(number="".join(number.split())).first() if number else None
    if account:
        require(request.user, Action.LOAD_REGISTRIES, account.branch)
    return account


def _decided(request: HttpRequest, row: HeldRow, account: Account | None) -> HttpResponse:
    """Take the decision down and on record. Raises NotDecided."""
    decision = Decision(
        row.pk, login_of(request.user), timezone.now(), request.POST.get("note", "").strip()
    )
    what = request.POST.get("what", "")
    if what == "assign" and account is None:
        raise NotDecided("Укажите лицевой счёт, на который отнести строку.")
    if what == "assign" and account:
        done = assign(decision, account)
    elif what in {"reject", "return"}:
        done = (reject if what == "reject" else return_money)(decision)
    else:
        raise NotDecided("Выберите, что сделать со строкой.")
    record(
        request.user,
        Action.LOAD_REGISTRIES,
        f"строка реестра: {done.get_state_display()}",
        account=account if what == "assign" else None,
        details={"row": row.pk, "payment": row.payment, "note": done.note},
        request=request,
    )
    return redirect(f"{request.path}?row={row.pk}")
