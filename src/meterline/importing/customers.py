"""customers.csv: a row is a customer with an account and perhaps telephone and e-mail.

Accounts under one contract are one customer's; the rows of a contract have to agree on
who that is.
"""

from collections.abc import Iterator
from typing import Any

from meterline.customers.models import (
    Account,
    Branch,
    Customer,
    LinkedEmail,
    LinkedPhone,
)
from meterline.customers.text import fold
from meterline.importing.base import Run, Seen, batches
from meterline.importing.contracts import Contracts
from meterline.importing.formats import CUSTOMERS
from meterline.importing.links import Links
from meterline.importing.report import FileReport
from meterline.importing.table import Lines, Row, read_rows
from meterline.importing.writing import NewRows, Updates

ACCOUNT_COLUMNS = (
    *("address", "residents", "rooms", "electric_stove", "max_power_kw"),
    *("tariff_group", "electric_heating", "max_power_hours", "meter_can_be_fitted"),
)
STATES = {True: Account.State.CLOSED.value, False: Account.State.ACTIVE.value}


def import_customers(lines: Lines, run: Run, report: FileReport) -> None:
    """Add accounts and bring known ones up to date. Telephones and e-mails are only added."""
    branches = {branch.key: branch for branch in Branch.objects.all()}
    work = _Work(branches, run, report)
    for batch in batches(_good_rows(lines, run, report, branches)):
        if not run.failed:
            work.store(batch)


def _good_rows(
    lines: Lines, run: Run, report: FileReport, branches: dict[str, Branch]
) -> Iterator[Row]:
    seen = Seen(report)
    for row in read_rows(lines, CUSTOMERS, report):
        run.mentioned.add(("account", row.cells.get("account")))
        if not row.good or seen.again(row["account"], row.line, "account", row["account"]):
            continue
        branch = branches.get(row["branch"])
        if branch is None:
            if ("branch", row["branch"]) not in run.mentioned:
                report.blame(row.line, "branch", row["branch"], "нет такого филиала")
        elif len(row["account"]) != branch.account_digits:
            reason = f"в этом филиале лицевой счёт из {branch.account_digits} цифр"
            report.blame(row.line, "account", row["account"], reason)
        else:
            yield row


class _Work:
    """The rows of a file on their way into the tables."""

    def __init__(self, branches: dict[str, Branch], run: Run, report: FileReport) -> None:
        self._branches = {key: branch.pk for key, branch in branches.items()}
        self._report = report
        self._updates = Updates(run.by(report))
        self._customers, self._accounts = NewRows(Customer), NewRows(Account)
        self._contracts = Contracts(report)
        self._phones = Links(LinkedPhone, "number", "phone", self._updates)
        self._emails = Links(LinkedEmail, "address", "email", self._updates)

    def store(self, rows: list[Row]) -> None:
        """Add or change what the rows say."""
        numbers = [row["account"] for row in rows]
        found = Account.objects.filter(number__in=numbers).select_related("customer", "contract")
        known = {account.number: account for account in found}
        customers = {one.customer_id: one.customer for one in known.values()}
        self._contracts.look_up(rows)
        for links in (self._phones, self._emails):
            links.look_up(known.values())
        for row in rows:
            account = known.get(row["account"])
            if account is None:
                self._add(row)
            else:
                account.customer = customers[account.customer_id]
                self._bring_up(row, account)
        self._write()

    def _add(self, row: Row) -> None:
        customer = self._contracts.customer_of(row)
        if customer is None:
            customer = self._customers.add(_customer(row))
        values = {"number": row["account"], "customer_id": customer, **self._account(row, customer)}
        account = self._accounts.add(values)
        self._phones.add_new(row, account)
        self._emails.add_new(row, account)
        self._report.count(None)

    def _bring_up(self, row: Row, account: Account) -> None:
        self._contracts.check(row, account)
        values = self._account(row, account.customer_id)
        changed = [
            self._updates.assign(account.customer, _customer(row)),
            self._updates.assign(account, values),
            self._phones.add(row, account),
            self._emails.add(row, account),
        ]
        self._report.count(any(changed))

    def _account(self, row: Row, customer: int) -> dict[str, Any]:
        """Columns of the account that the row tells."""
        values = row.pick(ACCOUNT_COLUMNS)
        values["branch_id"] = self._branches[row["branch"]]
        values["address_folded"] = fold(row["address"])
        if "closed" in row.cells:
            values["state"] = STATES[row["closed"]]
        if "contract" in row.cells:
            values["contract_id"] = self._contracts.id_of(row, customer)
        return values

    def _write(self) -> None:
        new = (self._customers, self._contracts, self._accounts, self._phones, self._emails)
        for rows in new:
            rows.write()
        self._updates.write()


def _customer(row: Row) -> dict[str, Any]:
    return {"kind": row["kind"], "name": row["name"], "name_folded": fold(row["name"])}
