"""A branch's own windows and days."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from meterline.customers.models import Branch, BranchDay, SubmissionWindow
from meterline.customers.selectors import branch_cards, card_of, window_days


@pytest.fixture
def dated(branch: Branch) -> Branch:
    """A branch with the windows of Khakassia's history."""
    for month, first, last in ((date(2018, 7, 1), 23, 26), (date(2025, 11, 1), 20, 31)):
        SubmissionWindow.objects.create(
            branch=branch, valid_from=month, first_day=first, last_day=last
        )
    return branch


@pytest.mark.parametrize(
    ("day", "days"),
    [
        (date(2018, 6, 30), (15, 25)),
        (date(2018, 7, 1), (23, 26)),
        (date(2025, 10, 31), (23, 26)),
        (date(2025, 11, 1), (20, 31)),
        (date(2030, 1, 1), (20, 31)),
    ],
)
def test_the_latest_window_holds(dated: Branch, day: date, days: tuple[int, int]) -> None:
    assert window_days(dated, day) == days


@pytest.mark.parametrize(
    ("at", "is_open", "first", "last"),
    [
        ("2025-10-31T23:59:59+07:00", False, 23, 26),
        ("2025-11-19T23:59:59+07:00", False, 20, 30),
        # Midnight by the branch's clock, the day before by London's.
        ("2025-11-19T17:00:00+00:00", True, 20, 30),
        ("2025-11-30T23:59:59+07:00", True, 20, 30),
        ("2025-12-31T23:59:59+07:00", True, 20, 31),
    ],
)
def test_a_card_has_the_window_of_its_day(
    dated: Branch, at: str, is_open: bool, first: int, last: int
) -> None:
    card = card_of(dated, datetime.fromisoformat(at))
    assert (card.window_open, card.window_first_day, card.window_last_day) == (
        *(is_open, first, last),
    )


@pytest.mark.parametrize(
    ("at", "hours", "answers"),
    [
        # Friday outside the window, a short day.
        ("2026-11-27T11:59:00+07:00", "08:00-12:00", True),
        ("2026-11-27T12:00:00+07:00", "08:00-12:00", False),
        # Closed although it is a working day.
        ("2026-11-27T10:00:00+07:00", "", False),
        # Open although it is a Sunday outside the window, or a public holiday.
        ("2026-11-29T10:00:00+07:00", "09:00-15:00", True),
        ("2026-11-04T10:00:00+07:00", "09:00-15:00", True),
        # The day is the branch's own.
        ("2026-11-28T20:00:00+00:00", "00:00-04:00", True),
    ],
)
def test_a_special_day_comes_before_the_country_s_calendar(
    branch: Branch, at: str, hours: str, answers: bool
) -> None:
    moment = datetime.fromisoformat(at)
    usual = card_of(branch, moment).operators_open
    BranchDay.objects.create(branch=branch, day=moment.astimezone(branch.zone).date(), hours=hours)
    assert card_of(Branch.objects.get(), moment).operators_open is answers
    assert (usual is answers) == (at == "2026-11-27T11:59:00+07:00")


def test_a_special_day_is_of_its_branch_and_day_only(branch: Branch) -> None:
    BranchDay.objects.create(branch=branch, day=date(2026, 11, 27), hours="")
    after = datetime.fromisoformat("2026-11-30T10:00:00+07:00")
    assert [one.operators_open for one in branch_cards(after)] == [True]


@pytest.mark.parametrize(("day", "good"), [(1, True), (2, False), (30, False)])
def test_a_window_begins_with_a_month(branch: Branch, day: int, good: bool) -> None:
    window = SubmissionWindow(
        branch=branch, valid_from=date(2026, 11, day), first_day=1, last_day=25
    )
    if good:
        window.full_clean()
    else:
        with pytest.raises(ValidationError, match="первого числа"):
            window.full_clean()
