"""The entrance for SMS gateways: POST /channels/sms/<gateway>, JSON or a form."""

import json
from collections.abc import Callable
from hashlib import sha256
from hmac import compare_digest, digest
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meterline.channels.inbox import Received
from meterline.channels.messages.gateways import Gateway, gateways
from meterline.channels.messages.handling import take
from meterline.channels.messages.storable import storable
from meterline.channels.models import Channel
from meterline.channels.outcome import Understand
from meterline.customers.phones import e164

LARGEST = 64 * 2**10
"""Bytes of a request; the longest message of many parts has a few thousand."""

LONGEST_ID = 150

View = Callable[..., HttpResponse]


class NotAMessage(Exception):
    """A request that holds none; `str()` says why, for the gateway's people."""


def sms_entrance(understand: Understand) -> View:
    """The view that takes messages and has them understood.

    200 a message is kept and done with, also if it came before; 400 it holds none; 403 the
    secret is wrong; 404 there is no such gateway; 413 it is too large; 503 bring it again.
    """

    @csrf_exempt
    @require_POST
    def entrance(request: HttpRequest, gateway: str) -> HttpResponse:
        known = gateways().get(gateway)
        if known is None:
            return HttpResponse(status=404)
        if len(request.body) > LARGEST:
            return HttpResponse(status=413)
        if not may_enter(known, request):
            return HttpResponse(status=403)
        try:
            received = read(gateway, known, request)
        except NotAMessage as error:
            return _plain(str(error), 400)
        done = take(received, received.received_at, understand)
        return _plain(known.answer, 200) if done else HttpResponse(status=503)

    return entrance


def may_enter(gateway: Gateway, request: HttpRequest) -> bool:
    """Whether a request carries the gateway's secret, or its body the secret's signature."""
    given = request.headers.get(gateway.header, "").encode()
    wanted = gateway.secret.encode()
    if gateway.check == "hmac":
        wanted = digest(wanted, request.body, sha256).hex().encode()
        given = given.lower().removeprefix(b"sha256=")
    return compare_digest(given, wanted)


def read(name: str, gateway: Gateway, request: HttpRequest) -> Received:
    """The message of a request. Raises NotAMessage."""
    fields = _fields(request)
    external, sender = _text(fields, gateway.id), _text(fields, gateway.sender)
    if not external or len(external) > LONGEST_ID:
        raise NotAMessage(f"{gateway.id} is missing or too long")
    if not sender:
        raise NotAMessage(f"{gateway.sender} is missing")
    number = e164(sender)
    return Received(
        channel=Channel.SMS,
        external=f"{name}:{external}",
        sender=number or sender,
        received_at=timezone.now(),
        body=_text(fields, gateway.text),
        raw=request.body,
        trusted=number is not None,
    )


def _fields(request: HttpRequest) -> Any:
    if request.content_type == "application/json":
        try:
            return json.loads(request.body)
        except ValueError as error:
            raise NotAMessage("the body is no JSON") from error
    return request.POST.dict()


def _text(fields: Any, path: str) -> str:
    """A field's text; empty where it is missing."""
    for step in path.split("."):
        fields = fields.get(step) if isinstance(fields, dict) else None
    return storable(str(fields)).strip() if isinstance(fields, str | int) else ""


def _plain(text: str, status: int) -> HttpResponse:
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=status)
