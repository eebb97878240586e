"""Columns of a customer base from its customers, one by one: millions of them never stand in
memory as objects, only their figures."""

from array import array
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from meterline.ears.packing import pack
from meterline.language.turn import Candidate, MeterExpected
from meterline.language.zones import Zone

ZONES = tuple(Zone)
UNKNOWN = -1

Column = NDArray[Any]


class Columns:
    """Collects customers in the order they come, then puts them in the order of accounts."""

    def __init__(self) -> None:
        self._keys = array("Q")
        self._organisation = array("b")
        self._names = bytearray()
        self._name_size = array("q")
        self._meters = array("q")
        self._serials: list[bytes] = []
        self._registers = array("q")
        self._zone, self._digits = array("b"), array("b")
        self._last, self._monthly, self._months = array("q"), array("f"), array("f")

    def add(self, customer: Candidate) -> None:
        """One more customer."""
        name = customer.name.encode()
        self._keys.append(pack(customer.account))
        self._organisation.append(customer.organisation)
        self._names += name
        self._name_size.append(len(name))
        self._meters.append(len(customer.meters))
        for meter in customer.meters:
            self._add_meter(meter)

    def _add_meter(self, meter: MeterExpected) -> None:
        self._serials.append(meter.serial.encode())
        self._registers.append(len(meter.registers))
        for register in meter.registers:
            self._zone.append(ZONES.index(register.zone))
            self._digits.append(register.digits)
            self._last.append(UNKNOWN if register.last is None else register.last)
            self._monthly.append(np.nan if register.monthly is None else register.monthly)
            self._months.append(register.months)

    def sorted(self) -> dict[str, Column]:
        """The columns of a `CustomerBase`; of an account twice the last one counts."""
        order = _last_of_each(np.array(self._keys, np.uint64))
        name_at, letters = _runs(np.array(self._name_size, np.int64), order)
        meter_at, meters = _runs(np.array(self._meters, np.int64), order)
        register_at, registers = _runs(np.array(self._registers, np.int64), meters)
        return {
            "keys": np.array(self._keys, np.uint64)[order],
            "organisation": np.array(self._organisation, np.bool_)[order],
            "name_at": name_at,
            "name": np.frombuffer(bytes(self._names), np.uint8)[letters],
            "meter_at": meter_at,
            "serial": np.array(self._serials, np.bytes_)[meters],
            "register_at": register_at,
            "zone": np.array(self._zone, np.int8)[registers],
            "digits": np.array(self._digits, np.int8)[registers],
            "last": np.array(self._last, np.int64)[registers],
            "monthly": np.array(self._monthly, np.float32)[registers],
            "months": np.array(self._months, np.float32)[registers],
        }


def columns_of(customers: Iterable[Candidate]) -> dict[str, Column]:
    """The columns of a base of `customers`."""
    columns = Columns()
    for customer in customers:
        columns.add(customer)
    return columns.sorted()


def _last_of_each(keys: NDArray[np.uint64]) -> NDArray[np.int64]:
    """The places of different keys in their order; of equal ones the last place."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    last = np.ones(len(keys), np.bool_)
    last[:-1] = ordered[1:] != ordered[:-1]
    return np.asarray(order[last], np.int64)


def _runs(
    sizes: NDArray[np.int64], order: NDArray[np.signedinteger[Any]]
) -> tuple[NDArray[np.int64], NDArray[np.int32]]:
    """Runs of the given sizes in the new order: where each begins, and the old place of each
    element."""
    begins = np.cumsum(sizes) - sizes
    taken = sizes[order]
    at = np.zeros(len(order) + 1, np.int64)
    np.cumsum(taken, out=at[1:])
    elements = np.arange(at[-1], dtype=np.int32)
    elements += np.repeat((begins[order] - at[:-1]).astype(np.int32), taken)
    return at, elements
