"""Asking a gateway or a messenger over HTTP: time limits, no redirects, no addresses in errors.

An address of the Bot API holds its token, so that errors name no address.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.request import HTTPRedirectHandler, Request, build_opener

PATIENCE = 15.0
"""Seconds for one answer."""

LARGEST = 20 * 2**20
"""Bytes of an answer: no file of the Bot API is larger."""


class NoAnswer(Exception):
    """Nobody answered in time, or not in HTTP."""


@dataclass(frozen=True)
class Answer:
    """What was answered, whatever the status."""

    status: int
    body: bytes


class _NoRedirects(HTTPRedirectHandler):
    """Secrets go to the address that was set, and to no other."""

    def redirect_request(self, *_: object) -> None:
        return None


_opener = build_opener(_NoRedirects)


def ask(url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None) -> Answer:
    """GET, or POST of `body`. Raises NoAnswer."""
    request = Request(url, body, dict(headers or {}))  # noqa: S310 - set by the operator only
    try:
        with _opener.open(request, timeout=PATIENCE) as answer:
            return Answer(answer.status, answer.read(LARGEST))
    except HTTPError as refusal:
        return Answer(refusal.code, refusal.read(LARGEST))
    except (OSError, HTTPException, ValueError) as failure:
        raise NoAnswer(f"нет связи ({type(failure).__name__})") from None
