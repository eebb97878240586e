"""The line of a register's values: months keep their distance, doubt stands out."""

from datetime import date

from meterline.review.chart import Shown, chart


def shown(month: int, value: int, *, doubted: bool = False) -> Shown:
    return Shown(date(2026, month, 1), value, doubted)


def test_a_missing_month_leaves_its_room_and_the_doubted_value_hangs_on_the_last() -> None:
    drawn = chart([shown(1, 100), shown(2, 150), shown(4, 200), shown(5, 100, doubted=True)])
    assert drawn is not None
    xs = [point.x for point in drawn.points]
    assert xs == [40, 140, 340, 440]
    ys = [point.y for point in drawn.points]
    assert ys[0] == ys[3] > ys[1] > ys[2]
    assert drawn.line == f"40.0,{ys[0]} 140.0,{ys[1]} 340.0,{ys[2]}"
    assert drawn.doubt == f"340.0,{ys[2]} 440.0,{ys[3]}"


def test_values_of_one_month_make_no_line() -> None:
    assert chart([]) is None
    assert chart([shown(1, 100)]) is None
    assert chart([shown(1, 100), shown(1, 200, doubted=True)]) is None


def test_a_register_that_stands_still_is_drawn_flat() -> None:
    drawn = chart([shown(1, 100), shown(2, 100)])
    assert drawn is not None
    assert len({point.y for point in drawn.points}) == 1
