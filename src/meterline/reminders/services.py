"""Reminding: filling a campaign, claiming who is called next, noting what came of it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from meterline.calls.services import Incoming, open_call
from meterline.customers.phones import e164
from meterline.reminders.models import EARLIEST, LATEST, Campaign, DoNotCall, Reminder
from meterline.reminders.selectors import has_submitted, unsubmitted, wants_no_calls

STUCK = timedelta(minutes=30)
"""A call that its robot never told the end of is taken up again after this."""

CARRIER = "reminder"
"""How calls that the company makes stand in the list of calls."""

ROWS_AT_ONCE = 1000
LOOKED_AT = 50
"""Reminders looked at for one that may be called now."""


@dataclass(frozen=True)
class Due:
    """Somebody to be called now."""

    reminder: int
    account: str
    number: str


def fill(campaign: Campaign, at: datetime) -> int:
    """Add everybody who has not submitted yet; returns how many were new."""
    before = campaign.reminders.count()
    rows = (
        Reminder(campaign=campaign, account=account, number=account.phone, due=at)
        for account in unsubmitted(campaign, at).iterator(ROWS_AT_ONCE)
    )
    Reminder.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE, ignore_conflicts=True)
    return campaign.reminders.count() - before


def claim(at: datetime, call: UUID) -> Due | None:
    """The next who may be called now, claimed for this call; None if there is nobody.

    Campaigns keep to their days, hours (by the clock of the account's branch), number of
    lines and tries; who has submitted meanwhile, or wants no calls, is not called.
    """
    _take_up_stuck(at)
    for campaign in Campaign.objects.filter(running=True):
        if campaign.reminders.filter(state=Reminder.State.CALLING).count() >= campaign.lines:
            continue
        due = _claim_of(campaign, at, call)
        if due:
            return due
    return None


def finish(reminder: int, at: datetime, *, talked: bool) -> None:
    """Note what came of a call: submitted, reminded, or to be tried again later."""
    with transaction.atomic():
        row = Reminder.objects.select_for_update().select_related("campaign").get(pk=reminder)
        if row.state != Reminder.State.CALLING:
            return
        _settle(row, at, talked=talked)
        row.save()


def refuse(call: UUID, at: datetime) -> None:
    """Whoever was called wants no more reminders."""
    for row in Reminder.objects.filter(call=call):
        DoNotCall.objects.get_or_create(
            number=e164(row.number) or row.number,
            defaults={"since": at, "why": "просил не звонить"},
        )
        Reminder.objects.filter(number=row.number).exclude(
            state__in=(Reminder.State.SUBMITTED, Reminder.State.UNREACHED)
        ).update(state=Reminder.State.REFUSED)


def _claim_of(campaign: Campaign, at: datetime, call: UUID) -> Due | None:
    waiting = campaign.reminders.filter(state=Reminder.State.WAITING, due__lte=at)
    for key in list(waiting.values_list("pk", flat=True)[:LOOKED_AT]):
        with transaction.atomic():
            row = (
                Reminder.objects.select_for_update(of=("self",))
                .select_related("campaign", "account__branch")
                .get(pk=key)
            )
            if row.state != Reminder.State.WAITING or not _in_hours(row, at):
                continue
            if _is_done(row, at):
                row.save()
                continue
            open_call(Incoming(call, row.number, None, CARRIER), at)
            row.state, row.tried, row.due = Reminder.State.CALLING, row.tried + 1, at
            row.call_id = call
            row.save()
            return Due(row.pk, row.account.number, row.number)
    return None


def _in_hours(row: Reminder, at: datetime) -> bool:
    campaign, local = row.campaign, at.astimezone(row.account.branch.zone)
    first, last = max(campaign.from_hour, EARLIEST), min(campaign.to_hour, LATEST)
    in_days = campaign.first_day <= local.date() <= campaign.last_day
    return in_days and first <= local.hour < last


def _is_done(row: Reminder, at: datetime) -> bool:
    """Whether there is nothing to remind of any more; notes why."""
    if has_submitted(row.account, at):
        row.state = Reminder.State.SUBMITTED
    elif DoNotCall.objects.filter(number=row.number).exists() or wants_no_calls(row.account):
        row.state = Reminder.State.REFUSED
    return row.state != Reminder.State.WAITING


def _settle(row: Reminder, at: datetime, *, talked: bool) -> None:
    if has_submitted(row.account, at):
        row.state = Reminder.State.SUBMITTED
    elif talked:
        row.state = Reminder.State.REMINDED
    elif row.tried >= row.campaign.tries:
        row.state = Reminder.State.UNREACHED
    else:
        row.state = Reminder.State.WAITING
        row.due = at + timedelta(hours=row.campaign.pause_hours)


def _take_up_stuck(at: datetime) -> None:
    stuck = Reminder.objects.filter(state=Reminder.State.CALLING, due__lte=at - STUCK)
    for key in stuck.values_list("pk", flat=True):
        finish(key, at, talked=False)
