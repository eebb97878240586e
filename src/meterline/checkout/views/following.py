"""To the provider's page, and back: the payer waits until the provider itself has told."""

from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meterline.payments.models import OnlinePayment
from meterline.payments.online.settling import look
from meterline.payments.online.states import OPEN
from meterline.payments.providers.choosing import known

REFRESH_SECONDS = 5

State = OnlinePayment.State

WORDS: dict[str, tuple[str, str]] = {
    State.CREATED: ("Оплата ещё не начата", "Платёжная система пока не ответила."),
    State.PENDING: (
        "Ждём ответа банка",
        "Страница обновится сама. Её можно закрыть: оплата учтётся и без неё.",
    ),
    State.PAID: ("Оплачено", "Деньги поступили и учтены. Чек придёт на электронную почту."),
    State.CANCELLED: ("Оплата не прошла", "Деньги не списаны."),
    State.PART_REFUNDED: ("Часть оплаты возвращена", "Чек возврата придёт на электронную почту."),
    State.REFUNDED: ("Оплата возвращена", "Чек возврата придёт на электронную почту."),
}
"""Heading and what it means, by state."""


@never_cache
@require_safe
def go(request: HttpRequest, key: UUID) -> HttpResponse:
    """Leads on by itself and by a link.

    A form's own redirect to another site is what the pages' policy (form-action) forbids.
    """
    online = get_object_or_404(OnlinePayment, key=key)
    if online.state != State.PENDING or not _is_safe(online.redirect_url):
        return redirect("checkout:state", key=key)
    return render(request, "checkout/go.html", {"online": online})


def _is_safe(url: str) -> bool:
    """A page of this site, or one that is reached by HTTPS."""
    own = url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    return own or urlsplit(url).scheme == "https"


@never_cache
@require_safe
def state(request: HttpRequest, key: UUID) -> HttpResponse:
    """How the payment is. While it is open the page asks again by itself.

    `seen` is what the page shows already: a screen reader hears of changes only.
    """
    online = get_object_or_404(OnlinePayment.objects.select_related("account", "payment"), key=key)
    provider = known().get(online.provider)
    if provider:
        online = look(online, provider, timezone.now())
    if request.GET.get("seen") == online.state:
        return HttpResponse(status=204)
    waiting = online.state in OPEN
    heading, text = WORDS[online.state]
    context = {
        "online": online,
        "heading": heading,
        "text": text,
        "last_digits": online.account.number[-4:],
        "amount": online.payment.amount if online.payment else online.amount,
        "refresh": REFRESH_SECONDS if waiting and online.expires > timezone.now() else None,
        "waiting": waiting,
        "State": State,
    }
    return render(request, "checkout/state.html", context)
