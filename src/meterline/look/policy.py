"""Content Security Policy (W3C CSP 3) of the pages: only what the site itself serves.

A page that needs more says so by a header of its own: `response[HEADER] = policy(media=...)`.
"""

from collections.abc import Awaitable, Callable
from inspect import iscoroutinefunction

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import sync_and_async_middleware

HEADER = "Content-Security-Policy"

ELSEWHERE = ("/admin/", "/api/")
"""Parts with pages of other authors, which bring what they need inline."""

Answer = Callable[[HttpRequest], HttpResponseBase]
LaterAnswer = Callable[[HttpRequest], Awaitable[HttpResponseBase]]


def policy(*, media: tuple[str, ...] = (), form_action: tuple[str, ...] = ()) -> str:
    """The strict policy, with more sources for sound, and for where forms may lead."""
    allowed = {
        "default-src": ("'none'",),
        "script-src": ("'self'",),
        "style-src": ("'self'",),
        "img-src": ("'self'",),
        "connect-src": ("'self'",),
        "media-src": ("'self'", *media),
        "form-action": ("'self'", *form_action),
        "base-uri": ("'none'",),
        "frame-ancestors": ("'none'",),
    }
    return "; ".join(f"{name} {' '.join(sources)}" for name, sources in allowed.items())


STRICT = policy()


@sync_and_async_middleware
def security_policy(get_response: Answer | LaterAnswer) -> Answer | LaterAnswer:
    """Middleware: the strict policy on every page that brings none of its own."""
    if iscoroutinefunction(get_response):

        async def later(request: HttpRequest) -> HttpResponseBase:
            return _guarded(request, await get_response(request))

        return later

    def answer(request: HttpRequest) -> HttpResponseBase:
        return _guarded(request, get_response(request))  # type: ignore[arg-type]

    return answer


def _guarded(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    if not request.path.startswith(ELSEWHERE):
        response.headers.setdefault(HEADER, STRICT)
    return response
