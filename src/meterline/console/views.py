"""The call page, the way of its offer to the robot, and the stream of the call's log."""

import json
import re
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    JsonResponse,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_GET, require_POST

from meterline.console import livelog, robot_door
from meterline.console.demo import demo_callers
from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, spend
from meterline.limits.visitors import visitor
from meterline.look.policy import HEADER, policy

SESSION_CALLS = "browser_calls"
"""Session key: ids of this visitor's calls, the latest last."""

CALLS_REMEMBERED = 5
OFFER_BYTES = 60 * 1024
PHONE = re.compile(r"\+7[0-9]{10}")

MESSAGES = {
    400: "Браузер прислал непонятный запрос. Обновите страницу и позвоните ещё раз.",
    429: "Слишком много звонков подряд. Подождите минуту.",
    502: "Робот сейчас не отвечает. Попробуйте через минуту.",
    503: "Все линии заняты. Попробуйте через полминуты.",
}


@require_GET
@never_cache
@ensure_csrf_cookie
def page(request: HttpRequest) -> HttpResponse:
    """The page with the call button; demo customers only where the site is a demo."""
    request.session.setdefault(SESSION_CALLS, [])
    callers = demo_callers() if settings.METERLINE_DEMO else []
    response = render(request, "console/call.html", {"callers": callers})
    response[HEADER] = policy(media=("blob:", "mediastream:"))
    response["Permissions-Policy"] = "microphone=(self), camera=()"
    return response


@require_POST
async def offer(request: HttpRequest) -> HttpResponse:
    """Hand the browser's SDP offer to the robot; its answer with the call's id, or a message."""
    if not await _may_call(request):
        return _message(429)
    fields = _fields(request)
    if fields is None:
        return _message(400)
    try:
        placed = await robot_door.place_call(*fields)
    except robot_door.NoAnswer:
        return _message(502)
    except robot_door.Busy:
        return _message(503)
    except robot_door.Refused:
        return _message(400)
    calls = await request.session.aget(SESSION_CALLS, [])
    await request.session.aset(SESSION_CALLS, [*calls, placed.key][-CALLS_REMEMBERED:])
    return JsonResponse({"sdp": placed.sdp, "type": "answer", "key": placed.key})


@require_GET
async def log(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """The live log of a call, as server-sent events, for the visitor who made the call."""
    if str(key) not in await request.session.aget(SESSION_CALLS, []):
        raise Http404
    last = request.headers.get("Last-Event-ID", "")
    after = int(last) if last.isascii() and last.isdigit() and len(last) < 10 else -1
    return StreamingHttpResponse(
        livelog.follow(key, after),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _may_call(request: HttpRequest) -> bool:
    address = visitor(request)
    session = str(request.session.session_key or address)
    now = timezone.now()
    try:
        await sync_to_async(spend)(Entrance.CALL_ADDRESS, address, now)
        await sync_to_async(spend)(Entrance.CALL_SESSION, session, now)
    except TooMany:
        return False
    return True


def _fields(request: HttpRequest) -> tuple[str, str | None] | None:
    """SDP and caller's number of the request's JSON; None if it is not as the page sends it."""
    if int(request.META.get("CONTENT_LENGTH") or 0) > OFFER_BYTES:
        return None
    try:
        body = json.loads(request.body)
    except ValueError:
        return None
    if not isinstance(body, dict) or not isinstance(body.get("sdp"), str):
        return None
    return body["sdp"], _caller(body.get("caller"))


def _caller(number: object) -> str | None:
    """A number may be named only where the site is a demo: nobody can prove one here."""
    if settings.METERLINE_DEMO and isinstance(number, str) and PHONE.fullmatch(number):
        return number
    return None


def _message(status: int) -> JsonResponse:
    return JsonResponse({"message": MESSAGES[status]}, status=status)
