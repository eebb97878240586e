"""Whose account is being paid for: kept signed in the payer's own browser, for half an hour."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from meterline.cabinet.visits import visit_of as cabinet_of
from meterline.customers.models import Account
from meterline.site.visits import SECONDS, Visit, begun, visit_of

COOKIE = "pay"
PATH = "/pay/"


def remember(response: HttpResponse, account: Account) -> None:
    """Give the browser the account that its owner, or a signed-in visitor, named."""
    response.set_cookie(
        COOKIE,
        begun(account.pk).signed,
        max_age=SECONDS,
        path=PATH,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def remembered(request: HttpRequest) -> Visit | None:
    """A sent form's own visit, else that of the browser: two tabs may pay for two accounts.

    A page that is shown anew is a new visit, so that a payment that failed can be tried again.
    """
    if request.method == "POST":
        return visit_of(request.POST.get("visit", ""))
    told = visit_of(request.COOKIES.get(COOKIE, ""))
    return begun(told.account) if told else None


def account_of(visit: Visit) -> Account | None:
    """The account of a visit. Closed ones may be paid for too: debts outlive them."""
    accounts = Account.objects.select_related("branch", "customer")
    return accounts.filter(pk=visit.account).first()


def own_accounts(request: HttpRequest, at: datetime) -> tuple[Account, ...]:
    """The accounts of who is signed in to the cabinet; of these, and no others, sums are shown."""
    visit = cabinet_of(request, at)
    return visit.accounts if visit else ()
