"""Branches with their offices, as the site shows them."""

import csv
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from meterline.customers.cards import BranchCard
from meterline.customers.models import Branch
from meterline.customers.selectors import card_of
from meterline.site.models import Office

DEMO = Path(__file__).parent / "data" / "demo-offices.csv"

SOON = timedelta(days=21)
"""How long before its day a change of hours is shown."""


@dataclass(frozen=True)
class SpecialDay:
    """A day on which operators answer at other hours, or not at all (`hours` empty)."""

    day: date
    hours: str
    note: str


@dataclass(frozen=True)
class BranchShown:
    """A branch at a moment with its offices."""

    card: BranchCard
    offices: tuple[Office, ...]
    special: tuple[SpecialDay, ...]


def branches_shown(at: datetime) -> tuple[BranchShown, ...]:
    """All branches by name."""
    branches = Branch.objects.prefetch_related("windows", "days", "offices")
    return tuple(
        BranchShown(card_of(branch, at), tuple(branch.offices.all()), _special(branch, at))
        for branch in branches
    )


def _special(branch: Branch, at: datetime) -> tuple[SpecialDay, ...]:
    today = at.astimezone(branch.zone).date()
    return tuple(
        SpecialDay(one.day, one.hours, one.note)
        for one in branch.days.all()
        if today <= one.day <= today + SOON
    )


def load_offices(file: Path = DEMO) -> int:
    """Add the offices of a semicolon-separated UTF-8 file that are not there yet; how many.

    Columns: branch (its key), town, address, phone, hours, note. Raises KeyError where there
    is no such branch.
    """
    branches = {branch.key: branch for branch in Branch.objects.all()}
    added = 0
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter=";"):
            branch = branches[row.pop("branch")]
            town, address = row.pop("town"), row.pop("address")
            _, new = Office.objects.get_or_create(
                branch=branch, town=town, address=address, defaults=row
            )
            added += new
    return added
