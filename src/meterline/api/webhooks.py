"""Telling other programs what came into the ledger: signed, in order, tried again.

The signature follows the Standard Webhooks specification (webhook-id, webhook-timestamp,
webhook-signature over `id.timestamp.body` with HMAC-SHA256), so that ready libraries check
it. An event is told at least once; `entry` tells one that came again.
"""

import base64
import hmac
import json
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from django.db.models import Q

from meterline.api.feed import events_after
from meterline.api.models import Webhook
from meterline.api.schemas import Event

MARK = "whsec_"
AT_ONCE = 100
FIRST_WAIT = timedelta(seconds=10)
LONGEST_WAIT = timedelta(hours=1)
LEASE = timedelta(minutes=5)
"""After so long another program tries, where one was killed in the middle."""

PATIENCE = 10.0
"""Seconds for an answer."""

Send = Callable[[str, bytes, Mapping[str, str]], int]
"""Sends a body with headers to an address; the answer's status. Raises OSError."""


@dataclass
class Told:
    """What one round did."""

    delivered: int = 0
    failed: int = 0


def new_secret() -> str:
    """A key for signatures, as the specification writes it."""
    return MARK + base64.b64encode(secrets.token_bytes(32)).decode()


def deliver_due(now: datetime, send: Send) -> Told:
    """Tell every webhook that is due what it has not been told yet."""
    told = Told()
    due = Q(next_try=None) | Q(next_try__lte=now)
    for hook in Webhook.objects.filter(due, active=True):
        # No lock is held while another machine answers; a lease keeps a second program away.
        mine = Webhook.objects.filter(pk=hook.pk, next_try=hook.next_try)
        if mine.update(next_try=now + LEASE):
            hook.next_try = None
            _deliver(hook, now, send, told)
    return told


def _deliver(hook: Webhook, now: datetime, send: Send, told: Told) -> None:
    more = True
    while more and not hook.next_try:
        page = events_after(hook.delivered, AT_ONCE, hook.branch_id)
        _tell(hook, page.events, now, send, told)
        if not hook.next_try:
            hook.delivered = page.cursor
        more = page.more
    hook.save(update_fields=("delivered", "attempts", "next_try", "problem"))


def _tell(hook: Webhook, events: list[Event], now: datetime, send: Send, told: Told) -> None:
    """Tell events until one is not taken; then `next_try` is set."""
    for event in events:
        problem = _send(hook, event, now, send)
        if problem:
            told.failed += 1
            _wait(hook, problem, now)
            return
        told.delivered += 1
        hook.delivered = event.entry
        hook.attempts, hook.problem = 0, ""


def _send(hook: Webhook, event: Event, now: datetime, send: Send) -> str:
    """What went wrong, in Russian; empty where the event was taken."""
    body = json.dumps(
        {
            "type": event.event,
            "timestamp": event.at.isoformat(),
            "data": event.model_dump(mode="json"),
        },
        ensure_ascii=False,
    ).encode()
    try:
        status = send(hook.url, body, signed(hook.secret, f"entry_{event.entry}", now, body))
    except OSError as error:
        return f"нет связи ({error})"[:200]
    return "" if 200 <= status < 300 else f"ответ {status}"


def signed(secret: str, message: str, now: datetime, body: bytes) -> dict[str, str]:
    """Headers of a message with its signature."""
    at = str(int(now.timestamp()))
    key = base64.b64decode(secret.removeprefix(MARK))
    mark = hmac.new(key, b".".join([message.encode(), at.encode(), body]), sha256).digest()
    return {
        "content-type": "application/json; charset=utf-8",
        "webhook-id": message,
        "webhook-timestamp": at,
        "webhook-signature": f"v1,{base64.b64encode(mark).decode()}",
    }


def _wait(hook: Webhook, problem: str, now: datetime) -> None:
    """Try again after a while that doubles each time, up to an hour."""
    doublings = min(hook.attempts, 16)
    hook.attempts += 1
    hook.next_try = now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT)
    hook.problem = problem


class _NoRedirects(HTTPRedirectHandler):
    """A redirect could lead inside the company's network: its status is the answer."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


def post(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send over HTTP. Raises OSError."""
    request = Request(url, body, dict(headers), method="POST")  # noqa: S310 - set by staff only
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            status: int = answer.status
            return status
    except HTTPError as refusal:
        return refusal.code
