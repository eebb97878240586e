"""Who is still to be reminded."""

from datetime import datetime
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from meterline.customers.models import Account, Branch, LinkedPhone, Meter
from meterline.readings.models import Reading
from meterline.readings.periods import place
from meterline.readings.terms import ACCOUNTS, term_at, term_of
from meterline.reminders.models import Campaign, DoNotCall


def unsubmitted(campaign: Campaign, at: datetime) -> QuerySet[Any]:
    """Active accounts of a campaign with a number that may be called and without a reading
    for the billing period that `at` counts for; `phone` is the first number linked.

    Nobody is reminded of a meter that sends its readings itself (H19).
    """
    branches = [campaign.branch] if campaign.branch else list(Branch.objects.all())
    refused = DoNotCall.objects.filter(number=OuterRef("number"))
    phones = LinkedPhone.objects.filter(account=OuterRef("pk")).exclude(Exists(refused))
    given = Reading.objects.filter(
        register__meter__account=OuterRef("pk"),
        register__meter__automatic=False,
        counted_for=OuterRef("period"),
    )
    return (
        Account.objects.filter(branch__in=branches, state=Account.State.ACTIVE)
        .annotate(
            phone=Subquery(phones.order_by("id").values("number")[:1]),
            period=_periods(branches, at),
        )
        .filter(~Exists(given.accepted()), ~ALL_AUTOMATIC, phone__isnull=False)
        .order_by("number")
    )


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
