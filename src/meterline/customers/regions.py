"""Which branch a caller's number belongs to. The number is evidence, not proof."""

import csv
import gzip
import os
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from django.conf import settings

from meterline.customers.models import PhoneOverride
from meterline.customers.numbering import Plan, is_mobile, read_ranges
from meterline.customers.phones import e164

DATA = Path(__file__).parent / "data"
SHIPPED = {
    "mobile.csv.gz": DATA / "DEF-9xx.2026-08-19.csv.gz",
    "landline.csv.gz": DATA / "ABC-3xx.2018-10.ten-regions.csv.gz",
}
"""Name in the folder of newer plans → the plan that comes with the program."""


class Evidence(StrEnum):
    """Why a number was given to a branch."""

    OVERRIDE = "override"
    MOBILE_RANGE = "mobile_range"
    LANDLINE_RANGE = "landline_range"
    CODE_ONLY = "code_only"
    """A landline code of the branch, but a number outside every known range."""
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Region:
    """The branch that a number points to. `branch` is a branch's key."""

    branch: str | None
    evidence: Evidence
    territory: str = ""


UNKNOWN = Region(None, Evidence.UNKNOWN)


class Regions:
    """The numbering plan joined with the branches' codes and territories."""

    def __init__(self, plan: Plan, table: Path = DATA / "regions.csv") -> None:
        self._plan = plan
        with table.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines, delimiter=";"))
        self._by_code = {row["landline"]: row["key"] for row in rows}
        self._by_territory = {row["territory"]: row["key"] for row in rows}

    def region_of(self, number: str) -> Region:
        """The region of a number in E.164, by the plan alone."""
        national = number.removeprefix("+7")
        if len(national) != 10 or national == number:
            return UNKNOWN
        found = self._plan.find(int(national))
        if found and found.mobile:
            branch = self._by_territory.get(found.territory)
            return Region(branch, Evidence.MOBILE_RANGE, found.territory)
        # Landlines go by code: their region column names districts, and some names recur.
        branch = self._by_code.get(national[:3])
        if branch is None:
            return UNKNOWN
        if found is None:
            return Region(branch, Evidence.CODE_ONLY)
        return Region(branch, Evidence.LANDLINE_RANGE, found.territory)


def branch_of(number: str | None) -> Region:
    """The branch of a caller's number as the carrier wrote it; the table of overrides first."""
    known = e164(number)
    if known is None:
        return UNKNOWN
    override = PhoneOverride.objects.filter(number=known).select_related("branch").first()
    if override:
        return Region(override.branch.key, Evidence.OVERRIDE)
    return regions().region_of(known)


def install_plan(path: Path) -> int:
    """Use a newer file of the plan from now on; the number of its ranges.

    Programs that are running notice it at their next look. Raises BadNumbering.
    """
    ranges = read_ranges(path)
    Plan(ranges)
    name = "mobile" if is_mobile(ranges) else "landline"
    target = Path(settings.METERLINE_NUMBERING) / f"{name}.csv.gz"
    target.parent.mkdir(parents=True, exist_ok=True)
    fresh = target.with_suffix(".new")
    content = path.read_bytes()
    fresh.write_bytes(content if path.suffix == ".gz" else gzip.compress(content))
    os.replace(fresh, target)
    return len(ranges)


_lock = threading.Lock()
_loaded: tuple[tuple[tuple[Path, int], ...], Regions] | None = None


def regions() -> Regions:
    """The plan in use, read once and again whenever its files change."""
    global _loaded  # noqa: PLW0603 - one table of some megabytes a process
    files = tuple(_file(name) for name in SHIPPED)
    stamp = tuple((path, path.stat().st_mtime_ns) for path in files)
    with _lock:
        if _loaded is None or _loaded[0] != stamp:
            ranges = [one for path in files for one in read_ranges(path)]
            _loaded = (stamp, Regions(Plan(ranges)))
        return _loaded[1]


def _file(name: str) -> Path:
    newer = Path(settings.METERLINE_NUMBERING) / name
    return newer if newer.exists() else SHIPPED[name]
