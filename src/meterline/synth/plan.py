"""What is to be made, cut into chunks that do not depend on one another."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random
from zoneinfo import ZoneInfo

from meterline.readings.periods import Window

CHUNK = 2_000
"""Accounts that are made and written at once."""


@dataclass(frozen=True)
class Plan:
    """How many accounts, and the months of their history up to `last` (a first day)."""

    accounts: int
    last: date
    months: int = 12
    seed: int = 1


@dataclass(frozen=True)
class MadeBranch:
    """A branch of the made-up company; `share` of its accounts in per cent."""

    key: str
    name: str
    account_digits: int
    window: Window
    share: int
    towns: tuple[str, ...]


@dataclass(frozen=True)
class Chunk:
    """Accounts `first` up to before `end` of the whole company, all of one branch."""

    branch: MadeBranch
    first: int
    end: int

    def chance(self, plan: Plan) -> Random:
        """The chunk's own chance."""
        return Random(f"{plan.seed} {self.first}")


@cache
def branches() -> tuple[MadeBranch, ...]:
    """The ten branches; their shares add up to 100."""
    text = (files("meterline.synth") / "branches.csv").read_text(encoding="utf-8")
    return tuple(_branch(row) for row in csv.DictReader(text.splitlines(), delimiter=";"))


def _branch(row: dict[str, str]) -> MadeBranch:
    return MadeBranch(
        key=row["key"],
        name=row["name"],
        account_digits=int(row["account_digits"]),
        window=Window(ZoneInfo(row["iana"]), int(row["window_from"]), int(row["window_to"])),
        share=int(row["share"]),
        towns=tuple(row["towns"].split(",")),
    )


def chunks(plan: Plan) -> Iterator[Chunk]:
    """All accounts of a plan, branch after branch, as a company loads them."""
    cumulative = first = 0
    for branch in branches():
        cumulative += branch.share
        end = plan.accounts * cumulative // 100
        for start in range(first, end, CHUNK):
            yield Chunk(branch, start, min(start + CHUNK, end))
        first = end
