"""A range of accounts, and queries narrowed to it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from meterline.customers.models import Account
from meterline.readings.periods import shift

MONTHS_BACK = 24
"""So many months of readings are enough for almost every meter; see `readings.py`."""


@dataclass(frozen=True)
class Batch:
    """Active accounts of a branch whose ids lie between `first` and `last`, both included."""

    branch: int
    first: int
    last: int
    period: date

    def accounts(self) -> QuerySet[Account]:
        """The accounts themselves."""
        return Account.objects.filter(
            pk__range=(self.first, self.last), branch=self.branch, state=Account.State.ACTIVE
        )

    def within(self, path: str) -> dict[str, Any]:
        """Conditions that keep rows of these accounts; `path` leads to them ("meter__account").

        Both are needed: PostgreSQL carries no range over a join, and ranges of branches mix.
        """
        return {
            f"{path}__pk__range": (self.first, self.last),
            f"{path}__in": self.accounts().values("pk"),
        }

    @property
    def since(self) -> date:
        """The first month whose readings are read for every meter."""
        return shift(self.period, -MONTHS_BACK)

    @property
    def following(self) -> date:
        """The month after the period: what happened from then on is not of this charge."""
        return shift(self.period, 1)
