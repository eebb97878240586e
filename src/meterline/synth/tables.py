"""A chunk of made-up accounts as rows of the tables, thousands at a time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model

from meterline.customers.bulk import insert_rows, reserve_ids
from meterline.customers.models import (
    Account,
    Branch,
    Contract,
    Customer,
    LinkedEmail,
    LinkedPhone,
    Meter,
    MeterAct,
    MeteringPoint,
    Register,
)
from meterline.customers.text import fold
from meterline.synth.ledger import History
from meterline.synth.made import Given, MadeAccount, MadeMeter

Row = tuple[Any, ...]
"""Values of columns."""

KINDS = {True: Customer.Kind.ORGANISATION.value, False: Customer.Kind.PERSON.value}
STATES = {True: Account.State.CLOSED.value, False: Account.State.ACTIVE.value}

CUSTOMER = ("id", "kind", "name", "name_folded")
CONTRACT = ("id", "number", "number_folded", "customer")
ACCOUNT = (
    *("id", "number", "branch", "customer", "address", "address_folded", "residents", "rooms"),
    *("electric_stove", "electric_heating", "tariff_group", "max_power_kw", "max_power_hours"),
    *("meter_can_be_fitted", "contract", "state"),
)
POINT = ("id", "account", "name", "address", "max_power_kw", "common_property")
METER = (
    *("id", "account", "point", "serial", "digits", "ratio", "installed", "removed", "replaces"),
    *("verified_until", "automatic"),
)
REGISTER = ("id", "meter", "zone", "opening", "closing")
ACT = ("meter", "kind", "day", "number", "note")


def make_branches(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Add branches; key → id."""
    return {row["key"]: Branch.objects.create(**row).pk for row in rows}


class Tables:
    """Where chunks go; `branches` is key → id."""

    def __init__(self, branches: Mapping[str, int], history: History) -> None:
        self._branches = branches
        self._history = history

    def write(self, made: Sequence[MadeAccount]) -> None:
        """Insert the accounts of a chunk, all that belongs to them, and their readings."""
        accounts = self._accounts(made)
        _links(accounts)
        points = _points(accounts)
        meters = [(pk, meter) for pk, one in accounts for meter in one.meters]
        self._history.add(_meters(meters, points))
        if connection.vendor == "postgresql":
            # Else the checks of all rows are kept in memory to the end of the transaction.
            connection.check_constraints()

    def _accounts(self, made: Sequence[MadeAccount]) -> list[tuple[int, MadeAccount]]:
        heads = _heads(made)
        first_of = {one.contract: one for one in heads if one.contract}
        customers = dict(_numbered(Customer, heads, id))
        rows = [
            (customers[id(one)], KINDS[one.organisation], one.name, fold(one.name)) for one in heads
        ]
        insert_rows(Customer, CUSTOMER, rows)
        contracts = dict(_numbered(Contract, list(first_of), lambda number: number))
        insert_rows(
            Contract,
            CONTRACT,
            [(pk, no, fold(no), customers[id(first_of[no])]) for no, pk in contracts.items()],
        )
        pks = reserve_ids(Account, len(made))
        rows = [
            self._row(pk, one, customers[id(first_of.get(one.contract, one))], contracts)
            for pk, one in zip(pks, made, strict=True)
        ]
        insert_rows(Account, ACCOUNT, rows)
        return list(zip(pks, made, strict=True))

    def _row(self, pk: int, one: MadeAccount, customer: int, contracts: Mapping[str, int]) -> Row:
        return (
            *(pk, one.number, self._branches[one.branch], customer),
            *(one.address, fold(one.address), one.residents, one.rooms),
            *(one.electric_stove, one.electric_heating, one.tariff_group, one.max_power_kw),
            *(one.max_power_hours, one.meter_can_be_fitted, contracts.get(one.contract)),
            STATES[one.closed],
        )


def _heads(made: Sequence[MadeAccount]) -> list[MadeAccount]:
    """The accounts that bring a customer: all but those under a contract that is there already."""
    known: set[str] = set()
    found = []
    for one in made:
        if one.contract not in known or not one.contract:
            found.append(one)
        known.add(one.contract)
    return found


def _numbered(model: type[Model], things: Sequence[Any], key: Any) -> Iterator[tuple[Any, int]]:
    pks = reserve_ids(model, len(things))
    return zip(map(key, things), pks, strict=True)


def _links(accounts: Sequence[tuple[int, MadeAccount]]) -> None:
    phones = [(one.phone, pk) for pk, one in accounts if one.phone]
    insert_rows(LinkedPhone, ("number", "account"), phones)
    emails = [(one.email, pk) for pk, one in accounts if one.email]
    insert_rows(LinkedEmail, ("address", "account"), emails)


def _points(accounts: Sequence[tuple[int, MadeAccount]]) -> dict[tuple[int, str], int]:
    """Add metering points; account's id and point's name → the point's id."""
    made = [(account, point) for account, one in accounts for point in one.points]
    pks = reserve_ids(MeteringPoint, len(made))
    rows = [
        (pk, account, point.name, "", point.max_power_kw, point.common_property)
        for pk, (account, point) in zip(pks, made, strict=True)
    ]
    insert_rows(MeteringPoint, POINT, rows)
    return {(account, point.name): pk for pk, (account, point) in zip(pks, made, strict=True)}


def _meters(
    meters: Sequence[tuple[int, MadeMeter]], points: Mapping[tuple[int, str], int]
) -> list[tuple[Sequence[int], Given]]:
    """Add meters, registers and acts; the readings with the ids of their registers."""
    pks = reserve_ids(Meter, len(meters))
    by_serial = {(account, one.serial): pk for pk, (account, one) in zip(pks, meters, strict=True)}
    rows = [
        (
            *(pk, account, points.get((account, one.point)), one.serial, one.digits, one.ratio),
            *(*_days(one), by_serial.get((account, one.replaces))),
            *(one.verified_until.isoformat(), one.automatic),
        )
        for pk, (account, one) in zip(pks, meters, strict=True)
    ]
    insert_rows(Meter, METER, rows)
    own = [(pk, one) for pk, (_, one) in zip(pks, meters, strict=True)]
    acts = [(pk, act.kind, act.day.isoformat(), "", "") for pk, one in own for act in one.acts]
    insert_rows(MeterAct, ACT, acts)
    return _registers(own)


def _days(meter: MadeMeter) -> tuple[str, str | None]:
    removed = meter.removed.isoformat() if meter.removed else None
    return meter.installed.isoformat(), removed


def _registers(meters: Sequence[tuple[int, MadeMeter]]) -> list[tuple[Sequence[int], Given]]:
    pks = iter(reserve_ids(Register, sum(len(one.zones) for _, one in meters)))
    rows: list[Row] = []
    readings: list[tuple[Sequence[int], Given]] = []
    for meter, one in meters:
        own = [next(pks) for _ in one.zones]
        for at, (pk, zone) in enumerate(zip(own, one.zones, strict=True)):
            opening = one.opening[at] if one.opening else None
            closing = one.closing[at] if one.closing else None
            rows.append((pk, meter, zone.value, opening, closing))
        readings += [(own, given) for given in one.readings]
    insert_rows(Register, REGISTER, rows)
    return readings
