"""What the pages remember of a visitor: signed, in his own browser, for half an hour.

The form itself carries whose values it asks for, so that two tabs do not mix two accounts.
"""

import secrets
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

SECONDS = 30 * 60
PATH = "/readings/"


@dataclass(frozen=True)
class Visit:
    """An account's id that the visitor has proved to know; `form` tells one form from another."""

    account: int
    form: str

    @property
    def signed(self) -> str:
        """The visit as a text that nobody else can make."""
        return signing.dumps([self.account, self.form], salt="site.visit")


def begun(account: int) -> Visit:
    """A new visit."""
    return Visit(account, secrets.token_urlsafe(9))


def visit_of(signed: str) -> Visit | None:
    """The visit that was signed; None if it was not here, or too long ago."""
    told = _loaded(signed, "site.visit")
    return Visit(*told) if told else None


def remember(response: HttpResponse, name: str, told: Any) -> None:
    """Give the browser something to bring back, signed."""
    response.set_cookie(
        name,
        signing.dumps(told, salt=f"site.{name}"),
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def remembered(request: HttpRequest, name: str) -> Any:
    """What the browser brought back; None if nothing, or nothing of ours."""
    return _loaded(request.COOKIES.get(name, ""), f"site.{name}")


def _loaded(signed: str, salt: str) -> Any:
    try:
        return signing.loads(signed, salt=salt, max_age=SECONDS)
    except signing.BadSignature:
        return None
