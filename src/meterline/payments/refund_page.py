"""The page on which an employee gives money of an online payment back."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from meterline.payments.models import OnlinePayment, OnlineRefund
from meterline.payments.money import roubles
from meterline.payments.online.refunding import ask_refund, left_of, send
from meterline.payments.providers.choosing import known
from meterline.payments.providers.port import ProviderRefused, ProviderUnavailable
from meterline.payments.refusals import PaymentRefused
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import require

DONE = "Деньги возвращены."
WAITS = "Возврат запрошен. Платёжная система ещё не ответила, ответ придёт сам."


class RefundForm(forms.Form):
    """How much and why."""

    amount = forms.DecimalField(
        label="Сумма, ₽", max_digits=12, decimal_places=2, min_value=Decimal("0.01"), localize=True
    )
    reason = forms.CharField(label="Почему", max_length=300)


@require_http_methods(["GET", "HEAD", "POST"])
def refund_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back a part of a payment, or all of it; the audit log keeps who did."""
    rows = OnlinePayment.objects.select_related("account__branch", "payment")
    online = get_object_or_404(rows, pk=pk)
    require(request.user, Action.REFUND_PAYMENTS, online.account.branch)
    left = left_of(online)
    form = RefundForm(request.POST or None, initial={"amount": left})
    if request.method == "POST" and form.is_valid():
        try:
            asked = _ask(request, online, form.cleaned_data)
        except PaymentRefused as refused:
            form.add_error("amount", str(refused))
        else:
            _send(request, asked)
            return redirect("admin:payments_onlinepayment_change", pk)
    context = {
        **admin.site.each_context(request),
        "title": "Вернуть деньги",
        "online": online,
        "form": form,
        "left": roubles(left),
    }
    return render(request, "payments/refund.html", context)


def _ask(request: HttpRequest, online: OnlinePayment, told: dict[str, Any]) -> OnlineRefund:
    """Reserve the money and put on record who did, both or neither."""
    with transaction.atomic():
        asked = ask_refund(online, told["amount"], told["reason"], request.user.get_username())
        record(
            request.user,
            Action.REFUND_PAYMENTS,
            f"Возврат {roubles(asked.amount)} онлайн-оплаты № {online.number}",
            account=online.account,
            details={"amount": str(asked.amount), "reason": asked.reason},
            request=request,
        )
    return asked


def _send(request: HttpRequest, asked: OnlineRefund) -> None:
    """What nobody answers now is asked again by `meterline payments settle`."""
    provider = known().get(asked.online.provider)
    try:
        if provider is None:
            raise ProviderUnavailable("платёжная система отключена")
        done = send(asked, provider).state == OnlineRefund.State.DONE
    except ProviderUnavailable:
        done = False
    except (ProviderRefused, PaymentRefused) as refused:
        messages.error(request, f"Платёжная система отказала в возврате: {refused}")
        return
    messages.success(request, DONE if done else WAITS)
