"""What of a table is handed out."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from meterline.customers.models import Branch

ROWS_AT_ONCE = 2000


@dataclass(frozen=True)
class Scope:
    """One branch or all, one billing period or those from a month on."""

    branch: Branch | None = None
    period: date | None = None
    since: date | None = None

    def of_branch(self, path: str) -> dict[str, Any]:
        """A filter by the branch, which stands at the end of `path`."""
        return {path: self.branch} if self.branch else {}

    def of_months(self, column: str) -> dict[str, Any]:
        """A filter by the month of a column."""
        if self.period:
            return {column: self.period}
        return {f"{column}__gte": self.since} if self.since else {}


EVERYTHING = Scope()
