"""Who may call what: bearer tokens with scopes (RFC 6750), and how often."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone
from ninja.errors import HttpError
from ninja.security import HttpBearer
from ninja.throttling import AuthRateThrottle

from meterline.api.models import Token
from meterline.api.scopes import Scope
from meterline.api.tokens import find_token

REQUESTS = "120/min"
"""Requests of one token. Counted in Django's cache: each web process counts by itself."""

WRONG_TOKENS = 20
WRONG_SECONDS = 60


class Scoped(HttpBearer):
    """Lets in tokens with a scope; the token is `request.auth` then."""

    openapi_name = "token"

    def __init__(self, scope: Scope) -> None:
        super().__init__()
        self._scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> Token | None:
        """The token's row; None is answered with 401. Raises HttpError 403 and 429."""
        address = f"api:wrong:{request.META.get('REMOTE_ADDR', '')}"
        if cache.get(address, 0) >= WRONG_TOKENS:
            raise HttpError(429, "Слишком много неверных ключей, повторите через минуту.")
        found = find_token(token, timezone.now())
        if found is None:
            cache.add(address, 0, WRONG_SECONDS)
            _count(address)
        elif self._scope not in found.scopes:
            raise HttpError(403, f"Ключ не даёт права {self._scope.value}.")
        return found


def token_of(request: Any) -> Token:
    """The token that let this request in."""
    found: Token = request.auth
    return found


def throttle() -> AuthRateThrottle:
    """The limit of one token."""
    return _PerToken(REQUESTS)


class _PerToken(AuthRateThrottle):
    def get_cache_key(self, request: HttpRequest) -> str:
        return f"api:{token_of(request).pk}"


def _count(key: str) -> None:
    try:
        cache.incr(key)
    except ValueError:
        # The window ended between the two looks.
        return
