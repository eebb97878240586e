"""A month's charge as its page shows it, and its bill."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from django.db.models import Sum

from meterline.bills.bill import Bill, bill_of, named_lines
from meterline.bills.payees import payee_of
from meterline.charging.explained import Explained
from meterline.charging.models import Charge
from meterline.customers.models import Account
from meterline.payments.models import Posting
from meterline.payments.selectors import balance


class Billing(StrEnum):
    """Whether a charge has a bill, and if not, why."""

    BILL = "bill"
    ESTIMATE = "estimate"
    NO_PAYEE = "no_payee"


@dataclass(frozen=True)
class ChargeShown:
    """A charge with its lines named and explained, in the order of the bill."""

    charge: Charge
    lines: tuple[tuple[str, Explained], ...]
    billing: Billing


def charges_shown(account: Account) -> list[Charge]:
    """The charges of an account that hold, latest month first."""
    return list(Charge.objects.current().filter(account=account).order_by("-period"))


def charge_of(account: Account, period: date) -> Charge | None:
    """The charge of a month that holds."""
    found = Charge.objects.current().filter(account=account, period=period)
    return found.select_related("account__branch", "account__customer").first()


def charge_shown(charge: Charge) -> ChargeShown:
    """A charge for its page."""
    return ChargeShown(charge, tuple(named_lines(charge)), billing_of(charge))


def billing_of(charge: Charge) -> Billing:
    """An estimate by made-up prices or norms is never issued as a bill."""
    if not charge.issuable:
        return Billing.ESTIMATE
    return Billing.BILL if payee_of(charge.account.branch.key) else Billing.NO_PAYEE


def bill_for(charge: Charge, now: datetime) -> Bill | None:
    """The bill of a charge with all that is owed by now; None where there is none."""
    payee = payee_of(charge.account.branch.key)
    if payee is None or not charge.issuable:
        return None
    today = now.astimezone(charge.account.branch.zone).date()
    return bill_of(charge, payee, today, _owed(charge))


def _owed(charge: Charge) -> Decimal:
    """The account's debt; what the month's postings lack of the charge is owed as well."""
    own = Posting.objects.filter(account=charge.account, period=charge.period)
    posted = own.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    return balance(charge.account) + charge.amount - posted
