"""Making, finding and revoking tokens."""

import secrets
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from meterline.api.models import Token
from meterline.api.scopes import COMPANY, OWN, Scope
from meterline.customers.models import Account, Branch

MARK = "ml_"
"""Every token begins so, so that one that leaked is found by a search."""

SHOWN = len(MARK) + 6
USED_EVERY = timedelta(minutes=10)
"""How exactly the last use is kept: not a write for each request."""


class BadScopes(ValueError):
    """Scopes that do not go together. `str()` of it says which, in Russian."""


@dataclass(frozen=True)
class Owner:
    """Who a token is for, and who makes it."""

    name: str
    author: str
    account: Account | None = None
    branch: Branch | None = None


def make_token(
    owner: Owner, scopes: Collection[Scope], expires: datetime | None = None
) -> tuple[Token, str]:
    """A new token: its row, and the text that is told once. Raises BadScopes."""
    check_scopes(owner.account, scopes)
    text = MARK + secrets.token_urlsafe(32)
    row = Token.objects.create(
        name=owner.name,
        author=owner.author,
        account=owner.account,
        branch=owner.branch,
        scopes=sorted(scopes),
        digest=digest_of(text),
        beginning=text[:SHOWN],
        expires=expires,
    )
    return row, text


def find_token(text: str, at: datetime) -> Token | None:
    """The token of this text, None where it is unknown, expired or revoked."""
    tokens = Token.objects.select_related("account__branch", "branch")
    row = tokens.filter(digest=digest_of(text), revoked=None).first()
    if row is None or (row.expires and row.expires <= at):
        return None
    if row.used is None or at - row.used >= USED_EVERY:
        Token.objects.filter(pk=row.pk).update(used=at)
    return row


def digest_of(text: str) -> str:
    """What is kept of a token: it is random enough to need no salt."""
    return sha256(text.encode()).hexdigest()


def check_scopes(account: Account | None, scopes: Iterable[Scope]) -> None:
    """Raise BadScopes unless the scopes are for such a token: of one account, or the company's."""
    wanted = frozenset(scopes)
    if not wanted:
        raise BadScopes("Выберите хотя бы одно право.")
    if account is None and wanted & OWN:
        raise BadScopes("Для прав на свой счёт укажите лицевой счёт.")
    if account is not None and wanted & COMPANY:
        raise BadScopes("Ключ одного лицевого счёта не даёт прав на других абонентов.")
