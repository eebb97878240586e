"""Reading of branches and telephones."""

from calendar import monthrange
from datetime import date, datetime

from django.conf import settings

from meterline.customers.cards import BranchCard
from meterline.customers.hours import operators_open
from meterline.customers.models import Account, Branch
from meterline.customers.phones import e164
from meterline.customers.zones import parse_zone_order


def branch_card(key: str | None, at: datetime) -> BranchCard | None:
    """A branch at a moment, None where there is none of that key."""
    branch = Branch.objects.filter(key=key).first() if key else None
    return card_of(branch, at) if branch else None


def head_branch_card(at: datetime) -> BranchCard | None:
    """The branch that answers for the company where the number tells no region.

    The one that METERLINE_HEAD_BRANCH names, else the first; None in an empty data base.
    """
    branches = {branch.key: branch for branch in Branch.objects.order_by("key")}
    if not branches:
        return None
    first = next(iter(branches.values()))
    return card_of(branches.get(settings.METERLINE_HEAD_BRANCH, first), at)


def card_of(branch: Branch, at: datetime) -> BranchCard:
    """A branch's row as facts at a moment."""
    local = at.astimezone(branch.zone)
    last_day = min(branch.window_to, monthrange(local.year, local.month)[1])
    window_open = branch.window_from <= local.day <= last_day
    return BranchCard(
        key=branch.key,
        name=branch.name,
        account_digits=branch.account_digits,
        operators_open=operators_open(
            local, branch.hours_workday, branch.hours_window, in_window=window_open
        ),
        operator_sip=branch.operator_sip,
        dispatcher_sip=branch.dispatcher_sip,
        name_unconfirmed_allowed=branch.name_unconfirmed_allowed,
        zone_order=parse_zone_order(branch.zone_order),
        window_open=window_open,
        window_first_day=branch.window_from,
        window_last_day=last_day,
        hours_workday=branch.hours_workday,
        hours_window=branch.hours_window,
        dispatcher_number=branch.dispatcher_number,
    )


def window_days(branch: Branch, day: date) -> tuple[int, int]:
    """First and last day of the month on which the branch takes readings, as of a day."""
    dated = branch.windows.filter(valid_from__lte=day).order_by("-valid_from").first()
    return (dated.first_day, dated.last_day) if dated else (branch.window_from, branch.window_to)


def branch_cards(at: datetime) -> tuple[BranchCard, ...]:
    """All branches at a moment, by name."""
    return tuple(card_of(branch, at) for branch in Branch.objects.all())


def accounts_of_phone(number: str | None) -> tuple[str, ...]:
    """Numbers of the active accounts that a telephone is linked to."""
    known = e164(number)
    if known is None:
        return ()
    linked = Account.objects.filter(phones__number=known, state=Account.State.ACTIVE)
    return tuple(linked.order_by("number").values_list("number", flat=True))
