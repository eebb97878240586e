"""The customer base as the ears see it: a read-only snapshot, searched by the digits said.

Accounts are packed keys in order (see `packing`). Everything is kept in numpy arrays, which
worker processes map from one folder.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meterline.ears.building import UNKNOWN, ZONES, columns_of
from meterline.ears.packing import pack, unpack
from meterline.language.turn import Candidate, MeterExpected, RegisterExpected


@dataclass(frozen=True)
class CustomerBase:
    """Columns of the base.

    `keys` are the packed accounts in order; `name` holds all names in UTF-8, the one of
    account i from `name_at[i]` to `name_at[i + 1]`; `meter_at` and `register_at` lead in
    the same way from accounts to meters and from meters to registers. `last` is -1 and
    `monthly` NaN where unknown.
    """

    keys: NDArray[np.uint64]
    organisation: NDArray[np.bool_]
    name_at: NDArray[np.int64]
    name: NDArray[np.uint8]
    meter_at: NDArray[np.int64]
    serial: NDArray[np.bytes_]
    register_at: NDArray[np.int64]
    zone: NDArray[np.int8]
    digits: NDArray[np.int8]
    last: NDArray[np.int64]
    monthly: NDArray[np.float32]
    months: NDArray[np.float32]

    @classmethod
    def build(cls, candidates: Iterable[Candidate]) -> "CustomerBase":
        """A base of `candidates`; of several with the same account the last one counts."""
        return cls(**columns_of(candidates))

    def save(self, folder: Path) -> None:
        """Write every column as a .npy file into `folder`, which is made if need be."""
        folder.mkdir(parents=True, exist_ok=True)
        for column in fields(self):
            np.save(folder / f"{column.name}.npy", getattr(self, column.name))

    @classmethod
    def open(cls, folder: Path) -> "CustomerBase":
        """Map a saved base; processes that open it share its memory. OSError if not there."""
        columns = {}
        for column in fields(cls):
            path = folder / f"{column.name}.npy"
            array = np.load(path, mmap_mode=None if path.stat().st_size <= 128 else "c")
            columns[column.name] = np.asarray(array)
        return cls(**columns)

    def __len__(self) -> int:
        return len(self.keys)

    def account(self, index: int) -> str:
        """The number of the account at `index`."""
        return unpack(int(self.keys[index]))

    def holder(self, index: int) -> str:
        """The name of the account at `index`."""
        return bytes(self.name[self.name_at[index] : self.name_at[index + 1]]).decode()

    def index(self, account: str) -> int | None:
        """Where `account` stands; None if it is not in the base."""
        key = np.uint64(pack(account))
        at = int(np.searchsorted(self.keys, key))
        return at if at < len(self.keys) and self.keys[at] == key else None

    def find(self, account: str) -> Candidate | None:
        """The account with its name and meters; None if it is not in the base."""
        at = self.index(account)
        return None if at is None else self.candidate(at)

    def candidate(self, index: int) -> Candidate:
        """The account at `index` with its name and meters."""
        meters = range(int(self.meter_at[index]), int(self.meter_at[index + 1]))
        return Candidate(
            account=self.account(index),
            name=self.holder(index),
            organisation=bool(self.organisation[index]),
            meters=tuple(self._meter(m) for m in meters),
        )

    def goes_on(self, index: int) -> bool:
        """Whether a longer account begins with the digits of the account at `index`."""
        return index + 1 < len(self) and self.account(index + 1).startswith(self.account(index))

    def begins(self, digits: str) -> bool:
        """Whether any account begins with `digits`, or is all of them."""
        at = int(np.searchsorted(self.keys, np.uint64(pack(digits))))
        return at < len(self) and self.account(at).startswith(digits)

    def _meter(self, meter: int) -> MeterExpected:
        registers = range(int(self.register_at[meter]), int(self.register_at[meter + 1]))
        return MeterExpected(
            serial=self.serial[meter].decode(),
            registers=tuple(self._register(r) for r in registers),
        )

    def _register(self, at: int) -> RegisterExpected:
        last = int(self.last[at])
        monthly = float(self.monthly[at])
        return RegisterExpected(
            zone=ZONES[int(self.zone[at])],
            digits=int(self.digits[at]),
            last=None if last == UNKNOWN else last,
            monthly=None if np.isnan(monthly) else monthly,
            months=float(self.months[at]),
        )
