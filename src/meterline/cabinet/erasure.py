"""Wishes that personal data be erased (152-ФЗ): taken down, and answered by a person."""

from datetime import date, datetime, timedelta

from django.db import transaction

from meterline.cabinet.deeds import note
from meterline.cabinet.models import Deed, ErasureRequest
from meterline.customers.hours import is_workday
from meterline.customers.models import Account

WORKDAYS = 10
"""In which the company answers (152-ФЗ, ст. 21, ч. 5.1)."""


def ask_erasure(account: Account, wish: str, at: datetime, *, by: Account) -> ErasureRequest:
    """Take a wish down; one that waits for its answer is not doubled."""
    with transaction.atomic():
        today = at.astimezone(account.branch.zone).date()
        request, new = ErasureRequest.objects.get_or_create(
            account=account,
            state=ErasureRequest.State.NEW,
            defaults={"wish": wish, "asked_at": at, "answer_by": answer_by(today)},
        )
        if new:
            note(Deed.Kind.ERASURE, account, at, by=by)
    return request


def answer_by(asked: date) -> date:
    """The last day of the answer: the tenth working day after the one of asking."""
    day, left = asked, WORKDAYS
    while left:
        day += timedelta(days=1)
        left -= is_workday(day)
    return day
