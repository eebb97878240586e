"""Which volume is charged, by which ground and for which reason."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from meterline.charging.law import households, organisations
from meterline.charging.law.facts import AccountFacts, PointFacts
from meterline.charging.law.measuring import measured
from meterline.charging.law.policy import Policy
from meterline.charging.law.results import Portion
from meterline.charging.law.rules import Rules
from meterline.charging.law.situation import look_at
from meterline.charging.law.terms import Terms

WHOLE_ACCOUNT = 0
"""The point of a portion of an account that has no metering point."""


def portions(
    account: AccountFacts, period: date, rules: Rules, policy: Policy, norm: Decimal | None
) -> tuple[Portion, ...]:
    """What an account used in a period as far as it is to be charged now.

    `norm` is kWh a month of the whole account for its people; None: none is known. SMART >
    ACTUAL > CONTROL > AVERAGE > NORM for households (Decree 354), SMART > ACTUAL > CONTROL >
    LAST_YEAR > NEAREST > MAX_POWER for organisations (Decree 442); each point by itself (L7),
    in the order of their keys. Facts of later months change nothing, nor does the order in
    which facts are listed. `account.points` are those that stand open in the period.

    Raises CannotCharge: NormUnknown, MaxPowerUnknown.
    """
    terms = Terms(account, period, rules, policy, norm)
    if not account.points and not account.organisation:
        return (households.no_meter(WHOLE_ACCOUNT, terms, place=0),)
    points = account.points
    if len(points) > 1:
        points = tuple(sorted(points, key=lambda point: point.key))
    return tuple(
        portion for place, point in enumerate(points) for portion in _of_point(point, terms, place)
    )


def _of_point(point: PointFacts, terms: Terms, place: int) -> Iterator[Portion]:
    situation = look_at(point, terms.account.charged, terms.period)
    if situation.now is not None:
        yield from measured(situation, situation.now, terms)
    elif terms.account.organisation:
        yield organisations.unread(situation, terms)
    else:
        yield households.unread(situation, terms, place)
