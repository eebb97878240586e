"""What is handed out can be taken in again, and changes nothing."""

from pathlib import Path

import pytest
from company_made_up import AT, given, make_account
from exports_made_up import charged, hand_out
from hypothesis import given as law
from hypothesis import strategies as st

from meterline.customers.models import Change, LinkedPhone
from meterline.demo import FOLDER
from meterline.exporting.writers import CsvWriter, XlsxWriter
from meterline.importing.files import raw_lines
from meterline.importing.maps import PLAIN_MAP
from meterline.importing.report import FileReport
from meterline.importing.services import import_file, import_folder
from meterline.readings.decisions import cancel
from meterline.readings.models import Reading, Repeat
from meterline.readings.services import submit_reading

KINDS = ("customers", "points", "meters", "readings")


@pytest.fixture
def demo(db: None) -> None:
    assert import_folder(FOLDER, AT).ok


@pytest.mark.usefixtures("demo")
@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_the_demo_s_tables(tmp_path: Path, ending: str) -> None:
    phone = LinkedPhone.objects.first()
    assert phone is not None
    LinkedPhone.objects.create(account=phone.account, number="+79130000009")
    for kind in KINDS:
        path = tmp_path / f"{kind}.{ending}"
        rows = hand_out(kind, path).rows
        report = import_file(kind, path, AT)
        assert (report.problems, report.changes, report.files[0].unchanged) == ((), 0, rows)
    assert not Change.objects.exists()


@pytest.mark.usefixtures("demo")
def test_the_demo_s_readings_for_1c(tmp_path: Path) -> None:
    hand_out("readings", tmp_path / "r.json")
    report = import_file("readings", tmp_path / "r.json", AT)
    assert (report.problems, report.changes) == ((), 0)
    assert report.files[0].unchanged == Reading.objects.count() + Repeat.objects.count()


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
def test_corrected_doubtful_and_cancelled_readings(db: None, tmp_path: Path, ending: str) -> None:
    account = make_account("100000001", {"single": [10_000, 10_100, 10_200]})
    for value in (10_300, 10_310):
        submit_reading(given(account, single=value))
    submit_reading(given(account, single=10_310))
    last = Reading.objects.latest("id")
    cancel(last.pk, author="petrova", at=AT, reason="ошибка")
    path = tmp_path / f"r.{ending}"
    assert hand_out("readings", path).rows == 6
    report = import_file("readings", path, AT)
    assert (report.problems, report.changes, report.files[0].unchanged) == ((), 0, 6)


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json"])
@pytest.mark.parametrize("ground", ["actual", "norm"])
def test_charges(db: None, tmp_path: Path, ending: str, ground: str) -> None:
    charged(make_account("100000001", {"single": [10_000, 10_100, 10_200]}), ground=ground)
    path = tmp_path / f"c.{ending}"
    assert hand_out("charges", path).rows == 1
    report = import_file("charges", path, AT)
    assert (report.problems, report.changes, report.files[0].unchanged) == ((), 0, 1)


# What XML and XLSX have no letter for is no text of a customer base.
TEXTS = st.text(st.sampled_from("абв'\"=+-@;, \t\n15"), max_size=8)


@law(st.lists(st.tuples(TEXTS, TEXTS), max_size=5))
def test_any_text_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("texts")
    with CsvWriter(folder / "t.csv", ("а", "б")) as comma:
        for row in rows:
            comma.row(row)
    with XlsxWriter(folder / "t.xlsx", ("а", "б"), "лист") as book:
        for row in rows:
            book.row(row)
    for name in ("t.csv", "t.xlsx"):
        lines = raw_lines(folder / name, PLAIN_MAP, FileReport(name))
        read = [tuple(cells) for _, cells in lines if any(cells)][1:]
        assert read == [row for row in rows if any(row)]
