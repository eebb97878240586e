"""Volumes by readings, for households and organisations alike."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from meterline.charging.law.facts import Charged, Energy, Ground, Kind
from meterline.charging.law.marks import UNDATED, Mark
from meterline.charging.law.replacing import numbers_of, runs_between, total_of
from meterline.charging.law.results import Portion
from meterline.charging.law.sharing import NOUGHT, sum_of
from meterline.charging.law.situation import Situation
from meterline.charging.law.terms import Terms
from meterline.charging.law.true_up import (
    charged_since,
    due,
    give_back,
    missed_months,
    spread_over,
)

_GROUNDS: dict[Kind | None, Ground] = {
    Kind.SMART: Ground.SMART,
    Kind.ACTUAL: Ground.ACTUAL,
    Kind.CONTROL: Ground.CONTROL,
}
_RULES: dict[Kind | None, str] = {Kind.SMART: "H19", Kind.CONTROL: "H14"}


def measured(situation: Situation, now: Mark, terms: Terms) -> list[Portion]:
    """The portions of a period whose reading `now` holds (H3, H14, H16, H19, L7)."""
    runs = runs_between(situation.meters, situation.earlier[-1], now)
    used = total_of(runs)
    portion = Portion(
        point=situation.point.key,
        meter=situation.meters[now.meter].key,
        month=situation.period,
        ground=_GROUNDS[now.kind],
        energy=used,
        rule=_RULES.get(now.kind, "L7" if terms.account.organisation else "H3"),
        numbers={**terms.numbers(), **numbers_of(runs)},
    )
    since = charged_since(situation)
    if not since and situation.missed == 1 and all(energy >= 0 for energy in used.values()):
        return [portion]
    return list(_made_up(situation, portion, since, terms))


def _made_up(
    situation: Situation, portion: Portion, since: list[Charged], terms: Terms
) -> Iterator[Portion]:
    """The reading's portion less what was charged meanwhile, spread or given back."""
    used = portion.energy
    net = due(used, since, terms.policy.true_up)
    months = missed_months(situation, since)
    portion = replace(portion, numbers={**portion.numbers, **_course(situation, months)})
    if since:
        told = _by_zone("used", used) | _by_zone("before", sum_of(since))
        portion = replace(portion, rule="H16", numbers={**portion.numbers, **told})
    more = {zone: max(energy, NOUGHT) for zone, energy in net.items()}
    spread = terms.policy.spread and not terms.account.organisation  # these have no ranges
    over = months if spread else [situation.period]
    for month, energy in spread_over(situation.period, more, since, over).items():
        yield replace(portion, month=month, energy=energy)
    owed = {zone: -energy for zone, energy in net.items() if energy < 0}
    rule = "H14" if any(energy < 0 for energy in used.values()) else "H16"
    for month, energy in give_back(situation, owed, since, terms.policy.true_up).items():
        credit = {zone: -kwh for zone, kwh in energy.items()}
        yield replace(portion, month=month, ground=Ground.REFUND, energy=credit, rule=rule)


def _course(situation: Situation, months: list[date]) -> dict[str, str | int | None]:
    """Since when and for how many months the reading tells."""
    since = situation.earlier[-1].month
    return {"since": None if since == UNDATED else since.isoformat(), "months": len(months)}


def _by_zone(name: str, energy: Energy) -> dict[str, str | int | None]:
    return {f"{name}.{zone}": str(kwh) for zone, kwh in energy.items()}
