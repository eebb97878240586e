"""Who is signed in: an account in the browser's session, apart from the company's people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, QuerySet
from django.http import HttpRequest
from django.middleware.csrf import rotate_token

from meterline.cabinet.models import Deed, Joined
from meterline.customers.models import Account

IDLE = timedelta(minutes=20)
"""A cabinet that nobody uses is closed after this."""

NOTED_EVERY = timedelta(minutes=1)
"""How exactly the last use is known: less often is less to write."""

KEY = "cabinet"


@dataclass(frozen=True)
class Visit:
    """A cabinet that is open: the account signed in with and those joined to it."""

    account: Account
    accounts: tuple[Account, ...]
    """All that may be seen, the one signed in with first."""
    deed: int
    """The record of the signing in."""

    @property
    def evidence(self) -> str:
        """What proves who handed a reading over (Decree 442: the way has to prove it)."""
        return f"личный кабинет, вход № {self.deed}"

    def find(self, pk: int) -> Account | None:
        """One of them by id."""
        return next((one for one in self.accounts if one.pk == pk), None)


def open_visit(request: HttpRequest, account: Account, deed: Deed, at: datetime) -> None:
    """Sign in; `deed` is the record of it.

    The session's key changes, so that one planted before opens nothing.
    """
    request.session.cycle_key()
    rotate_token(request)
    request.session[KEY] = {"account": account.pk, "deed": deed.pk, "seen": at.timestamp()}


def close_visit(request: HttpRequest) -> None:
    """Sign out."""
    if request.session.pop(KEY, None):
        request.session.cycle_key()


def visit_of(request: HttpRequest, at: datetime) -> Visit | None:
    """The open cabinet of a request; None where there is none, or it was left alone too long."""
    kept = request.session.get(KEY)
    if not kept:
        return None
    idle = at.timestamp() - kept["seen"]
    account = _accounts().filter(pk=kept["account"]).first()
    if account is None or idle > IDLE.total_seconds():
        close_visit(request)
        return None
    if idle > NOTED_EVERY.total_seconds():
        request.session[KEY] = {**kept, "seen": at.timestamp()}
    return Visit(account, (account, *joined_to(account)), kept["deed"])


def joined_to(account: Account) -> list[Account]:
    """The accounts that an account's cabinet shows besides its own."""
    valid = Joined.objects.filter(
        account=account, customer=F("account__customer"), other_customer=F("other__customer")
    )
    return list(_accounts().filter(pk__in=valid.values("other")).order_by("number"))


def _accounts() -> QuerySet[Account]:
    return Account.objects.select_related("branch", "customer").prefetch_related("branch__windows")
