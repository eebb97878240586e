"""A month's readings for ГИС ЖКХ: by house, a thousand at most, checked by the schema."""

from datetime import date
from pathlib import Path

import pytest
from company_made_up import AT, given, make_account
from exports_made_up import hand_out
from typer.testing import CliRunner

from meterline.cli.main import app
from meterline.customers.models import Account, ExportRun, GisMeter
from meterline.exporting import gis
from meterline.exporting.scope import Scope
from meterline.importing.gis import GisValue, read_request
from meterline.importing.registry import import_registry
from meterline.importing.report import FileReport
from meterline.readings.models import Reading
from meterline.readings.services import submit_reading

NOVEMBER = Scope(period=date(2026, 11, 1))
HOUSES = ["aaaaaaaa-93b8-4a4c-9c43-2f6f0e8f7a10", "bbbbbbbb-93b8-4a4c-9c43-2f6f0e8f7a10"]


def device(number: int) -> str:
    return f"{number:08}-93b8-4a4c-9c43-2f6f0e8f7a10"


def known(number: int, house: str, **zones: int) -> Account:
    """An account whose meter has identifiers, with readings of November."""
    account = make_account(f"{100_000_000 + number}", {zone: [5, 6, 7] for zone in zones})
    GisMeter.objects.create(meter=account.meters.get(), house=house, device=device(number))
    submit_reading(given(account, **zones))
    return account


def values(path: Path) -> list[GisValue]:
    report = FileReport(path.name)
    found = read_request(path, report)
    assert report.problems == []
    return found


def test_requests_by_house_pass_the_schema(
    db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gis, "ROWS_OF_REQUEST", 2)
    for number in range(1, 4):
        known(number, HOUSES[0], single=10 + number)
    known(4, HOUSES[1], peak=30, half_peak=20, night=10)
    done = hand_out("gis", tmp_path / "november.xml", NOVEMBER)
    assert [one.name for one in done.files] == [f"november-0000{n}.xml" for n in (1, 2, 3)]
    assert (done.rows, done.left_out) == (4, [])
    read = [values(path) for path in done.files]
    assert [len(one) for one in read] == [2, 1, 1]
    assert (read[0][0].device, read[0][0].shown, read[0][0].day) == (device(1), {1: 11}, AT.date())
    assert read[2][0].shown == {1: 30, 2: 10, 3: 20}
    run = ExportRun.objects.get()
    assert (run.kind, run.files, run.rows, len(run.sha256)) == ("gis", 3, 4, 64)


def test_the_same_month_again_is_the_same(db: None, tmp_path: Path) -> None:
    known(1, HOUSES[0], single=11)
    first = hand_out("gis", tmp_path / "a.xml", NOVEMBER).files[0].read_bytes()
    assert hand_out("gis", tmp_path / "b.xml", NOVEMBER).files[0].read_bytes() == first


def test_what_goes_out_can_come_in(db: None, tmp_path: Path) -> None:
    known(1, HOUSES[0], day=11, night=12)
    path = hand_out("gis", tmp_path / "a.xml", NOVEMBER).files[0]
    before = Reading.objects.count()
    assert import_registry(path, AT).accepted == 1
    assert import_registry(path, AT).known == 1
    assert Reading.objects.count() == before


def test_what_cannot_be_sent_is_told(db: None, tmp_path: Path, home: Path) -> None:
    known(1, HOUSES[0], single=11)
    half = make_account("100000002", {"day": [5, 6, 7], "night": [5, 6, 7]})
    GisMeter.objects.create(meter=half.meters.get(), house=HOUSES[0], device=device(2))
    submit_reading(given(half, day=10))
    submit_reading(given(make_account("100000003", {"single": [5, 6, 7]}), single=10))
    silent = make_account("100000004", {"single": [5, 6, 7]})
    GisMeter.objects.create(meter=silent.meters.get(), house=HOUSES[0], device=device(4))
    done = hand_out("gis", tmp_path / "a.xml", NOVEMBER)
    assert done.rows == 1
    assert [tuple(one) for one in done.left_out] == [
        ("100000002", "7100000002", "есть показания не всех зон"),
        ("100000003", "7100000003", "нет GUID счётчика и дома"),
    ]
    words = ["export", "gis", str(tmp_path / "b.xml"), "--period", "2026-11", "--home", str(home)]
    told = CliRunner().invoke(app, words)
    assert told.exit_code == 1
    assert "100000003" in told.output
    assert (tmp_path / "b-00001.xml").exists()
