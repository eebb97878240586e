"""Who is still to be reminded."""

from datetime import datetime
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from meterline.customers.models import Account, Branch, LinkedPhone, Meter
from meterline.readings.models import Reading
from meterline.readings.periods import place
from meterline.readings.terms import ACCOUNTS, term_at, term_of
from meterline.reminders.models import Campaign, DoNotCall, ReminderChoice


def unsubmitted(campaign: Campaign, at: datetime) -> QuerySet[Any]:
    """Active accounts of a campaign with a number that may be called and without a reading
    for the billing period that `at` counts for; `phone` is the first number linked.

    Nobody is called who has chosen another way, or none.
    """
    branches = [campaign.branch] if campaign.branch else list(Branch.objects.all())
    phones = callable_phones(OuterRef("pk"))
    elsewhere = ReminderChoice.objects.filter(account=OuterRef("pk")).exclude(WANTS_CALLS)
    accounts = Account.objects.filter(branch__in=branches).annotate(
        phone=Subquery(phones.values("number")[:1]), period=_periods(branches, at)
    )
    found = lacking(accounts).filter(~Exists(elsewhere), phone__isnull=False)
    return found.order_by("number")


def lacking(accounts: QuerySet[Any]) -> QuerySet[Any]:
    """Those of some accounts, annotated with `period`, that are to be reminded of it.

    Nobody is reminded of a meter that sends its readings itself (H19).
    """
    given = Reading.objects.filter(
        register__meter__account=OuterRef("pk"),
        register__meter__automatic=False,
        counted_for=OuterRef("period"),
    )
    active = accounts.filter(state=Account.State.ACTIVE)
    return active.filter(~Exists(given.accepted()), ~ALL_AUTOMATIC)


def callable_phones(account: Any) -> QuerySet[LinkedPhone]:
    """Numbers linked to an account to which reminders may go, the first one first."""
    refused = DoNotCall.objects.filter(number=OuterRef("number"))
    phones = LinkedPhone.objects.filter(account=account).exclude(Exists(refused))
    return phones.order_by("id")


def wants_no_calls(account: Account) -> bool:
    """Whether an account's consumer has chosen another way, or no reminders."""
    chosen = ReminderChoice.objects.filter(account=account)
    return bool(chosen.exclude(WANTS_CALLS).exists())


def _periods(branches: list[Branch], at: datetime) -> Case:
    """The billing period that a reading of an account counts for now."""
    return Case(
        *(
            When(
                Q(branch=branch) & accounts,
                then=Value(place(at, term_at(branch, of, at)).counted_for),
            )
            for branch in branches
            for of, accounts in ACCOUNTS.items()
        ),
        output_field=DateField(),
    )


WANTS_CALLS = Q(on=True, way=ReminderChoice.Way.CALL)

_IN_PLACE = Meter.objects.filter(account=OuterRef("pk"), removed=None)

ALL_AUTOMATIC = Q(Exists(_IN_PLACE.filter(automatic=True))) & ~Q(
    Exists(_IN_PLACE.filter(automatic=False))
)
"""Accounts with meters, each of which sends its readings itself."""


def has_submitted(account: Account, at: datetime) -> bool:
    """Whether an account has a reading for the billing period that `at` counts for.

    Where some of its meters send theirs themselves, one of the others.
    """
    period = place(at, term_of(account, at)).counted_for
    given = Reading.objects.filter(register__meter__account=account, counted_for=period)
    if account.meters.filter(removed=None, automatic=False).exists():
        given = given.filter(register__meter__automatic=False)
    return bool(given.accepted().exists())
