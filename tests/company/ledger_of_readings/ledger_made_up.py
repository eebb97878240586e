"""What the tests of ledger and journal share."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from company_made_up import AT, given
from django.db import connection

from meterline.customers.models import Account, Register
from meterline.readings.guards import guard, unguard
from meterline.readings.ledger import actual_readings
from meterline.readings.models import Source
from meterline.readings.submission import Submission

NOVEMBER, DECEMBER = date(2026, 11, 1), date(2026, 12, 1)


def from_source(
    account: Account, source: str, value: int, *, hours: float = 0.0, **about: Any
) -> Submission:
    """A value of the account's only register, so many hours after AT."""
    submission = given(account, AT + timedelta(hours=hours), single=value)
    return replace(submission, source=Source(source), author=f"author of {source}", **about)


def holds(account: Account, month: date = NOVEMBER) -> int | None:
    """The value that holds for a month at the account's only register."""
    register = Register.objects.get(meter__account=account).pk
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    found = actual_readings([register], after, month).get(register)
    return found[0][1] if found else None


def moment(text: str) -> datetime:
    """A moment written with its zone."""
    return datetime.fromisoformat(text)


class Editor:
    """As much of a schema editor as the guards use; Django's own wants no transaction."""

    connection = connection

    def execute(self, sql: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(sql)


@contextmanager
def unguarded() -> Iterator[Any]:
    """A cursor for somebody who has taken the triggers off first."""
    connection.check_constraints()  # PostgreSQL alters no table with checks still to be made
    unguard(None, Editor())
    with connection.cursor() as cursor:
        yield cursor
    connection.check_constraints()
    guard(None, Editor())
