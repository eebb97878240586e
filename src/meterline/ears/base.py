"""The customer base as the ears see it: a read-only snapshot, searched by the digits said.

Accounts are packed 4 bits a digit, left-aligned, each digit plus one, so that a shorter
number sorts before a longer one that begins with it and all accounts with a given
beginning lie side by side. Everything is kept in numpy arrays, which worker processes
map from one folder.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from meterline.language.turn import Candidate, MeterExpected, RegisterExpected
from meterline.language.zones import Zone

MAX_DIGITS = 16
_ZONES = tuple(Zone)
_UNKNOWN = -1


def pack(account: str) -> int:
    """The sort key of an account number; ValueError unless it is 1 to 16 digits."""
    if not account.isdecimal() or not account.isascii() or len(account) > MAX_DIGITS:
        raise ValueError(f"an account is 1 to {MAX_DIGITS} digits")
    key = 0
    for i, digit in enumerate(account):
        key |= (int(digit) + 1) << (60 - 4 * i)
    return key


def unpack(key: int) -> str:
    """The account number of a sort key."""
    nibbles = ((key >> shift) & 15 for shift in range(60, -4, -4))
    return "".join(str(n - 1) for n in nibbles if n)


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
        by_key = {pack(c.account): c for c in candidates}
        keys = np.array(sorted(by_key), np.uint64)
        people = [by_key[int(key)] for key in keys]
        meters = [m for c in people for m in c.meters]
        registers = [r for m in meters for r in m.registers]
        names = [c.name.encode() for c in people]
        return cls(
            keys=keys,
            organisation=np.array([c.organisation for c in people], np.bool_),
            name_at=_offsets([len(n) for n in names]),
            name=np.frombuffer(b"".join(names), np.uint8),
            meter_at=_offsets([len(c.meters) for c in people]),
            serial=np.array([m.serial.encode() for m in meters], np.bytes_),
            register_at=_offsets([len(m.registers) for m in meters]),
            zone=np.array([_ZONES.index(r.zone) for r in registers], np.int8),
            digits=np.array([r.digits for r in registers], np.int8),
            last=np.array([_UNKNOWN if r.last is None else r.last for r in registers], np.int64),
            monthly=np.array(
                [np.nan if r.monthly is None else r.monthly for r in registers], np.float32
            ),
            months=np.array([r.months for r in registers], np.float32),
        )

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
            zone=_ZONES[int(self.zone[at])],
            digits=int(self.digits[at]),
            last=None if last == _UNKNOWN else last,
            monthly=None if np.isnan(monthly) else monthly,
            months=float(self.months[at]),
        )


def _offsets(sizes: list[int]) -> NDArray[np.int64]:
    offsets = np.zeros(len(sizes) + 1, np.int64)
    np.cumsum(sizes, out=offsets[1:])
    return offsets
