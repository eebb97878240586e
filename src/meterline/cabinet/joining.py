"""Several accounts in one cabinet."""

from datetime import datetime

from django.db import transaction

from meterline.cabinet.deeds import note
from meterline.cabinet.models import Deed, Joined
from meterline.customers.models import Account


def join(account: Account, other: Account, at: datetime) -> None:
    """Show `other`, whose code was typed, in the cabinet of `account`."""
    if account == other:
        return
    with transaction.atomic():
        Joined.objects.update_or_create(
            account=account,
            other=other,
            defaults={
                "customer": account.customer,
                "other_customer": other.customer,
                "since": at,
            },
        )
        note(Deed.Kind.JOINED, other, at, by=account)


def part(account: Account, other: Account, at: datetime, *, by: Account) -> None:
    """Show `other` no more in the cabinet of `account`; `by` is which of the two wants it."""
    with transaction.atomic():
        gone, _ = Joined.objects.filter(account=account, other=other).delete()
        if gone:
            note(Deed.Kind.PARTED, other, at, by=by)


def seen_in(account: Account) -> list[Account]:
    """The accounts in whose cabinets an account is seen."""
    return [one.account for one in Joined.objects.filter(other=account).select_related("account")]
