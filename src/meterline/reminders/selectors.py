"""Who is still to be reminded."""

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from meterline.customers.models import Account, Branch, LinkedPhone
from meterline.readings.accounts import window_of
from meterline.readings.models import Reading
from meterline.readings.periods import place
from meterline.reminders.models import Campaign, DoNotCall


def unsubmitted(campaign: Campaign, at: datetime) -> QuerySet[Any]:
    """Active accounts of a campaign with a number that may be called and without a reading
    for the billing period that `at` counts for; `phone` is the first number linked."""
    branches = [campaign.branch] if campaign.branch else list(Branch.objects.all())
    found: QuerySet[Any] = Account.objects.none()
    for branch in branches:
        found |= _of_branch(branch, at)
    return found.order_by("number")


def _of_branch(branch: Branch, at: datetime) -> QuerySet[Any]:
    period = place(at, window_of(branch, at)).counted_for
    given = Reading.objects.filter(
        register__meter__account=OuterRef("pk"),
        counted_for=period,
    ).accepted()
    refused = DoNotCall.objects.filter(number=OuterRef("number"))
    phones = LinkedPhone.objects.filter(account=OuterRef("pk")).exclude(Exists(refused))
    return (
        Account.objects.filter(branch=branch, state=Account.State.ACTIVE)
        .annotate(phone=Subquery(phones.order_by("id").values("number")[:1]))
        .filter(~Exists(given), phone__isnull=False)
    )


def has_submitted(account: Account, at: datetime) -> bool:
    """Whether an account has a reading for the billing period that `at` counts for."""
    period = place(at, window_of(account.branch, at)).counted_for
    given = Reading.objects.filter(register__meter__account=account, counted_for=period)
    return bool(given.accepted().exists())
