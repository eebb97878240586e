"""Reminders in writing, to those who chose them: once a billing period, near its end."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db.models import DateField, Exists, OuterRef, QuerySet, Value

from meterline.channels.models import Channel, OutgoingMessage
from meterline.channels.outbox import send
from meterline.customers.models import Account, Branch
from meterline.readings.periods import Term
from meterline.readings.terms import ACCOUNTS, Whose, term_at
from meterline.reminders import wording
from meterline.reminders.addresses import WRITTEN, address_of
from meterline.reminders.models import ReminderChoice
from meterline.reminders.selectors import lacking
from meterline.reminders.stopping import stop_link

FROM_HOUR, TO_HOUR = 9, 21
"""Hours of the branch's own day in which reminders are written."""

ROWS_AT_ONCE = 1000


def remind_in_writing(at: datetime) -> int:
    """Write to everybody who is due and has not been written to; how many that were.

    Due is who has no reading for the period whose last days these are, from the
    METERLINE_REMIND_DAY'th day of handing over on. To be run again and again.
    """
    return sum(
        _remind_branch(branch, of, at)
        for branch in Branch.objects.all()
        if FROM_HOUR <= at.astimezone(branch.zone).hour < TO_HOUR
        for of in ACCOUNTS
    )


def first_day(term: Term, month: date) -> date:
    """The day from which reminders go out: never after the last one of handing over."""
    wanted = term.opens(month) + timedelta(days=settings.METERLINE_REMIND_DAY - 1)
    return min(wanted, term.closes(month))


def _remind_branch(branch: Branch, of: Whose, at: datetime) -> int:
    term, day = term_at(branch, of, at), at.astimezone(branch.zone).date()
    month = term.due(day)
    if not first_day(term, month) <= day <= term.closes(month):
        return 0
    due = _due(branch, of, month).iterator(ROWS_AT_ONCE)
    return sum(_remind(account, month, term.closes(month), at) for account in due)


def _due(branch: Branch, of: Whose, month: date) -> QuerySet[Account]:
    chosen = ReminderChoice.objects.filter(account=OuterRef("pk"), on=True, way__in=WRITTEN)
    accounts = Account.objects.filter(ACCOUNTS[of], Exists(chosen), branch=branch)
    dated = accounts.annotate(period=Value(month, output_field=DateField()))
    return lacking(dated).select_related("reminder_choice").order_by("number")


def _remind(account: Account, month: date, last: date, at: datetime) -> bool:
    """Whether the account is written to now; of two at once the outbox takes one."""
    key = f"reminder-{account.pk}-{month:%Y-%m}"
    found = address_of(account, account.reminder_choice.way)
    if found is None or OutgoingMessage.objects.filter(key=key).exists():
        return False
    channel, address = found
    link = stop_link(account)
    told = wording.Told(account.number, month, last, link, settings.METERLINE_SITE_URL)
    send(
        channel,
        address,
        wording.subject(told),
        wording.letter(told) if channel == Channel.EMAIL else wording.short(told),
        key=key,
        account=account,
        unsubscribe=link,
        at=at,
    )
    return True
