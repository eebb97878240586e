"""Organisations without a reading: last year, then maximum power (Decree 442, п. 140 and 166)."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise

from meterline.charging.law.averaging import history_of
from meterline.charging.law.condition import why_unread
from meterline.charging.law.errors import MaxPowerUnknown
from meterline.charging.law.facts import Energy, Ground, Reason
from meterline.charging.law.marks import UNDATED, Mark
from meterline.charging.law.replacing import energy_between
from meterline.charging.law.results import Numbers, Portion
from meterline.charging.law.sharing import NOUGHT, over_zones, whole
from meterline.charging.law.situation import Situation
from meterline.charging.law.terms import Terms
from meterline.language.zones import Zone
from meterline.readings.periods import months_between, shift

WEIGHED_MONTHS = 12
"""The zones of maximum power are shared as in the last year of readings (D)."""


def unread(situation: Situation, terms: Terms) -> Portion:
    """The portion of an organisation's point without a reading.

    For the first two periods in a row the same period of last year or, if it has no readings,
    the nearest period with readings (L1); from the third on, and where nothing was ever read
    or no meter stands (D), maximum power × hours (L2). Raises MaxPowerUnknown.
    """
    if not situation.metered:
        return _max_power(situation, terms, Reason.NO_METER)
    reason = why_unread(situation.meters, situation.broken, situation.period)
    missed = situation.missed
    if missed is not None and missed > terms.rules.organisations.history_periods:
        return _max_power(situation, terms, reason)
    source = _last_year(situation) or _nearest(situation)
    if source is None:
        return _max_power(situation, terms, Reason.NO_HISTORY)
    return _by_history(situation, terms, reason, source)


@dataclass(frozen=True, slots=True)
class _Source:
    """The period that stands in for the one without a reading."""

    ground: Ground
    month: date
    months: int
    """How many months lie between its two readings."""
    used: Energy


def _last_year(situation: Situation) -> _Source | None:
    """The same month of last year, where it has readings at both ends."""
    month = shift(situation.period, -12)
    for earlier, later in _pairs(situation):
        if later.month == month and earlier.month == shift(month, -1):
            used = energy_between(situation.meters, earlier, later)
            return _Source(Ground.LAST_YEAR, month, 1, used)
    return None


def _nearest(situation: Situation) -> _Source | None:
    """The latest time between two readings; the mean month of it where it is longer (D)."""
    for earlier, later in reversed(_pairs(situation)):
        if earlier.month != UNDATED:
            months = max(months_between(earlier.month, later.month), 1)
            used = energy_between(situation.meters, earlier, later)
            return _Source(Ground.NEAREST, later.month, months, used)
    return None


def _pairs(situation: Situation) -> list[tuple[Mark, Mark]]:
    return list(pairwise(situation.earlier))


def _by_history(situation: Situation, terms: Terms, reason: Reason, source: _Source) -> Portion:
    total = max(sum(source.used.values(), NOUGHT), NOUGHT)
    volume = whole(total / source.months)
    zones = situation.meters[-1].zones
    told: Numbers = {
        "source": source.month.isoformat(),
        "months": source.months,
        "total": str(total),
        "volume": str(volume),
    }
    energy = over_zones(volume, zones, source.used)
    return _portion(situation, terms, (source.ground, "L1", reason), energy, told)


def _max_power(situation: Situation, terms: Terms, reason: Reason) -> Portion:
    """L2: W = Pmax × T; T of the contract or, where it names none, the month's hours (D)."""
    power = situation.point.max_power_kw
    if power is None:
        raise MaxPowerUnknown
    hours = terms.account.max_power_hours or hours_of(terms.period)
    volume = whole(power * hours)
    told: Numbers = {"power": str(power), "hours": hours, "volume": str(volume)}
    return _portion(
        situation, terms, (Ground.MAX_POWER, "L2", reason), _shared(situation, volume), told
    )


def hours_of(month: date) -> int:
    """All hours of a month."""
    return monthrange(month.year, month.month)[1] * 24


def _shared(situation: Situation, volume: Decimal) -> Energy:
    if not situation.metered:
        return {Zone.SINGLE: volume}
    history = history_of(situation, WEIGHED_MONTHS)
    return over_zones(volume, situation.meters[-1].zones, history.energy if history else {})


def _portion(
    situation: Situation,
    terms: Terms,
    by: tuple[Ground, str, Reason],
    energy: Energy,
    told: Numbers,
) -> Portion:
    ground, rule, reason = by
    return Portion(
        point=situation.point.key,
        meter=situation.meters[-1].key if situation.metered else None,
        month=terms.period,
        ground=ground,
        energy=energy,
        rule=rule,
        reason=reason,
        numbers={
            **terms.numbers(),
            **told,
            **_handing_over(situation, terms),
            "missed": situation.missed,
            "periods": terms.rules.organisations.history_periods,
            "verified_until": _verified_until(situation),
        },
    )


def _verified_until(situation: Situation) -> str | None:
    day = situation.meters[-1].verified_until if situation.meters else None
    return day.isoformat() if day else None


def _handing_over(situation: Situation, terms: Terms) -> Numbers:
    """L4: by when the reading was awaited, and on which days it was to be taken."""
    rules = terms.rules.organisations
    period = terms.period
    if not situation.point.common_property:
        awaited = shift(period, 1).replace(day=rules.hand_over_day)
        return {"awaited": awaited.isoformat()}
    return {
        "awaited": period.replace(day=rules.common_property_hand_over_day).isoformat(),
        "taken_from": rules.common_property_first_day,
        "taken_to": rules.common_property_last_day,
    }
