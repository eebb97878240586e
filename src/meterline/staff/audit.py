"""The log of what employees did: one function writes it."""

from collections.abc import Mapping

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.http import HttpRequest
from django.utils import timezone

from meterline.customers.models import Account, Branch
from meterline.staff.models import AuditEntry, Deed
from meterline.staff.permissions import Action

Who = AbstractBaseUser | AnonymousUser | str
"""An employee, or the login or program that acts without one."""


def record(  # noqa: PLR0913 - each is a column of the log
    user: Who,
    action: Action | Deed,
    subject: str,
    *,
    branch: Branch | None = None,
    account: Account | None = None,
    details: Mapping[str, object] | None = None,
    request: HttpRequest | None = None,
) -> AuditEntry:
    """Keep what was done, in the caller's transaction.

    `subject` is a Russian phrase for people, `details` what JSON can hold. The account's
    branch stands in where none is named.
    """
    entry: AuditEntry = AuditEntry.objects.create(
        at=timezone.now(),
        who=login_of(user)[:150],
        action=action,
        subject=subject[:300],
        branch=branch or (account.branch if account else None),
        account=account,
        details=dict(details or {}),
        address=request.META.get("REMOTE_ADDR") or None if request else None,
    )
    return entry


def login_of(user: Who) -> str:
    """The name that the log keeps."""
    return user if isinstance(user, str) else user.get_username()
