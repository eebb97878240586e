"""Making a made-up company: into an empty data base, or as files for `meterline import`."""

from collections.abc import Callable, Iterator
from typing import Any

from django.db import connection, transaction

from meterline.customers.models import Account, Branch
from meterline.errors import Mendable
from meterline.synth.accounts import accounts
from meterline.synth.indexes import made_afterwards
from meterline.synth.ledger import History
from meterline.synth.made import MadeAccount
from meterline.synth.plan import MadeBranch, Plan, branches, chunks
from meterline.synth.sending import Calendar
from meterline.synth.tables import Tables, make_branches

Progress = Callable[[int], None]
"""Told how many more accounts are made."""

AUTHOR = "synth"


class NotEmpty(Mendable):
    """There is a company in the data base already."""

    def __init__(self) -> None:
        super().__init__(
            "the database holds branches or customers already",
            "name an empty one: --home FOLDER, or another DATABASE_URL (then: manage migrate)",
        )


def made_accounts(plan: Plan) -> Iterator[list[MadeAccount]]:
    """The accounts of a plan, a chunk at a time."""
    calendars = {one.key: Calendar(one.window, plan.last, plan.months) for one in branches()}
    for chunk in chunks(plan):
        yield list(accounts(plan, chunk, calendars[chunk.branch.key]))


def make_base(plan: Plan, progress: Progress) -> int:
    """Fill an empty data base, all or nothing. Returns the readings. Raises NotEmpty.

    The readings count as a history that another program kept: one entry of the journal
    tells of them.
    """
    with transaction.atomic():
        if Account.objects.exists() or Branch.objects.exists():
            raise NotEmpty
        history = History()
        tables = Tables(make_branches([_columns(one) for one in branches()]), history)
        with made_afterwards():
            for made in made_accounts(plan):
                tables.write(made)
                progress(len(made))
        readings = history.put_on_record(AUTHOR)
    _look_over()
    return readings


def _columns(branch: MadeBranch) -> dict[str, Any]:
    return {
        "key": branch.key,
        "name": branch.name,
        "iana": branch.window.zone.key,
        "account_digits": branch.account_digits,
        "window_from": branch.window.first,
        "window_to": branch.window.last,
    }


def _look_over() -> None:
    """Let PostgreSQL count what is there now; by itself it does so only a minute later."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")
