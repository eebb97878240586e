"""What is true in a labelled call: its account and values, and what its meters showed last."""

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from meterline.bench.pack import Pack, PackCall

Register = tuple[str, str]
"""Serial number of a meter and the zone of one of its registers."""


@dataclass(frozen=True)
class CallTruth:
    """What the caller of one call knows. Values in units of the register."""

    account: str
    values: Mapping[Register, int]
    last: Mapping[Register, int] = field(default_factory=dict)
    ratio: Mapping[str, int] = field(default_factory=dict)

    @property
    def serials(self) -> tuple[str, ...]:
        """Serials of the meters that the caller gives values of."""
        return tuple(dict.fromkeys(serial for serial, _ in self.values))

    def consumption(self, register: Register) -> int | None:
        """kWh since the last reading, after the transformation ratio."""
        if register not in self.last or register not in self.values:
            return None
        return (self.values[register] - self.last[register]) * self.ratio.get(register[0], 1)


class TruthOfPack:
    """Makes the truth of each call from its labels and the pack's CSV files."""

    def __init__(self, pack: Pack) -> None:
        self._meters = rows_of(pack, "meters.csv")
        self._last = _last_values(rows_of(pack, "readings.csv"))
        self._ratio = {row["serial"]: int(row.get("ratio") or 1) for row in self._meters}

    def of(self, call: PackCall) -> CallTruth:
        """The truth of one call; a later turn that names another value corrects an earlier one."""
        serials = [row["serial"] for row in self._meters if row["account"] == call.account]
        only = serials[0] if serials else ""
        values: dict[Register, int] = {}
        for role in ("one_breath", "reading", "correction"):
            for turn in call.all_of(role):
                serial = turn.slots.get("serial") or only
                for zone, value in turn.slots.get("readings", {}).items():
                    values[(serial, zone)] = int(value)
        return CallTruth(call.account, values, self._of(self._last, values), self._ratio)

    def _of(self, last: Mapping[Register, int], values: Iterable[Register]) -> dict[Register, int]:
        return {register: last[register] for register in values if register in last}


def rows_of(pack: Pack, table: str) -> list[dict[str, str]]:
    """The rows of one of the pack's CSV files."""
    with (pack.folder / table).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines, delimiter=";"))


def _last_values(rows: Iterable[dict[str, str]]) -> dict[Register, int]:
    ordered = sorted(rows, key=lambda row: row["month"])
    return {(row["serial"], row["zone"]): int(row["value"]) for row in ordered}
