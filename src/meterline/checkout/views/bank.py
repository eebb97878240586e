"""The page that plays the bank in the demo: no card, no money."""

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meterline.payments.models import BankPayment
from meterline.payments.providers.sandbox import decide, think


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, key: UUID) -> HttpResponse:
    """Pay, refuse, or think it over; then back to the shop, which asks by itself."""
    if not settings.METERLINE_DEMO:
        raise Http404
    payment = get_object_or_404(BankPayment, pk=key)
    if request.method != "POST":
        return render(request, "checkout/bank.html", {"payment": payment})
    answer = request.POST.get("answer")
    if answer == "think":
        think(payment)
    else:
        state = BankPayment.State.PAID if answer == "pay" else BankPayment.State.REFUSED
        decide(payment, state)
    return HttpResponseRedirect(payment.return_url)
