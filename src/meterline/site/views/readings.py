"""Handing over readings in three pages: whose, which, done. Nothing of it needs JavaScript."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meterline.console.demo import demo_callers
from meterline.customers.models import Account
from meterline.limits.services import TooMany
from meterline.limits.visitors import visitor
from meterline.readings.accounts import known_account
from meterline.readings.asking.asked import Asked, asked
from meterline.readings.asking.filled import Filled, filled
from meterline.readings.asking.shown import shown
from meterline.readings.models import Source
from meterline.readings.submission import NotAccepted
from meterline.site.confirmation import Confirmation, confirmation
from meterline.site.consequences import warning
from meterline.site.handing_over import hand_over
from meterline.site.receipts import receipt_told, told
from meterline.site.strangers import NotKnown, own_account
from meterline.site.visits import PATH, Visit, begun, remember, remembered, visit_of

VISIT = "visit"
RECEIPT = "receipt"
OVER = "Прошло больше получаса. Начните, пожалуйста, сначала."

MISSING = {
    "account": "Впишите номер лицевого счёта.",
    "proof": "Впишите фамилию или номер счётчика.",
}


@dataclass(frozen=True)
class _Sheet:
    """The second page: whose values, which, and where they are to be confirmed."""

    visit: Visit
    form: Filled
    confirmation: Confirmation

    @property
    def wrong(self) -> bool:
        """Whether something has to be mended before anything is handed over."""
        return bool(self.form.problems or self.confirmation.problem)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """First page: whose readings. What was typed stands there again if it was not right."""
    if request.method != "POST":
        return _start(request, {})
    typed = {name: request.POST.get(name, "").strip()[:100] for name in MISSING}
    problems = {name: text for name, text in MISSING.items() if not typed[name]}
    if problems:
        return _start(request, typed, problems=problems)
    try:
        account = own_account(typed["account"], typed["proof"], visitor(request), timezone.now())
    except NotKnown as unknown:
        return _start(request, typed, refusal=str(unknown))
    except TooMany as limit:
        answer = _start(request, typed, refusal=str(limit), status=429)
        answer["Retry-After"] = str(int(limit.retry_after.total_seconds()))
        return answer
    answer = redirect("site:values")
    remember(answer, VISIT, begun(account.pk).signed)
    return answer


def _start(
    request: HttpRequest, typed: dict[str, str], *, status: int = 200, **told: Any
) -> HttpResponse:
    callers = demo_callers() if settings.METERLINE_DEMO else []
    context = {"typed": typed, "callers": callers, **told}
    return render(request, "site/start.html", context, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def values(request: HttpRequest) -> HttpResponse:
    """Second page: the values. They are handed over once nothing is in doubt, or insisted on."""
    now = timezone.now()
    visit = _visit(request)
    if visit is None:
        messages.info(request, OVER)
        return redirect("site:start")
    page = _asked(visit, now)
    if page is None:
        return render(request, "site/closed.html")
    if request.method != "POST":
        empty = _Sheet(visit, filled(page, {}, complete=False), Confirmation())
        return _values(request, empty)
    form = filled(page, request.POST.dict())
    if "fix" in request.POST:
        form = form.mended(request.POST["fix"])
    sheet = _Sheet(visit, form, confirmation(request.POST.dict()))
    insisted = form.insisted(request.POST.get("insist"))
    if sheet.wrong or (form.doubts and not insisted):
        return _values(request, sheet)
    return _handed_over(request, sheet, now, insisted=insisted)


def _handed_over(
    request: HttpRequest, sheet: _Sheet, now: datetime, *, insisted: bool
) -> HttpResponse:
    email = sheet.confirmation.email
    try:
        done = hand_over(sheet.visit, sheet.form, now, insisted=insisted, email=email)
    except NotAccepted as refused:
        return _values(request, sheet, refusal=str(refused))
    answer = redirect("site:receipt")
    remember(answer, RECEIPT, told(done, sheet.form, email))
    return answer


@never_cache
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """The questions about what has been typed so far, as a part of the second page."""
    visit = _visit(request)
    page = _asked(visit, timezone.now()) if visit else None
    if page is None:
        return HttpResponse(status=204)
    form = filled(page, request.POST.dict(), complete=False)
    return render(request, "site/doubts.html", {"form": form})


@never_cache
@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """Third page: what was accepted, with its number; it may be opened again and printed."""
    accepted = receipt_told(remembered(request, RECEIPT))
    if accepted is None:
        messages.info(request, OVER)
        return redirect("site:start")
    return render(request, "site/receipt.html", {"shown": accepted})


@require_POST
def finish(request: HttpRequest) -> HttpResponse:
    """Forget the visitor: the next one at this computer sees nothing."""
    answer = redirect("site:home")
    for name in (VISIT, RECEIPT):
        answer.delete_cookie(name, path=PATH)
    return answer


def _visit(request: HttpRequest) -> Visit | None:
    """By the form itself where one was sent: two tabs may stand at two accounts."""
    signed = request.POST.get(VISIT) if request.method == "POST" else remembered(request, VISIT)
    return visit_of(str(signed)) if signed else None


def _asked(visit: Visit, now: datetime) -> Asked | None:
    """The account's page; None where the account is closed."""
    accounts = Account.objects.select_related("branch", "customer")
    accounts = accounts.prefetch_related("branch__windows")
    account = accounts.filter(pk=visit.account, state=Account.State.ACTIVE).first()
    return asked(known_account(account, now, Source.WEB)) if account else None


def _values(request: HttpRequest, sheet: _Sheet, *, refusal: str = "") -> HttpResponse:
    page = sheet.form.asked
    context = {
        "visit": sheet.visit.signed,
        "form": sheet.form,
        "confirmation": sheet.confirmation,
        "meters": shown(sheet.form),
        "asked": page,
        "refusal": refusal,
        "warning": warning(page.organisation),
    }
    return render(request, "site/values.html", context)
