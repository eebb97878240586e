"""H16: what becomes of estimates when readings come again.

No clear duty to give back was found, so it is a branch's setting. By default the charge is
(reading − last actual one) − all that was charged since; a negative one is a credit. By the
other policy what was charged by the norm is not given back. A positive difference may be
spread over the missed months, so that it does not fill the dearer ranges of one month.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal

from meterline.charging.law.facts import Charged, Energy, Ground
from meterline.charging.law.marks import UNDATED
from meterline.charging.law.policy import TrueUp
from meterline.charging.law.sharing import NOUGHT, add, fill_up, sum_of
from meterline.charging.law.situation import Situation
from meterline.language.zones import Zone
from meterline.readings.periods import shift

Months = dict[date, dict[Zone, Decimal]]
"""kWh by the month of use and zone."""


def charged_since(situation: Situation, month: date) -> list[Charged]:
    """What later periods charged than the month up to which the point is charged.

    Estimates of months in which the meter was broken stand for good: it did not count then (D).
    """
    broken = situation.broken.touched
    return [c for c in situation.charged if c.period > month and c.period not in broken]


def charged_until(situation: Situation, month: date) -> list[Charged]:
    """What the periods charged up to a month."""
    return [c for c in situation.charged if c.period <= month]


def due(used: Energy, since: Sequence[Charged], policy: TrueUp) -> dict[Zone, Decimal]:
    """kWh by zone to charge, or where negative to give back."""
    before = sum_of(since)
    net = {
        zone: used.get(zone, NOUGHT) - before.get(zone, NOUGHT)
        for zone in dict.fromkeys([*used, *before])
    }
    if policy is TrueUp.KEEP_NORM:
        returnable = sum_of(_returnable(since, policy))
        for zone, energy in net.items():
            corrected = min(used.get(zone, NOUGHT), NOUGHT)  # what a check found too much (H14)
            net[zone] = max(energy, corrected - returnable.get(zone, NOUGHT))
    return net


def _returnable(charges: Iterable[Charged], policy: TrueUp) -> Iterator[Charged]:
    keep_norm = policy is TrueUp.KEEP_NORM
    return (c for c in charges if not (keep_norm and c.ground is Ground.NORM))


def spread_over(
    period: date, energy: Energy, since: Sequence[Charged], months: Sequence[date]
) -> Months:
    """Positive energy by month of use, the period itself, the last of `months`, always there.

    It fills the months up to the same height, counting what was charged for them (D: so that
    they cost together what comes nearest to even use).
    """
    if len(months) == 1:
        return {period: dict(energy)}
    result: Months = {month: {} for month in months}
    for zone, amount in energy.items():
        levels = [sum_of(c for c in since if c.month == m).get(zone, NOUGHT) for m in months]
        for month, part in zip(months, fill_up(levels, amount), strict=True):
            if part or month == period:
                result[month][zone] = part
    return {month: parts for month, parts in result.items() if parts}


def missed_months(situation: Situation, since: date) -> set[date]:
    """The months after one in which the meter counted, and the period."""
    months = {situation.period}
    while since != UNDATED and (since := shift(since, 1)) < situation.period:
        months.add(since)
    return months - situation.broken.touched


def give_back(
    period: date, owed: Energy, sources: Sequence[Sequence[Charged]], policy: TrueUp
) -> Months:
    """Positive kWh to give back, by the month of use they were charged for, latest first.

    `sources` are taken one after another: first what was charged since the last reading; more
    than that (a check found less than the consumer had told) comes from the months before, and
    what no known charge covers is given back in the period itself.
    """
    result: Months = {}
    for zone, amount in owed.items():
        rest = amount
        for source in sources:
            for month, energy in _by_month(_returnable(source, policy), zone):
                part = min(rest, energy)
                if part > 0:
                    add(result.setdefault(month, {}), {zone: part})
                    rest -= part
        if rest:
            add(result.setdefault(period, {}), {zone: rest})
    return dict(sorted(result.items(), reverse=True))


def _by_month(charges: Iterable[Charged], zone: Zone) -> list[tuple[date, Decimal]]:
    total: dict[date, Decimal] = {}
    for charged in charges:
        total[charged.month] = total.get(charged.month, NOUGHT) + charged.energy.get(zone, NOUGHT)
    return sorted(total.items(), reverse=True)
