"""Contracts that the rows of customers.csv name."""

from dataclasses import dataclass

from meterline.customers.models import Account, Contract
from meterline.customers.text import fold
from meterline.importing.report import FileReport
from meterline.importing.table import Row
from meterline.importing.writing import NewRows

Who = tuple[str, str]
"""Kind and name of a customer."""


@dataclass(frozen=True)
class _Known:
    pk: int
    customer: int
    who: Who
    """Whose contract it is by the table, or by the first row of the file that names it."""


class Contracts:
    """The contracts of a file, those of the table among them."""

    def __init__(self, report: FileReport) -> None:
        self._report = report
        self._known: dict[str, _Known] = {}
        self._named: dict[str, tuple[Who, int]] = {}
        self._new = NewRows(Contract)

    def look_up(self, rows: list[Row]) -> None:
        """Find the contracts of some rows, and see whether the file agrees with itself."""
        numbers = {row.get("contract") for row in rows} - {None} - self._known.keys()
        for one in Contract.objects.filter(number__in=numbers).select_related("customer"):
            who = (one.customer.kind, one.customer.name)
            self._known[one.number] = _Known(one.pk, one.customer_id, who)
        for row in rows:
            if row.get("contract"):
                who, line = self._named.setdefault(row["contract"], (_who(row), row.line))
                self._require(row, who == _who(row), f"в строке {line} он записан за другим")

    def customer_of(self, row: Row) -> int | None:
        """The customer whose contract a new account comes under, None for a new one."""
        known = self._known.get(row.get("contract"))
        if known is None:
            return None
        self._require(row, known.who == _who(row), "он заключён с другим")
        return known.customer

    def check(self, row: Row, account: Account) -> None:
        """Report an account that comes under the contract of somebody else."""
        known = self._known.get(row.get("contract"))
        if known and known.customer != account.customer_id:
            self._require(row, known.who == _who(row), "он заключён с другим")

    def id_of(self, row: Row, customer: int) -> int | None:
        """The id of the row's contract, which is the customer's where it is new."""
        number = row["contract"]
        if number is None:
            return None
        if number not in self._known:
            values = {"number": number, "number_folded": fold(number), "customer_id": customer}
            self._known[number] = _Known(self._new.add(values), customer, _who(row))
        return self._known[number].pk

    def write(self) -> None:
        """Insert the new ones."""
        self._new.write()

    def _require(self, row: Row, agrees: bool, otherwise: str) -> None:
        if not agrees:
            self._report.blame(row.line, "contract", row["contract"], f"{otherwise} абонентом")


def _who(row: Row) -> Who:
    return row["kind"], row["name"]
