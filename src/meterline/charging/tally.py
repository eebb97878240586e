"""Counts and sums of a run, added up batch by batch and kept as JSON."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ZERO = Decimal(0)

MOST_CHANGES = 20
"""Changed charges that are told one by one; the rest is counted."""


@dataclass
class Sums:
    """Charges of one kind: how many, kWh, roubles."""

    charges: int = 0
    energy: Decimal = ZERO
    amount: Decimal = ZERO

    def add(self, charges: int, energy: Decimal, amount: Decimal) -> None:
        """Count more of them."""
        self.charges += charges
        self.energy += energy
        self.amount += amount


@dataclass(frozen=True)
class Change:
    """A charge that came out otherwise than before: account's id, roubles."""

    account: int
    before: Decimal
    after: Decimal


Kinds = dict[str, Sums]


@dataclass
class Tally:
    """What a run came to.

    `grounds` and `reasons` count each charge once, by its chief line, while energy and amount
    are those of all lines of the ground or reason; so each column adds up to `total`.
    `held_back` are charges on placeholders, of which no bill is issued; `waiting` are
    accounts whose readings may still come.
    """

    new: int = 0
    unchanged: int = 0
    changed: int = 0
    uncharged: int = 0
    waiting: int = 0
    difference: Decimal = ZERO
    total: Sums = field(default_factory=Sums)
    held_back: Sums = field(default_factory=Sums)
    grounds: Kinds = field(default_factory=dict)
    reasons: Kinds = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)

    @property
    def accounts(self) -> int:
        """Accounts that the run has gone over."""
        return self.total.charges + self.uncharged + self.waiting

    def compare(self, account: int, before: Decimal, after: Decimal) -> None:
        """Count a charge that takes the place of an earlier one."""
        self.changed += 1
        self.difference += after - before
        if len(self.changes) < MOST_CHANGES:
            self.changes.append(Change(account, before, after))

    def merge(self, other: "Tally") -> None:
        """Add the counts of a later batch."""
        for name in ("new", "unchanged", "changed", "uncharged", "waiting", "difference"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name in ("total", "held_back"):
            more: Sums = getattr(other, name)
            getattr(self, name).add(more.charges, more.energy, more.amount)
        for mine, theirs in ((self.grounds, other.grounds), (self.reasons, other.reasons)):
            for kind, sums in theirs.items():
                mine.setdefault(kind, Sums()).add(sums.charges, sums.energy, sums.amount)
        self.changes += other.changes[: MOST_CHANGES - len(self.changes)]

    def as_json(self) -> dict[str, Any]:
        """Plain values, decimals as texts."""
        return {
            "new": self.new,
            "unchanged": self.unchanged,
            "changed": self.changed,
            "uncharged": self.uncharged,
            "waiting": self.waiting,
            "difference": str(self.difference),
            "total": _sums_json(self.total),
            "held_back": _sums_json(self.held_back),
            "grounds": {kind: _sums_json(sums) for kind, sums in self.grounds.items()},
            "reasons": {kind: _sums_json(sums) for kind, sums in self.reasons.items()},
            "changes": [[one.account, str(one.before), str(one.after)] for one in self.changes],
        }

    @classmethod
    def from_json(cls, values: Mapping[str, Any]) -> "Tally":
        """What `as_json` made; nothing at all is an empty tally."""
        if not values:
            return cls()
        return cls(
            new=values["new"],
            unchanged=values["unchanged"],
            changed=values["changed"],
            uncharged=values["uncharged"],
            waiting=values["waiting"],
            difference=Decimal(values["difference"]),
            total=_sums(values["total"]),
            held_back=_sums(values["held_back"]),
            grounds={kind: _sums(one) for kind, one in values["grounds"].items()},
            reasons={kind: _sums(one) for kind, one in values["reasons"].items()},
            changes=list(_changes(values["changes"])),
        )


def _sums_json(sums: Sums) -> list[Any]:
    return [sums.charges, str(sums.energy), str(sums.amount)]


def _sums(values: list[Any]) -> Sums:
    return Sums(values[0], Decimal(values[1]), Decimal(values[2]))


def _changes(rows: Iterable[list[Any]]) -> Iterable[Change]:
    return (Change(account, Decimal(before), Decimal(after)) for account, before, after in rows)
