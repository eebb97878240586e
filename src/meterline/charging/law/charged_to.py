"""From where a period counts: from the values up to which the ones before were charged.

A reading may be corrected or cancelled after its month was charged, and a month may have a
reading and no charge. The registers' way by the present ledger and the way that was charged
differ by then, and the next reading makes up for it, once: when the earlier month is charged
again, the new charge tells the new value (D: the decrees tell no way).
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import NamedTuple

from meterline.charging.law.facts import READINGS, Charged, Energy, Kind
from meterline.charging.law.marks import Mark
from meterline.charging.law.replacing import energy_between
from meterline.charging.law.results import Numbers
from meterline.charging.law.sharing import NOUGHT, add
from meterline.charging.law.situation import Situation
from meterline.language.zones import Zone


class Settled(NamedTuple):
    """How far the earlier periods of a point are charged."""

    month: date
    """What later periods charged stands in for what was counted since."""
    backlog: Energy
    """kWh up to the last reading that no period charged; negative: charged too much."""
    numbers: Numbers
    """What a sentence tells of the backlog."""


def settled(situation: Situation) -> Settled:
    """Up to where a point is charged; `situation` has an earlier mark that counts.

    Where no charge tells the values it went up to, that is the last earlier mark.
    """
    last = situation.earlier[-1]
    goal = _charged_to(situation)
    if goal is None or _same(last, goal):
        return Settled(last.month, {}, {})
    # A meter that came before the charged values is on record only since they were charged.
    before = [m for m in situation.earlier if _place(m) < _place(goal) and m.meter <= goal.meter]
    after = situation.earlier[len(before) :]
    if not before:
        return _from_goal(situation, goal, after)
    now, month = _way(situation, [before[-1], *after])
    then = energy_between(situation.meters, before[-1], goal)
    return _settled(max(goal.month, month), _less(now, then), _told(goal, after))


def _charged_to(situation: Situation) -> Mark | None:
    """The values up to which the latest period by a reading was charged."""
    by_readings = [c for c in situation.charged if c.ground in READINGS]
    latest = max(by_readings, key=_period_of, default=None)
    if latest is None or latest.shown is None:
        return None
    keys = [meter.key for meter in situation.meters]
    if latest.meter not in keys:
        return None
    place = keys.index(latest.meter)
    if set(latest.shown) != set(situation.meters[place].zones):
        return None
    return Mark(latest.period, place, latest.shown, READINGS[latest.ground])


def _period_of(charged: Charged) -> date:
    return charged.period


def _same(mark: Mark, goal: Mark) -> bool:
    return _stands_for(mark, goal) and mark.shown == goal.shown


def _place(mark: Mark) -> tuple[date, bool]:
    """Where it stands in the course: an opening value before the month's reading."""
    return mark.month, mark.kind is not None


def _from_goal(situation: Situation, goal: Mark, after: Sequence[Mark]) -> Settled:
    """Nothing is left of what the charge was compared with: the shorter way to the new value."""
    first = after[0]
    if not _stands_for(first, goal):
        return Settled(situation.earlier[-1].month, {}, {})
    found = first._replace(kind=Kind.CONTROL)  # may lie below
    way, month = _way(situation, [goal, found, *after[1:]])
    return _settled(max(goal.month, month), way, _told(goal, after))


def _stands_for(mark: Mark, goal: Mark) -> bool:
    """Whether it is what the ledger has now for the charged month and meter."""
    return _place(mark) == _place(goal) and mark.meter == goal.meter


def _way(situation: Situation, course: Sequence[Mark]) -> tuple[dict[Zone, Decimal], date]:
    """kWh along marks, and the month of the last new beginning among them.

    No energy leads to the first value after a repair or of a meter that took a broken one's
    place: what was not counted is charged by estimates, which stand for good.
    """
    energy: dict[Zone, Decimal] = {}
    begun = date.min
    for earlier, later in pairwise(course):
        if later.kind is None or later.month in situation.broken.touched:
            begun = later.month
        else:
            add(energy, energy_between(situation.meters, earlier, later))
    return energy, begun


def _less(energy: Energy, other: Energy) -> dict[Zone, Decimal]:
    zones = dict.fromkeys([*energy, *other])
    return {zone: energy.get(zone, NOUGHT) - other.get(zone, NOUGHT) for zone in zones}


def _settled(month: date, backlog: Energy, told: Numbers) -> Settled:
    left = {zone: kwh for zone, kwh in backlog.items() if kwh}
    if not left:
        return Settled(month, {}, {})
    return Settled(month, left, {**told, **{f"backlog.{z}": str(kwh) for z, kwh in left.items()}})


def _told(goal: Mark, after: Sequence[Mark]) -> Numbers:
    """The charged month with its values, and those that the ledger has for it now, if any."""
    told: dict[str, str | int | None] = {"charged_through": goal.month.isoformat()}
    told |= {f"charged_to.{zone}": value for zone, value in goal.shown.items()}
    for mark in after:
        if _stands_for(mark, goal):
            told |= {f"corrected_to.{zone}": value for zone, value in mark.shown.items()}
    return told
