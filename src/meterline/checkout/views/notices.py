"""Notices of ЮKassa. They only say where to look: what holds is asked of its interface."""

import json
from ipaddress import ip_address, ip_network

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meterline.payments.online.applying import apply
from meterline.payments.online.refunding import apply_refund
from meterline.payments.providers.choosing import known
from meterline.payments.providers.port import Provider, ProviderRefused, ProviderUnavailable
from meterline.payments.refusals import PaymentRefused

log = structlog.get_logger()

LARGEST = 64 * 1024
LONGEST_ID = 100


@csrf_exempt
@require_POST
def yookassa(request: HttpRequest) -> HttpResponse:
    """200: taken, do not send again. 503: send again, which ЮKassa does for a day."""
    provider = known().get("yookassa")
    if provider is None:
        return HttpResponse(status=404)
    if not _is_sender(str(request.META.get("REMOTE_ADDR", ""))):
        return HttpResponse(status=403)
    told = _told(request)
    if told is None:
        return HttpResponse(status=400)
    try:
        found = _apply(provider, *told)
    except ProviderUnavailable:
        return HttpResponse(status=503)
    except (ProviderRefused, PaymentRefused) as refusal:
        log.warning("a notice was not taken", event_kind=told[0], reason=str(refusal))
        return HttpResponse(status=200)
    if not found:
        log.warning("a notice of a payment that was not begun here", event_kind=told[0])
    return HttpResponse(status=200)


def _is_sender(address: str) -> bool:
    try:
        sender = ip_address(address)
    except ValueError:
        return False
    if sender.version == 6 and sender.ipv4_mapped:
        sender = sender.ipv4_mapped
    return any(sender in ip_network(one) for one in settings.METERLINE_YOOKASSA_SENDERS)


def _told(request: HttpRequest) -> tuple[str, str] | None:
    """Kind of object and its id; None where the body is no notice."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
        return None
    try:
        body = json.loads(request.body)
        kind, _, _ = body["event"].partition(".")
        number = body["object"]["id"]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    if not isinstance(number, str) or not 0 < len(number) <= LONGEST_ID:
        return None
    return kind, number


def _apply(provider: Provider, kind: str, number: str) -> bool:
    if kind == "payment":
        return apply(provider, provider.fetch(number)) is not None
    if kind == "refund":
        return apply_refund(provider, provider.fetch_refund(number)) is not None
    return True
