"""The arithmetic of the bench of calls."""

import pytest

from meterline.bench.delays import Delay
from meterline.bench.report import CallResult, Measured, Stored, figures, percentile, stored, table

AGREED_KEYS = {
    "calls",
    "without_person",
    "stored_right",
    "stored_wrong",
    "not_stored",
    "seconds_p50",
    "answer_delay_ms",
    "robot_cpu_seconds_per_call",
}

DAY, NIGHT = ("1", "2", "day"), ("1", "2", "night")
FOREIGN = ("9", "2", "day")

LEDGERS = [
    ({DAY: 5, NIGHT: 7}, {DAY: 5, NIGHT: 7}, Stored.RIGHT),
    ({DAY: 5, NIGHT: 7}, {DAY: 5}, Stored.NOT),
    ({DAY: 5, NIGHT: 7}, {}, Stored.NOT),
    ({DAY: 5, NIGHT: 7}, {DAY: 5, NIGHT: 8}, Stored.WRONG),
    ({DAY: 5}, {DAY: 6}, Stored.WRONG),
    ({DAY: 5}, {FOREIGN: 5}, Stored.WRONG),
    ({DAY: 5}, {DAY: 5, FOREIGN: 5}, Stored.WRONG),
]


@pytest.mark.parametrize(("truth", "rows", "expected"), LEDGERS)
def test_a_call_is_right_only_if_all_its_values_are(
    truth: dict[tuple[str, str, str], int],
    rows: dict[tuple[str, str, str], int],
    expected: Stored,
) -> None:
    assert stored(truth, rows) is expected


RESULTS = [
    CallResult(
        0,
        Stored.RIGHT,
        True,
        40.0,
        30.0,
        delays=(Delay("yes", 0.4, True), Delay("name", 2.0, False)),
    ),
    CallResult(1, Stored.RIGHT, False, 60.0, 50.0, True, True, 1.5, (Delay("reading", 0.6, True),)),
    CallResult(2, Stored.WRONG, True, 50.0, None, True, True, 2.5),
    CallResult(4, Stored.RIGHT, True, 55.0, 40.0, known_phone=True),
    CallResult(3, Stored.NOT, False, 240.0, story=("0.0 rang",)),
]


MEASURED = Measured(12.0, "wire", 3.0)


def test_figures() -> None:
    shown = figures(RESULTS, MEASURED)
    assert shown.keys() >= AGREED_KEYS
    assert shown["calls"] == 5
    assert (shown["stored_right"], shown["stored_wrong"], shown["not_stored"]) == (3, 1, 1)
    assert shown["without_person"] == 3
    assert shown["seconds_p50"] == 55.0
    assert shown["key_to_receipt_seconds_p50"] == 40.0
    assert shown["key_to_receipt_known_phones"] == {"calls": 1, "seconds_p50": 50.0}
    assert shown["key_to_receipt_others"] == {"calls": 1, "seconds_p50": 30.0}
    assert shown["key_to_receipt_known_phones_first"] == {"calls": 1, "seconds_p50": 40.0}
    assert shown["dead_air_seconds_max"] == 2.5
    assert shown["robot_cpu_seconds_per_call"] == 2.4


def test_delays_count_only_turns_that_were_complete() -> None:
    delay = figures(RESULTS, MEASURED)["answer_delay_ms"]
    assert delay["p50"] == pytest.approx(500)
    assert delay["p95"] == pytest.approx(590)


def test_nothing_measured_is_none_not_nought() -> None:
    shown = figures([], Measured(0.0, "none", None))
    assert shown["seconds_p50"] is None
    assert shown["dead_air_seconds_max"] is None
    assert shown["key_to_receipt_others"] == {"calls": 0, "seconds_p50": None}
    assert shown["answer_delay_ms"] == {"p50": None, "p95": None}
    assert percentile([], 50) is None


def test_the_table_shows_every_agreed_figure() -> None:
    assert table(figures(RESULTS, MEASURED)).row_count == len(AGREED_KEYS) + 5
