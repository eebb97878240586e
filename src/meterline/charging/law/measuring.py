"""Volumes by readings, for households and organisations alike."""

from collections.abc import Iterator
from dataclasses import replace

from meterline.charging.law.charged_to import Settled, settled
from meterline.charging.law.facts import READINGS, Charged, Energy, Ground, Kind
from meterline.charging.law.marks import UNDATED, Mark
from meterline.charging.law.replacing import numbers_of, runs_between, total_of
from meterline.charging.law.results import Portion
from meterline.charging.law.sharing import NOUGHT, add, sum_of
from meterline.charging.law.situation import Situation
from meterline.charging.law.terms import Terms
from meterline.charging.law.true_up import (
    charged_since,
    charged_until,
    due,
    give_back,
    missed_months,
    spread_over,
)

_GROUNDS: dict[Kind | None, Ground] = {kind: ground for ground, kind in READINGS.items()}
_RULES: dict[Kind | None, str] = {Kind.SMART: "H19", Kind.CONTROL: "H14"}


def measured(situation: Situation, now: Mark, terms: Terms) -> list[Portion]:
    """The portions of a period whose reading `now` holds (H3, H14, H16, H19, L7)."""
    runs = runs_between(situation.meters, situation.earlier[-1], now)
    counted = total_of(runs)
    portion = Portion(
        point=situation.point.key,
        meter=situation.meters[now.meter].key,
        month=situation.period,
        ground=_GROUNDS[now.kind],
        energy=counted,
        rule=_RULES.get(now.kind, "L7" if terms.account.organisation else "H3"),
        numbers={**terms.numbers(), **numbers_of(runs)},
    )
    before = settled(situation)
    since = charged_since(situation, before.month)
    plain = not since and not before.backlog and situation.missed == 1
    if plain and all(energy >= 0 for energy in counted.values()):
        return [portion]
    return list(_made_up(situation, portion, (before, since), terms))


def _made_up(
    situation: Situation, portion: Portion, before: tuple[Settled, list[Charged]], terms: Terms
) -> Iterator[Portion]:
    """The reading's portion with what is left of earlier ones, spread or given back.

    `before`: up to where the point is charged, and what was charged since.
    """
    (start, backlog, told), since = before
    found_less = any(energy < 0 for energy in portion.energy.values())
    used = dict(portion.energy)
    add(used, backlog)
    net = due(used, since, terms.policy.true_up)
    portion = replace(portion, numbers={**portion.numbers, **_course(situation), **told})
    if since or backlog:
        charged = _by_zone("before", sum_of(since)) if since else {}
        portion = replace(portion, rule="H16", numbers={**portion.numbers, **charged})
    more = {zone: max(energy, NOUGHT) for zone, energy in net.items()}
    spread = terms.policy.spread and not terms.account.organisation  # these have no ranges
    months = missed_months(situation, start) | {c.month for c in since}
    over = sorted(months) if spread else [situation.period]
    for month, energy in spread_over(situation.period, more, since, over).items():
        yield replace(portion, month=month, energy=energy)
    owed = {zone: -energy for zone, energy in net.items() if energy < 0}
    rule = "H14" if found_less else "H16"
    returnable = since, charged_until(situation, start)
    policy = terms.policy.true_up
    for month, energy in give_back(situation.period, owed, returnable, policy).items():
        credit = {zone: -kwh for zone, kwh in energy.items()}
        yield replace(portion, month=month, ground=Ground.REFUND, energy=credit, rule=rule)


def _course(situation: Situation) -> dict[str, str | int | None]:
    """Since when and for how many months the reading tells."""
    since = situation.earlier[-1].month
    months = len(missed_months(situation, since))
    return {"since": None if since == UNDATED else since.isoformat(), "months": months}


def _by_zone(name: str, energy: Energy) -> dict[str, str | int | None]:
    return {f"{name}.{zone}": str(kwh) for zone, kwh in energy.items()}
