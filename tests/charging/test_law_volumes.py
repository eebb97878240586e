"""Volumes of the law against portions computed by hand (law_cases/*.yaml)."""

from dataclasses import replace

import pytest
from law_cases_reading import Case, cases, told

from meterline.charging.law import errors
from meterline.charging.law.facts import AccountFacts, MeterFacts, PointFacts
from meterline.charging.law.results import Portion
from meterline.charging.law.volumes import portions

CASES = list(cases())


def found(case: Case, account: AccountFacts) -> tuple[Portion, ...]:
    """What the law makes of an account by the rules of a case."""
    return portions(account, case.period, case.rules, case.policy, case.norm)


@pytest.mark.parametrize("case", [c for c in CASES if not c.fails], ids=lambda case: case.name)
def test_portions_are_those_computed_by_hand(case: Case) -> None:
    told_of = tuple(told(portion, case.account) for portion in found(case, case.account))
    assert told_of == case.expected


@pytest.mark.parametrize("case", [c for c in CASES if c.fails], ids=lambda case: case.name)
def test_what_is_not_known_is_named(case: Case) -> None:
    with pytest.raises(getattr(errors, case.fails)) as refused:
        found(case, case.account)
    assert refused.value.mend


@pytest.mark.parametrize("case", [c for c in CASES if not c.fails], ids=lambda case: case.name)
def test_the_order_in_which_facts_are_listed_changes_nothing(case: Case) -> None:
    assert found(case, backwards(case.account)) == found(case, case.account)


def test_names_of_cases_differ() -> None:
    assert len({case.name for case in CASES}) == len(CASES)


def backwards(account: AccountFacts) -> AccountFacts:
    """The same facts, every list of them from its end."""
    points = tuple(_point(point) for point in reversed(account.points))
    return replace(account, points=points, charged=account.charged[::-1])


def _point(point: PointFacts) -> PointFacts:
    return replace(point, meters=tuple(_meter(meter) for meter in reversed(point.meters)))


def _meter(meter: MeterFacts) -> MeterFacts:
    return replace(
        meter,
        readings=meter.readings[::-1],
        missed=meter.missed[::-1],
        acts=meter.acts[::-1],
    )
