"""Until when whose readings come in time: households by their branch, organisations by law.

The days of organisations stand in charging's sets of rules too, which this part does not
know; a test holds the two together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum, auto

from django.db.models import Exists, OuterRef, Q

from meterline.customers.models import Account, Branch, Customer, Meter, MeteringPoint
from meterline.customers.selectors import window_days
from meterline.readings.periods import MonthEnd, Term, Window


class Whose(Enum):
    """Which accounts share a term."""

    HOUSEHOLD = auto()
    ORGANISATION = auto()
    COMMON_PROPERTY = auto()
    """An organisation all of whose metering points are on a block's common property."""


@dataclass(frozen=True)
class OrganisationDays:
    """Days of the month by Decree 442 (rule L4), in force from `valid_from` on."""

    valid_from: date
    hand_over: int
    """Readings of the month's last day are handed over by the end of this day of the next."""
    late_to: int
    """What comes after that counts for the next month; up to this day it is called late for the
    month before, from then on early for its own. D: the decree knows no such day."""
    common_property: tuple[int, int]
    """First day on which readings are taken, last on which they are handed over."""


ORGANISATIONS = (
    # L4: read at a supplier's site for the 1st; 23-25 and the 26th recalled (R), to be
    # checked against the decree's text before they are relied on.
    OrganisationDays(date(2012, 9, 1), hand_over=1, late_to=15, common_property=(23, 26)),
)


def term_of(account: Account, at: datetime) -> Term:
    """When an account's readings come in time, in the month of a moment."""
    return term_at(account.branch, whose(account), at)


def term_at(branch: Branch, of: Whose, at: datetime) -> Term:
    """When readings of such accounts of a branch come in time, in the month of a moment."""
    return _term(branch, of, at.astimezone(branch.zone).date())


def time_for(account: Account, month: date) -> tuple[date, date]:
    """First and last day on which an account's readings for a month come in time."""
    term = _term(account.branch, whose(account), month)
    return term.opens(month), term.closes(month)


def _term(branch: Branch, of: Whose, day: date) -> Term:
    if of is Whose.HOUSEHOLD:
        return Window(branch.zone, *window_days(branch, day))
    days = _days_on(day)
    if of is Whose.COMMON_PROPERTY:
        return Window(branch.zone, *days.common_property)
    return MonthEnd(branch.zone, days.hand_over, days.late_to)


def whose(account: Account) -> Whose:
    """Whose term an account has."""
    return whose_each([account])[account.pk]


def whose_each(accounts: Sequence[Account]) -> dict[int, Whose]:
    """Whose term each of some accounts has, by its id; one question for all of them."""
    found = {one.pk: Whose.HOUSEHOLD for one in accounts}
    organisations = [one.pk for one in accounts if one.customer.kind == Customer.Kind.ORGANISATION]
    if organisations:
        found |= dict.fromkeys(organisations, Whose.ORGANISATION)
        common = Account.objects.filter(ON_COMMON_PROPERTY, pk__in=organisations)
        found |= dict.fromkeys(common.values_list("pk", flat=True), Whose.COMMON_PROPERTY)
    return found


_POINTS = MeteringPoint.objects.filter(account=OuterRef("pk"))
_WITHOUT_POINT = Meter.objects.filter(account=OuterRef("pk"), point=None, removed=None)

ON_COMMON_PROPERTY = (
    Q(Exists(_POINTS))
    & ~Q(Exists(_POINTS.filter(common_property=False)))
    & ~Q(Exists(_WITHOUT_POINT))
)
"""Accounts that measure on a block's common property only; for few accounts or organisations."""

_ORGANISATION = Q(customer__kind=Customer.Kind.ORGANISATION)

ACCOUNTS: dict[Whose, Q] = {
    Whose.HOUSEHOLD: ~_ORGANISATION,
    Whose.COMMON_PROPERTY: _ORGANISATION & ON_COMMON_PROPERTY,
    Whose.ORGANISATION: _ORGANISATION & ~ON_COMMON_PROPERTY,
}
"""The accounts of each kind, in a query for accounts."""


def _days_on(day: date) -> OrganisationDays:
    """The days in force; before the first, which is the decree's own beginning, the first."""
    in_force = [one for one in ORGANISATIONS if one.valid_from <= day]
    return in_force[-1] if in_force else ORGANISATIONS[0]
