"""Households without a reading: the average, then the norm (Decree 354, п. 42, 59 and 60)."""

from datetime import date
from decimal import Decimal

from meterline.charging.law.averaging import History, history_of
from meterline.charging.law.condition import refusals, why_unread
from meterline.charging.law.errors import NormUnknown
from meterline.charging.law.facts import Ground, Reason
from meterline.charging.law.policy import Policy
from meterline.charging.law.results import Portion
from meterline.charging.law.rules import HouseholdRules
from meterline.charging.law.sharing import over_zones, share_out
from meterline.charging.law.situation import Situation
from meterline.charging.law.terms import Terms
from meterline.language.zones import Zone
from meterline.readings.periods import month_of, months_between, shift

ONCE = Decimal(1)


def unread(situation: Situation, terms: Terms, place: int) -> Portion:
    """The portion of a point without a reading; `place` is its place among the account's.

    The average for at most three periods in a row (H6, H7), then the norm (H9); the norm at
    once where there is no meter, access was refused twice (H10) or the history is too short
    (H12). Raises NormUnknown.
    """
    if not situation.metered:
        return no_meter(situation.point.key, terms, place)
    rules = terms.rules.households
    if refusals(situation.meters, situation.marks, situation.period) >= rules.refusals:
        return _norm(situation, terms, place, ("H10", Reason.ACCESS_REFUSED))
    reason = why_unread(situation.meters, situation.broken, situation.period)
    if _past_average(situation, reason, rules, terms.policy):
        rule = "H11" if reason is Reason.EXPIRED_VERIFICATION else "H9"
        return _norm(situation, terms, place, (rule, reason))
    history = history_of(situation, rules.average_months)
    if history is None or history.months < rules.shortest_months:
        return _norm(situation, terms, place, ("H12", Reason.NO_HISTORY))
    return _average(situation, terms, reason, history)


def _past_average(
    situation: Situation, reason: Reason, rules: HouseholdRules, policy: Policy
) -> bool:
    """Whether the periods charged by the average are over (H7, H11)."""
    missed = situation.missed
    if missed is None or missed <= rules.average_periods:
        return False
    if reason is not Reason.EXPIRED_VERIFICATION or policy.expired_capped:
        return True
    return _missed_before_expiry(situation) > rules.average_periods


def _missed_before_expiry(situation: Situation) -> int:
    """Periods missed while the verification still held: who was at the norm stays there (D)."""
    until = situation.meters[-1].verified_until or situation.period
    first_unverified = shift(month_of(until), 1)
    return months_between(situation.earlier[-1].month, first_unverified) - 1


def _average(situation: Situation, terms: Terms, reason: Reason, history: History) -> Portion:
    meter = situation.meters[-1]
    expired = reason is Reason.EXPIRED_VERIFICATION
    capped = terms.policy.expired_capped or not expired
    return Portion(
        point=situation.point.key,
        meter=meter.key,
        month=situation.period,
        ground=Ground.AVERAGE,
        energy=over_zones(history.mean, meter.zones, history.energy),
        rule="H11" if expired else "H6",
        reason=reason,
        numbers={
            **terms.numbers(),
            **history.numbers(),
            "missed": situation.missed,
            "periods": terms.rules.households.average_periods if capped else None,
            "verified_until": _day(meter.verified_until),
        },
    )


def _norm(situation: Situation, terms: Terms, place: int, by: tuple[str, Reason]) -> Portion:
    """The norm by a rule and reason; only H10 has a coefficient."""
    rule, reason = by
    rules = terms.rules.households
    meter = situation.meters[-1]
    history = history_of(situation, rules.average_months)
    return Portion(
        point=situation.point.key,
        meter=meter.key,
        month=situation.period,
        ground=Ground.NORM,
        energy=over_zones(norm_share(terms, place), meter.zones, history.energy if history else {}),
        rule=rule,
        reason=reason,
        coefficient=rules.no_meter_coefficient if rule == "H10" else ONCE,
        numbers={
            **_norm_numbers(terms),
            "missed": situation.missed,
            "history": history.months if history else 0,
            "verified_until": _day(meter.verified_until),
        },
    )


def no_meter(point: int, terms: Terms, place: int) -> Portion:
    """The norm of a point without a meter, × the coefficient where one can be fitted (H10).

    Raises NormUnknown.
    """
    fitting = terms.account.meter_can_be_fitted
    return Portion(
        point=point,
        meter=None,
        month=terms.period,
        ground=Ground.NORM,
        energy={Zone.SINGLE: norm_share(terms, place)},
        rule="H10",
        reason=Reason.NO_METER,
        coefficient=terms.rules.households.no_meter_coefficient if fitting else ONCE,
        numbers=_norm_numbers(terms),
    )


def norm_share(terms: Terms, place: int) -> Decimal:
    """The norm covers the account once: each of its points bears an equal part of it (D)."""
    if terms.norm is None:
        raise NormUnknown
    return share_out(terms.norm, [ONCE] * _points(terms))[place]


def _points(terms: Terms) -> int:
    return max(len(terms.account.points), 1)


def _norm_numbers(terms: Terms) -> dict[str, str | int | None]:
    rules = terms.rules.households
    return {
        **terms.numbers(),
        "norm": str(terms.norm),
        "residents": terms.account.residents,
        "points": _points(terms),
        "periods": rules.average_periods,
        "shortest": rules.shortest_months,
        "refusals": rules.refusals,
    }


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
