"""From when a month may be charged: as long as readings may come, nothing counts as missed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from meterline.charging.law.facts import AccountFacts
from meterline.charging.law.rules import OrganisationRules
from meterline.customers.models import Branch
from meterline.customers.selectors import window_days
from meterline.readings.periods import Window, shift


@dataclass(frozen=True)
class Due:
    """Whose readings for a period can come no more at some moment."""

    households: bool
    common_property: bool
    organisations: bool

    def waits(self, account: AccountFacts) -> bool:
        """Whether an account's readings may still come."""
        if not account.organisation:
            return not self.households
        if all(point.common_property for point in account.points):
            return not self.common_property
        return not self.organisations


ANY_TIME = Due(households=True, common_property=True, organisations=True)
"""For a trial, which may look at a month before its end."""


def due_at(at: datetime, branch: Branch, period: date, rules: OrganisationRules) -> Due:
    """What is due at a moment, by the branch's own clock.

    Organisations hand over by the end of a day of the following month, premises on a block's
    common property by the end of a day of the period itself (L4).
    """
    zone = branch.zone
    following = shift(period, 1).replace(day=rules.hand_over_day)
    common = period.replace(day=rules.common_property_hand_over_day)
    return Due(
        households=at >= window_end(branch, period),
        common_property=at >= _end_of(common, zone),
        organisations=at >= _end_of(following, zone),
    )


def window_end(branch: Branch, period: date) -> datetime:
    """When the branch's window for a period's readings closes (Decree 354, п. 59 «б»; H3)."""
    window = Window(branch.zone, *window_days(branch, period))
    return _end_of(period.replace(day=window.last_day(period)), branch.zone)


def _end_of(day: date, zone: ZoneInfo) -> datetime:
    following = day + timedelta(days=1)
    return datetime(following.year, following.month, following.day, tzinfo=zone)
