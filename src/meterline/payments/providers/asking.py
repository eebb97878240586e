"""Asking another machine over HTTP with JSON: time limits, no redirects, tried again."""

import json
from base64 import b64encode
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

import stamina

from meterline.payments.providers.port import ProviderRefused, ProviderUnavailable

PATIENCE = 10.0
"""Seconds for one answer."""

TRIES = 3
ALTOGETHER = 25.0
"""Seconds for all tries: a payer waits meanwhile."""

TOO_MANY = 429
PROCESSING = 202


class _NoRedirects(HTTPRedirectHandler):
    """The secret goes to the address that was set, and to no other."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


def basic(login: str, password: str) -> dict[str, str]:
    """The header of HTTP Basic Auth (RFC 7617)."""
    return {"Authorization": "Basic " + b64encode(f"{login}:{password}".encode()).decode()}


@stamina.retry(on=ProviderUnavailable, attempts=TRIES, timeout=ALTOGETHER, wait_initial=0.3)
def ask(
    url: str, headers: Mapping[str, str], content: Mapping[str, Any] | None = None
) -> dict[str, Any]:
    """GET, or POST of `content`; the answer's object.

    It is asked again after no answer, 429 and 5xx, so a POST carries a key that makes it
    safe. Raises ProviderUnavailable, ProviderRefused.
    """
    status, body = _exchange(_request(url, headers, content))
    if status in {TOO_MANY, PROCESSING} or status >= 500:
        raise ProviderUnavailable(f"ответ {status}")
    try:
        answer = json.loads(body)
    except ValueError as error:
        raise ProviderUnavailable("ответ не разобран") from error
    if not isinstance(answer, dict):
        raise ProviderUnavailable("ответ не разобран")
    if status >= 300:
        raise ProviderRefused(str(answer.get("code", status)), str(answer.get("description", "")))
    return answer


def _request(url: str, headers: Mapping[str, str], content: Mapping[str, Any] | None) -> Request:
    body = None if content is None else json.dumps(content, ensure_ascii=False).encode()
    kind = {} if body is None else {"Content-Type": "application/json"}
    return Request(url, body, {**headers, **kind})  # noqa: S310 - set by the operator only


def _exchange(request: Request) -> tuple[int, bytes]:
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return answer.status, answer.read()
    except HTTPError as refusal:
        return refusal.code, refusal.read()
    except (OSError, HTTPException) as error:
        raise ProviderUnavailable(f"нет связи ({type(error).__name__})") from error
