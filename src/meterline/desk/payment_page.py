"""Payment at the desk, typed or read from the code on the bill."""

from decimal import Decimal
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from meterline.customers.models import Account
from meterline.desk.access import account_for
from meterline.desk.account_page import with_proposal
from meterline.desk.fields import Sheet, sheet_of
from meterline.desk.payments import SOURCE, Taken, take
from meterline.desk.receipts import receipt_for
from meterline.importing.payment_qr import BadPaymentQr, PaymentQr, read_payment_qr
from meterline.payments.models import Payment
from meterline.payments.refusals import PaymentRefused
from meterline.payments.selectors import balance
from meterline.readings.submission import Implausible, NotAccepted
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, may


class Roubles(forms.DecimalField):
    """A sum as people write it: «1 234,50»."""

    def to_python(self, value: Any) -> Any:
        """The number, without spaces. Raises ValidationError."""
        return super().to_python("".join(value.split()) if isinstance(value, str) else value)


class PaymentForm(forms.Form):
    """What was paid."""

    amount = Roubles(
        label="Сумма, ₽", min_value=Decimal("0.01"), max_digits=12, decimal_places=2, localize=True
    )
    cash_receipt = forms.CharField(
        label="Номер кассового чека",
        max_length=60,
        help_text="ФД на чеке: так платёж не учтут дважды",
    )


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.TAKE_PAYMENTS)
def scan(request: HttpRequest) -> HttpResponse:
    """The field for a scanner: the code's text opens the payment of its account, filled."""
    if request.method == "GET":
        return render(request, "desk/scan.html")
    try:
        code = read_payment_qr(request.POST.get("qr", ""))
    except BadPaymentQr as refusal:
        return render(request, "desk/scan.html", {"refusal": str(refusal)})
    if not Account.objects.filter(number=code.account).exists():
        unknown = f"Счёта {code.account or 'без номера'} из этого кода нет."
        return render(request, "desk/scan.html", {"refusal": unknown})
    account = account_for(request, code.account, Action.TAKE_PAYMENTS)
    form = PaymentForm(initial={"amount": code.amount})
    return _page(request, account, form, _sheet_of_code(account, code), {"scanned": True})


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.TAKE_PAYMENTS)
def payment(request: HttpRequest, number: str) -> HttpResponse:
    """Payment for an account, with its readings where they are told."""
    account = account_for(request, number, Action.TAKE_PAYMENTS)
    now, typed = timezone.now(), with_proposal(request.POST)
    form, sheet = PaymentForm(request.POST or None), sheet_of(account, now, typed)
    values = sheet.values()
    if request.method == "GET" or not form.is_valid() or sheet.problems:
        return _page(request, account, form, sheet)
    given = form.cleaned_data
    taken = Taken(
        account, given["amount"], given["cash_receipt"], now, values, typed.get("why", "").strip()
    )
    try:
        stored, accepted = take(request, taken)
    except Implausible as refusal:
        sheet.note(refusal.checked)
        return _page(request, account, form, sheet, {"doubt": True})
    except (NotAccepted, PaymentRefused) as refusal:
        return _page(request, account, form, sheet, {"refusal": str(refusal)})
    page = redirect("desk:paid", stored.pk)
    if accepted:
        page["Location"] += f"?readings={accepted.number}"
    return page


@never_cache
@require_GET
@allowed(Action.TAKE_PAYMENTS)
def paid(request: HttpRequest, pk: int) -> HttpResponse:
    """What was paid at the desk, to be printed."""
    payments = Payment.objects.select_related("account__branch", "account__customer")
    one = get_object_or_404(payments, pk=pk, source=SOURCE)
    account_for(request, one.account.number, Action.TAKE_PAYMENTS)
    number = request.GET.get("readings", "")
    readings = receipt_for(request, number) if number else None
    return render(request, "desk/paid.html", {"one": one, "readings": readings})


def _sheet_of_code(account: Account, code: PaymentQr) -> Sheet:
    """The fields filled by the code's values, where they are those of one meter's registers."""
    sheet = sheet_of(account, timezone.now())
    for meter in sheet.meters:
        named = code.serial in ("", meter.meter.serial) and (code.serial or len(sheet.meters) == 1)
        if named and len(meter.fields) == len(code.values):
            for field, value in zip(meter.fields, code.values, strict=True):
                field.typed = str(value)
    return sheet


def _page(
    request: HttpRequest,
    account: Account,
    form: PaymentForm,
    sheet: Sheet,
    more: dict[str, Any] | None = None,
) -> HttpResponse:
    shown = {
        "one": account,
        "form": form,
        "sheet": sheet,
        "balance": balance(account),
        "may_enter": may(request.user, Action.ENTER_READINGS, account.branch),
        **(more or {}),
    }
    return render(request, "desk/payment.html", shown)
