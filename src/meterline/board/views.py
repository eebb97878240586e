"""The board's page and its stream."""

from asgiref.sync import sync_to_async
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meterline.board.snapshot import rendered
from meterline.board.stream import SHARED, follow
from meterline.staff.permissions import Action
from meterline.staff.services import allowed, may


@require_safe
@never_cache
@allowed(Action.WATCH_BOARD)
def page(request: HttpRequest) -> HttpResponse:
    """The whole board as of now; the stream keeps it so."""
    return render(request, "board/page.html", {"parts": rendered()})


@require_safe
async def stream(request: HttpRequest) -> HttpResponseBase:
    """What changes, for those who may watch."""
    user = await request.auser()
    if not await sync_to_async(may)(user, Action.WATCH_BOARD):
        return HttpResponse(status=403)
    return StreamingHttpResponse(
        follow(SHARED),
        content_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
