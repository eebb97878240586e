"""Second page: sum, address for the fiscal receipt, readings if one likes."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meterline.checkout.forms import PaymentForm, payment_form
from meterline.checkout.visits import account_of, own_accounts, remembered
from meterline.customers.models import Account
from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, spend
from meterline.limits.visitors import visitor
from meterline.payments.online.starting import Wanted, start
from meterline.payments.providers.choosing import current
from meterline.payments.providers.port import Provider, ProviderRefused, ProviderUnavailable
from meterline.payments.selectors import balance
from meterline.readings.accounts import known_account
from meterline.readings.asking.asked import asked
from meterline.readings.asking.filled import Filled, filled
from meterline.readings.asking.shown import shown
from meterline.readings.models import Source
from meterline.readings.submission import NotAccepted
from meterline.site.handing_over import hand_over
from meterline.site.visits import Visit

OVER = "Прошло больше получаса. Начните, пожалуйста, сначала."
UNAVAILABLE = "Платёжная система сейчас не отвечает. Деньги не списаны. Попробуйте ещё раз."
REFUSED = "Платёжная система не приняла оплату. Деньги не списаны. Попробуйте позже."


@dataclass(frozen=True)
class _Page:
    """The second page: the account, its meters, and what was typed."""

    visit: Visit
    account: Account
    own: bool
    form: PaymentForm
    readings: Filled | None


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """Shown until all is right; then the payment is begun and the provider's page opened."""
    now, provider = timezone.now(), current()
    visit = remembered(request)
    account = account_of(visit) if visit else None
    if visit is None or account is None or provider is None:
        messages.info(request, OVER)
        return redirect("checkout:start")
    sheet = _page(request, visit, account, now)
    if request.method != "POST":
        return _show(request, sheet)
    insisted = _insisted(request, sheet.readings)
    if sheet.form.problems or _in_doubt(sheet.readings, insisted):
        return _show(request, sheet, checked=True, status=422)
    return _go(request, sheet, provider, now, insisted=insisted)


def _page(request: HttpRequest, visit: Visit, account: Account, now: datetime) -> _Page:
    own = any(one.pk == account.pk for one in own_accounts(request, now))
    typed = request.POST.dict()
    owed = balance(account) if own and request.method != "POST" else 0
    if owed > 0:
        typed["sum"] = f"{owed:.2f}".replace(".", ",")
    form = payment_form(typed, settings.METERLINE_PAYMENT_MOST)
    readings = _readings(account, typed, now)
    if readings and "fix" in typed:
        readings = readings.mended(typed["fix"])
    return _Page(visit, account, own, form, readings)


def _readings(account: Account, typed: dict[str, str], now: datetime) -> Filled | None:
    """The meters' fields; None where no readings are taken. Empty fields hand over nothing."""
    if account.state == Account.State.CLOSED:
        return None
    page = asked(known_account(account, now, Source.WEB))
    given = any(typed.get(one.name, "").strip() for one in page.fields)
    return filled(page, typed, complete=given) if page.fields else None


def _insisted(request: HttpRequest, readings: Filled | None) -> bool:
    return readings is not None and readings.insisted(request.POST.get("insist"))


def _in_doubt(readings: Filled | None, insisted: bool) -> bool:
    if readings is None:
        return False
    return bool(readings.problems) or (bool(readings.doubts) and not insisted)


def _go(
    request: HttpRequest, page: _Page, provider: Provider, now: datetime, *, insisted: bool
) -> HttpResponse:
    """Hand the readings over, begin the payment, and lead to the provider."""
    try:
        spend(Entrance.PAYMENT_START, visitor(request), now)
        number = _hand_over(page, now, insisted=insisted)
        wanted = Wanted(
            page.form.key(page.visit), page.account, page.form.amount, page.form.email, number
        )
        online = start(
            wanted,
            provider,
            lambda key: request.build_absolute_uri(reverse("checkout:state", args=[key])),
        )
    except (TooMany, NotAccepted) as refused:
        return _show(request, page, refusal=str(refused), status=422)
    except ProviderUnavailable:
        return _show(request, page, refusal=UNAVAILABLE, status=503)
    except ProviderRefused:
        return _show(request, page, refusal=REFUSED, status=502)
    return redirect("checkout:go", key=online.key)


def _hand_over(page: _Page, now: datetime, *, insisted: bool) -> str:
    """The receipt's number of readings that were typed, else nothing."""
    if page.readings is None or not page.readings.values:
        return ""
    done = hand_over(page.visit, page.readings, now, insisted=insisted)
    return done.accepted.number


def _show(
    request: HttpRequest,
    page: _Page,
    *,
    checked: bool = False,
    status: int = 200,
    refusal: str = "",
) -> HttpResponse:
    context = {
        "page": page,
        "owed": balance(page.account) if page.own else None,
        "problems": page.form.problems if checked else {},
        "form": page.readings,
        "meters": shown(page.readings) if page.readings else (),
        "refusal": refusal,
    }
    return render(request, "checkout/amount.html", context, status=status)
