"""Which month a reading counts for, and what earlier readings tell."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.readings.history import History, history_of
from meterline.readings.periods import Window, month_of, months_between, place, shift


@pytest.mark.parametrize(
    ("iana", "offset"),
    [
        ("Asia/Omsk", 6),
        ("Asia/Krasnoyarsk", 7),
        ("Asia/Irkutsk", 8),
        ("Asia/Chita", 9),
    ],
)
def test_the_window_ends_at_the_branchs_own_midnight(iana: str, offset: int) -> None:
    window = Window(ZoneInfo(iana), 15, 25)
    midnight = datetime(2026, 11, 26, tzinfo=UTC) - timedelta(hours=offset)
    last_second = place(midnight - timedelta(seconds=1), window)
    assert (last_second.counted_for, last_second.late) == (date(2026, 11, 1), False)
    too_late = place(midnight, window)
    assert (too_late.period, too_late.counted_for) == (date(2026, 11, 1), date(2026, 12, 1))
    assert too_late.late


@pytest.mark.parametrize(
    ("at", "window", "counted_for", "late", "early"),
    [
        ("2026-11-14T23:59:59", (15, 25), "2026-11-01", False, True),
        ("2026-11-15T00:00:00", (15, 25), "2026-11-01", False, False),
        ("2026-12-26T00:00:00", (15, 25), "2027-01-01", True, False),
        ("2026-12-31T23:59:59", (15, 25), "2027-01-01", True, False),
        ("2027-01-01T00:00:00", (15, 25), "2027-01-01", False, True),
        ("2027-02-28T23:59:59", (23, 31), "2027-02-01", False, False),
        ("2028-02-29T12:00:00", (23, 29), "2028-02-01", False, False),
        ("2027-03-01T00:00:00", (1, 31), "2027-03-01", False, False),
    ],
)
def test_the_months_edges(
    at: str, window: tuple[int, int], counted_for: str, late: bool, early: bool
) -> None:
    zone = ZoneInfo("Asia/Krasnoyarsk")
    found = place(datetime.fromisoformat(at).replace(tzinfo=zone), Window(zone, *window))
    assert found.counted_for == date.fromisoformat(counted_for)
    assert (found.late, found.early) == (late, early)
    assert found.in_window == (not late and not early)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(-200, 200))
def test_shifting_a_month_is_counted_back(day: date, months: int) -> None:
    month = month_of(day)
    assert months_between(month, shift(month, months)) == months
    assert shift(shift(month, months), -months) == month


NOVEMBER = date(2026, 11, 1)


@pytest.mark.parametrize(
    ("readings", "expected"),
    [
        ([], History()),
        ([((2026, 10), 500)], History(500, None, 1)),
        ([((2026, 11), 500)], History()),
        ([((2026, 8), 100), ((2026, 10), 300)], History(300, 100.0, 1)),
        ([((2026, 5), 100), ((2026, 8), 400)], History(400, 100.0, 3)),
        ([((2026, 9), 99_900), ((2026, 10), 50)], History(50, 150.0, 1)),
        # Older than twelve months before the last one: no part of the mean.
        (
            [((2025, 9), 0), ((2025, 10), 10_000), ((2026, 10), 10_600)],
            History(10_600, 50.0, 1),
        ),
    ],
)
def test_history(readings: list[tuple[tuple[int, int], int]], expected: History) -> None:
    dated = [(date(year, month, 1), value) for (year, month), value in readings]
    assert history_of(dated, 5, NOVEMBER) == expected
