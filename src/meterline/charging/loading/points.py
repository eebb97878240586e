"""Metering points of a batch of accounts, and which meters hung at each, one after another."""

from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from meterline.charging.law.facts import MeterFacts, PointFacts
from meterline.charging.loading.batch import Batch
from meterline.charging.loading.meters import Fitted
from meterline.customers.models import MeteringPoint


class Named(NamedTuple):
    """A metering point that the account names."""

    pk: int
    name: str
    max_power_kw: Decimal | None
    common_property: bool


Chain = list[Fitted]
"""Meters that took one another's place."""

Hung = list[tuple[Named, Chain]]
"""Named points with their meters."""


def named_points(batch: Batch) -> dict[int, list[Named]]:
    """Account's id → the points that it names."""
    found: dict[int, list[Named]] = defaultdict(list)
    rows = MeteringPoint.objects.filter(**batch.within("account")).order_by("account_id", "pk")
    fields = ("account_id", "pk", "name", "max_power_kw", "common_property")
    for account, *row in rows.values_list(*fields):
        found[account].append(Named(*row))
    return found


def points_of(
    named: list[Named], meters: list[Fitted], max_power_kw: Decimal | None, batch: Batch
) -> tuple[PointFacts, ...]:
    """An account's points that stand in the period. There is always one.

    A point whose meters are all gone, none in their place, is closed and not charged, but the
    last one of an account is: a place without meter is charged too, until the account is closed.
    `max_power_kw` is the account's; it is that of the point where there is only one. Meters
    that were gone by `batch.since` are left out where another came after them.
    """
    since = batch.since
    hung = [(point, _at(point, meters)) for point in named]
    chains = _chains([one for one in meters if one.point is None])
    hung, chains = _standing(hung, chains, batch.period)
    if not hung and len(chains) < 2:
        chain = chains[0] if chains else []
        return (_unnamed(chain, max_power_kw, since),)
    only = max_power_kw if len(hung) + len(chains) == 1 else None
    points = [_named(point, chain, only, since) for point, chain in hung]
    return (*points, *(_unnamed(chain, None, since) for chain in chains))


def _at(point: Named, meters: list[Fitted]) -> Chain:
    return [one for one in meters if one.point == point.pk]


def _chains(meters: list[Fitted]) -> list[Chain]:
    """Meters without a named point, those that took one another's place together.

    The new meter names the old one; where a file did not tell, it came after the removal.
    """
    chains: list[Chain] = []
    for one in meters:
        chain = next((chain for chain in chains if _follows(chain[-1], one)), None)
        if chain is None:
            chains.append([one])
        else:
            chain.append(one)
    return chains


def _standing(hung: Hung, chains: list[Chain], period: date) -> tuple[Hung, list[Chain]]:
    """Without those whose last meter was gone before the period, if anything else is there."""
    named = [(point, chain) for point, chain in hung if not _gone(chain, period)]
    loose = [chain for chain in chains if not _gone(chain, period)]
    if named or loose:
        return named, loose
    return hung[:1], [] if hung else chains[:1]


def _gone(chain: Chain, period: date) -> bool:
    removed = chain[-1].facts.removed if chain else None
    return removed is not None and removed < period


def _follows(last: Fitted, one: Fitted) -> bool:
    if one.after is not None:
        return one.after == last.facts.key
    removed, installed = last.facts.removed, one.facts.installed
    return removed is not None and (installed is None or removed <= installed)


def _named(point: Named, chain: Chain, of_account: Decimal | None, since: date) -> PointFacts:
    power = point.max_power_kw if point.max_power_kw is not None else of_account
    meters = _recent(chain, since)
    return PointFacts(point.pk, point.name, meters, power, point.common_property)


def _unnamed(chain: Chain, power: Decimal | None, since: date) -> PointFacts:
    key = -chain[0].facts.key if chain else 0
    return PointFacts(key, "", _recent(chain, since), power)


def _recent(chain: Chain, since: date) -> tuple[MeterFacts, ...]:
    facts = [one.facts for one in chain]
    gone = [one for one in facts[:-1] if one.removed is not None and one.removed < since]
    return tuple(one for one in facts if one not in gone) if gone else tuple(facts)
