"""First page: whose account is paid for."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meterline.checkout.visits import own_accounts, remember
from meterline.customers.models import Account
from meterline.limits.services import TooMany
from meterline.limits.visitors import visitor
from meterline.payments.providers.choosing import current
from meterline.payments.selectors import balance
from meterline.site.strangers import NotKnown, own_account

MISSING = {
    "account": "Впишите номер лицевого счёта.",
    "proof": "Впишите фамилию или номер счётчика.",
}
NOWHERE = "Оплата на сайте пока не подключена. Оплатить можно в банке по квитанции."


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """By number and surname; who is signed in chooses among his own, with what is owed."""
    now = timezone.now()
    if current() is None:
        return render(request, "checkout/nowhere.html", {"text": NOWHERE})
    own = own_accounts(request, now)
    if request.method != "POST":
        return _start(request, own, {})
    chosen = next((one for one in own if str(one.pk) == request.POST.get("own")), None)
    return _to_amount(chosen) if chosen else _named(request, own, now)


def _named(request: HttpRequest, own: tuple[Account, ...], now: datetime) -> HttpResponse:
    """By number and surname (contract, serial), with the site's limits on guessing."""
    typed = {name: request.POST.get(name, "").strip()[:100] for name in MISSING}
    problems = {name: text for name, text in MISSING.items() if not typed[name]}
    if problems:
        return _start(request, own, typed, problems=problems, status=422)
    try:
        account = own_account(typed["account"], typed["proof"], visitor(request), now)
    except NotKnown as unknown:
        return _start(request, own, typed, refusal=str(unknown), status=422)
    except TooMany as limit:
        answer = _start(request, own, typed, refusal=str(limit), status=429)
        answer["Retry-After"] = str(int(limit.retry_after.total_seconds()))
        return answer
    return _to_amount(account)


def _to_amount(account: Account) -> HttpResponse:
    answer = redirect("checkout:amount")
    remember(answer, account)
    return answer


def _start(
    request: HttpRequest,
    own: tuple[Account, ...],
    typed: dict[str, str],
    *,
    status: int = 200,
    **told: Any,
) -> HttpResponse:
    owed = [(one, balance(one)) for one in own]
    context = {"own": owed, "typed": typed, **told}
    return render(request, "checkout/start.html", context, status=status)
