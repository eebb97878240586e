"""Reading of branches and telephones."""

from calendar import monthrange
from datetime import date, datetime

from django.conf import settings

from meterline.customers.cards import BranchCard
from meterline.customers.finding import found_among
from meterline.customers.hours import operators_open, parse_hours
from meterline.customers.models import Account, Branch
from meterline.customers.phones import e164
from meterline.customers.text import fold
from meterline.customers.zones import parse_zone_order

MOST_FOUND = 50


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
    first_day, window_to = window_days(branch, local.date())
    last_day = min(window_to, monthrange(local.year, local.month)[1])
    window_open = first_day <= local.day <= last_day
    return BranchCard(
        key=branch.key,
        name=branch.name,
        account_digits=branch.account_digits,
        operators_open=_operators_open(branch, local, in_window=window_open),
        operator_sip=branch.operator_sip,
        dispatcher_sip=branch.dispatcher_sip,
        name_unconfirmed_allowed=branch.name_unconfirmed_allowed,
        zone_order=parse_zone_order(branch.zone_order),
        window_open=window_open,
        window_first_day=first_day,
        window_last_day=last_day,
        hours_workday=branch.hours_workday,
        hours_window=branch.hours_window,
        dispatcher_number=branch.dispatcher_number,
    )


def _operators_open(branch: Branch, local: datetime, *, in_window: bool) -> bool:
    """The branch's own calendar comes before the country's."""
    for special in branch.days.all():
        if special.day == local.date():
            hours = parse_hours(special.hours)
            return hours is not None and hours.holds(local)
    return operators_open(local, branch.hours_workday, branch.hours_window, in_window=in_window)


def window_days(branch: Branch, day: date) -> tuple[int, int]:
    """First and last day of the month on which the branch takes readings, as of a day."""
    dated = [one for one in branch.windows.all() if one.valid_from <= day]
    if not dated:
        return branch.window_from, branch.window_to
    latest = max(dated, key=lambda one: one.valid_from)
    return latest.first_day, latest.last_day


def branch_cards(at: datetime) -> tuple[BranchCard, ...]:
    """All branches at a moment, by name."""
    branches = Branch.objects.prefetch_related("windows", "days")
    return tuple(card_of(branch, at) for branch in branches)


def accounts_of_phone(number: str | None) -> tuple[str, ...]:
    """Numbers of the active accounts that a telephone is linked to."""
    known = e164(number)
    if known is None:
        return ()
    linked = Account.objects.filter(phones__number=known, state=Account.State.ACTIVE)
    return tuple(linked.order_by("number").values_list("number", flat=True))


def accounts_of_email(address: str) -> tuple[str, ...]:
    """Numbers of the active accounts that an address of electronic mail is linked to."""
    linked = Account.objects.filter(
        emails__address=address.strip().lower(), state=Account.State.ACTIVE
    )
    return tuple(linked.order_by("number").values_list("number", flat=True))


def accounts_of_contract(number: str) -> tuple[str, ...]:
    """Numbers of the active accounts under a contract, however its letters were typed."""
    under = Account.objects.filter(contract__number_folded=fold(number), state=Account.State.ACTIVE)
    return tuple(under.order_by("number").values_list("number", flat=True))


def find_accounts(
    typed: str, branch: Branch | None = None, limit: int = MOST_FOUND
) -> tuple[Account, ...]:
    """Accounts by any part of number, name, address, serial, telephone, e-mail or contract.

    What names an account exactly brings it alone; otherwise every typed word has to occur.
    Ordered by number, at most `limit`; each comes with its customer and branch.
    """
    if not typed.strip():
        return ()
    accounts = Account.objects.select_related("customer", "branch").order_by("number")
    if branch:
        accounts = accounts.filter(branch=branch)
    return tuple(found_among(accounts, typed)[:limit])
