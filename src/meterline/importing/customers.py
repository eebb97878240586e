"""customers.csv: a row is a customer with an account and perhaps a telephone."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from meterline.customers.models import Account, Branch, Customer, LinkedPhone
from meterline.customers.text import fold
from meterline.importing.base import Run, Seen, assign, batches
from meterline.importing.formats import CUSTOMERS
from meterline.importing.report import FileReport
from meterline.importing.table import Row, read_rows

CUSTOMER_FIELDS = ("kind", "name", "name_folded")
ACCOUNT_FIELDS = (
    *("branch", "address", "address_folded", "residents", "rooms"),
    *("electric_stove", "max_power_kw"),
)


def import_customers(path: Path, run: Run, report: FileReport) -> None:
    """Add accounts and bring known ones up to date. Telephones are only added."""
    branches = {branch.key: branch for branch in Branch.objects.all()}
    rows = _good_rows(path, run, report, branches)
    for batch in batches(rows):
        if not run.failed:
            _Batch(branches, report).store(batch)


def _good_rows(
    path: Path, run: Run, report: FileReport, branches: dict[str, Branch]
) -> Iterator[Row]:
    seen = Seen(report)
    for row in read_rows(path, CUSTOMERS, report):
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


@dataclass
class _Batch:
    """Some rows on their way into the tables."""

    branches: dict[str, Branch]
    report: FileReport
    new: list[tuple[Customer, Account]] = field(default_factory=list)
    customers: list[Customer] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    phones: list[LinkedPhone] = field(default_factory=list)

    def store(self, rows: list[Row]) -> None:
        """Add or change what the rows say."""
        numbers = [row["account"] for row in rows]
        found = Account.objects.filter(number__in=numbers).select_related("customer")
        known = {account.number: account for account in found}
        linked = set(
            LinkedPhone.objects.filter(account__in=known.values()).values_list(
                "account_id", "number"
            )
        )
        for row in rows:
            self._take(row, known.get(row["account"]), linked)
        self._write()

    def _take(self, row: Row, account: Account | None, linked: set[tuple[int, str]]) -> None:
        customer_values, account_values = self._values(row)
        if account is None:
            customer = Customer(**customer_values)
            account = Account(number=row["account"], customer=customer, **account_values)
            self.new.append((customer, account))
            self.report.added += 1
            changed = False
        else:
            changed = self._bring_up(account, customer_values, account_values)
        if row["phone"] and (account.pk, row["phone"]) not in linked:
            self.phones.append(LinkedPhone(account=account, number=row["phone"]))
            changed = account.pk is not None
        if account.pk is not None:
            self.report.changed += changed
            self.report.unchanged += not changed

    def _bring_up(
        self, account: Account, customer_values: dict[str, Any], account_values: dict[str, Any]
    ) -> bool:
        other_customer = assign(account.customer, customer_values)
        other_account = assign(account, account_values)
        if other_customer:
            self.customers.append(account.customer)
        if other_account:
            self.accounts.append(account)
        return other_customer or other_account

    def _values(self, row: Row) -> tuple[dict[str, Any], dict[str, Any]]:
        customer = {**row.pick("kind", "name"), "name_folded": fold(row["name"])}
        account = {
            **row.pick("address", "residents", "rooms", "electric_stove", "max_power_kw"),
            "branch_id": self.branches[row["branch"]].pk,
            "address_folded": fold(row["address"]),
        }
        return customer, account

    def _write(self) -> None:
        Customer.objects.bulk_create([customer for customer, _ in self.new])
        Account.objects.bulk_create([account for _, account in self.new])
        Customer.objects.bulk_update(self.customers, CUSTOMER_FIELDS)
        Account.objects.bulk_update(self.accounts, ACCOUNT_FIELDS)
        LinkedPhone.objects.bulk_create(self.phones)
