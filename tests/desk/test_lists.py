"""Entry of paper lists."""

from typing import Any

import pytest
from company_made_up import make_account, make_branch
from desk_made_up import entered, text
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from meterline.customers.models import Account, Branch
from meterline.desk import batch_page
from meterline.desk.pasted import Row, rows_of
from meterline.readings.models import Reading

DAY = "2026-11-22"

ACCOUNTS = st.from_regex(r"[0-9]{4,20}", fullmatch=True)
VALUES = st.integers(0, 9_999_999).map(str)
ROWS = st.lists(st.tuples(ACCOUNTS, st.lists(VALUES, min_size=1, max_size=3)), max_size=20)


def post(client: Client, *rows: tuple[str, ...], **more: Any) -> Any:
    """Post rows of account and values."""
    columns: dict[str, Any] = {"account": [row[0] for row in rows]}
    for column in (1, 2, 3):
        columns[f"value{column}"] = [row[column] if column < len(row) else "" for row in rows]
    return client.post("/desk/batch/", {"day": DAY, **columns, **more})


@given(ROWS, st.sampled_from(["\t", ";", "  ", "\t "]), st.sampled_from(["\n", "\r\n", "\n\n"]))
def test_a_pasted_list_keeps_its_rows(
    rows: list[tuple[str, list[str]]], between: str, end: str
) -> None:
    pasted = end.join(between.join([account, *values]) for account, values in rows)
    assert rows_of(pasted) == [Row(account, tuple(values)) for account, values in rows]


@given(st.text(max_size=300))
def test_any_text_is_read_as_some_rows(pasted: str) -> None:
    for row in rows_of(pasted):
        assert len(row.values) <= 3
        assert all(row.values)


@pytest.mark.parametrize(
    ("pasted", "rows"),
    [
        ("Счёт\tПоказание\n100\t5\n", [Row("100", ("5",))]),
        ('"100 200";"2 908";"1 200"', [Row("100 200", ("2 908", "1 200"))]),
        ("100 5 6 7 8", [Row("100", ("5", "6", "7"))]),
        ("100\t5\t\t", [Row("100", ("5",))]),
        ("  \n\n", []),
    ],
    ids=["heading", "quoted cells with spaces", "too many columns", "empty cells", "nothing"],
)
def test_lists_as_spreadsheets_give_them(pasted: str, rows: list[Row]) -> None:
    assert rows_of(pasted) == rows


def test_good_rows_are_stored_and_bad_ones_stay(
    clerk: Client, single: Account, two_zones: Account
) -> None:
    make_account("200000001", {"single": [1]}, branch=make_branch("tyva"))
    page = text(
        post(
            clerk,
            ("100 000 001", "10300"),
            ("100000002", "20600"),
            ("999999999", "1"),
            ("200000001", "2"),
        )
    )
    assert "Записано строк: 1" in page
    assert "Не записано строк: 3" in page
    assert "Шкал у счётчика: 2 (день, ночь), а значений: 1." in page
    assert "Такого лицевого счёта нет." in page
    assert "в филиале «Филиал tyva»: вносить показания" in page
    grid = page.partition("<tbody>")[2]
    assert 'value="100 000 001"' not in grid
    assert 'value="999999999"' in grid
    assert entered(single) == [("clerk", 10_300, "accepted")]
    assert Reading.objects.get(value=10_300).evidence == "список от 22.11.2026"


def test_zones_come_in_the_branchs_order(clerk: Client, branch: Branch, two_zones: Account) -> None:
    branch.zone_order = "night,day"
    branch.save()
    post(clerk, ("100000002", "5300", "20600"))
    assert {value for _, value, _ in entered(two_zones)} == {5_300, 20_600}
    night = Reading.objects.get(value=5_300)
    assert night.register.zone == "night"


def test_a_doubtful_row_is_stored_for_review_with_a_reason(clerk: Client, single: Account) -> None:
    page = text(post(clerk, ("100000001", "9000")))
    assert "Меньше прежнего: было 10200." in page
    assert "если верно — почему" in page
    assert entered(single) == []
    post(clerk, ("100000001", "9000"), why=["новый счётчик"])
    assert entered(single) == [("clerk", 9_000, "under_review")]


def test_a_pasted_list_is_stored_and_the_last_rows_are_told(
    clerk: Client, single: Account, two_zones: Account
) -> None:
    pasted = "счёт\tT1\tT2\n100000001\t10 300\n100000002\t20600\t5300"
    page = text(clerk.post("/desk/batch/", {"day": DAY, "list": pasted}))
    assert "Записано строк: 2" in page
    page = text(clerk.get("/desk/batch/"))
    assert "Вы внесли последними" in page
    assert "100000002: 7100000002 day: 20600, 7100000002 night: 5300" in page


def test_a_long_list_waits_in_its_field(
    clerk: Client, single: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_page, "AT_ONCE", 3)
    lines = [f"100000001\t{10_300 + number}" for number in range(5)]
    page = text(clerk.post("/desk/batch/", {"day": DAY, "list": "\n".join(lines)}))
    assert "Записано строк: 3" in page
    waiting = page.partition("<textarea")[2].partition("</textarea>")[0]
    assert waiting.split(">")[1].split() == ["100000001", "10303", "100000001", "10304"]


@pytest.mark.parametrize(
    ("day", "late"), [("2026-11-22", False), ("2026-11-01", False), ("2026-10-30", True)]
)
def test_a_paper_counts_from_the_day_on_which_it_came(
    clerk: Client, single: Account, day: str, late: bool
) -> None:
    post(clerk, ("100000001", "10300"), day=day)
    row = Reading.objects.get(value=10_300)
    assert f"{row.received_at.astimezone(single.branch.zone):%Y-%m-%d}" == day
    assert row.receipt.late is late
    assert f"{row.counted_for:%m}" == "11"


@pytest.mark.parametrize("day", ["2026-11-23", "2026-10-01", "вчера", ""])
def test_a_day_to_come_or_long_ago_stores_nothing(clerk: Client, single: Account, day: str) -> None:
    page = text(post(clerk, ("100000001", "10300"), day=day))
    assert entered(single) == []
    assert 'value="10300"' in page


def test_several_meters_are_entered_on_the_customers_page(clerk: Client, single: Account) -> None:
    single.meters.create(serial="B2", digits=5).registers.create(zone="single")
    page = text(post(clerk, ("100000001", "10300")))
    assert "несколько счётчиков: внесите на его странице" in page
    assert '<a href="/desk/accounts/100000001/">к абоненту</a>' in page
