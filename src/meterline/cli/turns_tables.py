"""The four tables of a pack, out of the database, with only the customers concerned."""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from meterline.customers.models import Account, Branch, Meter
from meterline.readings.models import Reading

BRANCHES = (
    *("key", "name", "iana", "account_digits", "window_from", "window_to"),
    *("operator_sip", "dispatcher_sip", "hours_workday", "hours_window"),
    *("name_unconfirmed_allowed", "zone_order"),
)
CUSTOMERS = (
    *("account", "branch", "kind", "name", "address", "phone"),
    *("residents", "rooms", "electric_stove", "max_power_kw"),
)
METERS = ("account", "serial", "zones", "digits", "installed", "verified_until", "ratio")
READINGS = ("account", "serial", "month", "zone", "value", "source")


def write_tables(folder: Path, first: Mapping[str, datetime]) -> None:
    """Write branches.csv, customers.csv, meters.csv and readings.csv of some accounts.

    `first` is each account's first call: what it gave then and later is not in readings.csv,
    so that the calls are understood with what was known. Addresses and telephones stay here.
    """
    accounts = list(Account.objects.filter(number__in=first).select_related("branch", "customer"))
    branches = {account.branch.key: account.branch for account in accounts}
    meters = list(
        Meter.objects.filter(account__in=accounts)
        .select_related("account")
        .prefetch_related("registers")
    )
    _write(folder / "branches.csv", BRANCHES, (_branch(one) for one in branches.values()))
    _write(folder / "customers.csv", CUSTOMERS, (_customer(one) for one in accounts))
    _write(folder / "meters.csv", METERS, (_meter(one) for one in meters))
    _write(folder / "readings.csv", READINGS, _readings(accounts, first))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, delimiter=";", restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def _branch(branch: Branch) -> dict[str, Any]:
    row = {name: getattr(branch, name) for name in BRANCHES}
    quiet = {"operator_sip": "", "dispatcher_sip": ""}
    return {**row, **quiet, "name_unconfirmed_allowed": int(branch.name_unconfirmed_allowed)}


def _customer(account: Account) -> dict[str, Any]:
    return {
        "account": account.number,
        "branch": account.branch.key,
        "kind": account.customer.kind,
        "name": account.customer.name,
        "electric_stove": int(account.electric_stove),
    }


def _meter(meter: Meter) -> dict[str, Any]:
    return {
        "account": meter.account.number,
        "serial": meter.serial,
        "zones": len(meter.registers.all()),
        "digits": meter.digits,
        "ratio": meter.ratio,
    }


def _readings(
    accounts: Sequence[Account], first: Mapping[str, datetime]
) -> Iterator[dict[str, Any]]:
    held: dict[tuple[int, Any], Reading] = {}
    rows = Reading.objects.filter(register__meter__account__in=accounts).accepted()
    for row in rows.select_related("register__meter__account").order_by("id"):
        if row.received_at < first[row.register.meter.account.number]:
            held[row.register_id, row.counted_for] = row
    for row in held.values():
        yield {
            "account": row.register.meter.account.number,
            "serial": row.register.meter.serial,
            "month": f"{row.counted_for:%Y-%m}",
            "zone": row.register.zone,
            "value": row.value,
            "source": row.source,
        }
