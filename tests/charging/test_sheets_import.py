"""Sheets imported, replaced, refused and looked over."""

from datetime import date
from pathlib import Path

import pytest
from charging_made_up import AFTER, PERIOD, make_branch, make_homes

from meterline.charging.lawbook import lawbook
from meterline.charging.models import BranchPolicy, Sheet
from meterline.charging.sheet_files import BUILT_IN
from meterline.charging.sheet_selectors import problems
from meterline.charging.sheet_services import SheetsReport, import_built_in, import_sheets
from meterline.customers.models import Branch
from meterline.errors import Mendable

TARIFF = BUILT_IN / "tariffs" / "khakassia.2026-01.toml"
NAME, CORRECTED = '"Заглушка: тарифы', '"Заглушка: исправленные тарифы'
NORM = BUILT_IN / "norms" / "tyva.2025-01.toml"


def imported(path: Path) -> SheetsReport:
    return import_sheets(path, "billing", AFTER)


def copied(source: Path, folder: Path, old: str = "", new: str = "") -> Path:
    path = folder / source.name
    text = source.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1) if old else text, encoding="utf-8")
    return path


def test_a_file_becomes_a_sheet(khakassia: Branch) -> None:
    report = imported(TARIFF)
    sheet = Sheet.objects.get()
    assert report.added == [sheet]
    assert (sheet.kind, sheet.branch, sheet.valid_from) == ("tariff", khakassia, date(2026, 1, 1))
    assert (sheet.file, sheet.author, sheet.imported_at) == (TARIFF.name, "billing", AFTER)
    assert sheet.placeholder


def test_the_same_file_again_changes_nothing(khakassia: Branch) -> None:
    imported(TARIFF)
    report = imported(TARIFF)
    assert (report.added, report.superseding, report.unchanged) == ([], [], 1)
    assert Sheet.objects.count() == 1


def test_a_new_file_for_the_date_takes_the_place_of_the_old(
    khakassia: Branch, tmp_path: Path
) -> None:
    imported(TARIFF)
    old = Sheet.objects.get()
    report = imported(copied(TARIFF, tmp_path, NAME, CORRECTED))
    old.refresh_from_db()
    assert report.superseding == [old.superseded_by]
    assert list(Sheet.objects.current()) == report.superseding
    assert [old.name, old.superseded_by.name] == [
        "Заглушка: тарифы, Хакасэнерго, 2026 год",
        "Заглушка: исправленные тарифы, Хакасэнерго, 2026 год",
    ]


def test_one_bad_file_and_nothing_of_the_folder_is_imported(
    khakassia: Branch, tmp_path: Path
) -> None:
    copied(TARIFF, tmp_path)
    copied(NORM, tmp_path, "134, 82", "134, -82")
    report = imported(tmp_path)
    assert [problem.file for problem in report.problems if "82" in problem.text] == [NORM.name]
    assert not Sheet.objects.exists()


def test_all_problems_are_told(khakassia: Branch, tmp_path: Path) -> None:
    copied(TARIFF, tmp_path, 'branch = "khakassia"', 'branch = "atlantis"')
    (tmp_path / "bad.toml").write_text("kind = ", encoding="utf-8")
    (tmp_path / "koi.toml").write_bytes("имя".encode("koi8-r"))
    told = {problem.file: problem.text for problem in imported(tmp_path).problems}
    assert "не читается как TOML" in told["bad.toml"]
    assert "UTF-8" in told["koi.toml"]
    assert told[TARIFF.name] == "нет филиала «atlantis»"


def test_two_files_for_one_date_are_refused(khakassia: Branch, tmp_path: Path) -> None:
    copied(TARIFF, tmp_path)
    twin = copied(TARIFF, tmp_path / "..", NAME, CORRECTED)
    twin.rename(tmp_path / "twin.toml")
    report = imported(tmp_path)
    assert [str(problem) for problem in report.problems] == [
        f"twin.toml: та же дата и филиал, что в {TARIFF.name}"
    ]


def test_an_empty_folder_is_told(khakassia: Branch, tmp_path: Path) -> None:
    with pytest.raises(Mendable, match="нет файлов"):
        imported(tmp_path)


def test_the_built_in_sheets_are_for_the_branches_there_are(khakassia: Branch) -> None:
    report = import_built_in("billing", AFTER)
    assert report.ok
    assert {sheet.branch for sheet in report.added} == {None, khakassia}
    assert import_built_in("billing", AFTER).added == []


def test_the_built_in_sheets_replace_nothing(khakassia: Branch, tmp_path: Path) -> None:
    own = copied(TARIFF, tmp_path, NAME, CORRECTED)
    imported(own)
    import_built_in("billing", AFTER)
    sheet = Sheet.objects.current().get(kind="tariff", valid_from=date(2026, 1, 1))
    assert "исправленные" in sheet.name


def test_sheets_are_never_deleted(khakassia: Branch) -> None:
    imported(TARIFF)
    with pytest.raises(TypeError):
        Sheet.objects.get().delete()


def test_check_finds_the_months_without_a_sheet(khakassia: Branch) -> None:
    import_built_in("billing", AFTER)
    year = date(2026, 1, 1), date(2026, 12, 1)
    assert problems(*year) == []
    Sheet.objects.filter(kind="norm", valid_from__year=2026).delete()
    [told] = problems(*year)
    assert told.startswith("khakassia, нормативы: нет листа с 01.01.2026")


def test_check_finds_missing_rules(khakassia: Branch) -> None:
    imported(TARIFF)
    told = problems(PERIOD, PERIOD)
    assert told[0] == "все филиалы, правила: нет правил с 10.2026"


def test_a_branch_without_prices_is_not_charged(khakassia: Branch) -> None:
    imported(BUILT_IN / "rules")
    with pytest.raises(Mendable, match=r"нет тарифов филиала khakassia на 10\.2026"):
        lawbook(khakassia, PERIOD)


def test_no_rules_no_charge(khakassia: Branch) -> None:
    imported(TARIFF)
    with pytest.raises(Mendable, match="нет правил"):
        lawbook(khakassia, PERIOD)


def test_the_latest_settings_of_the_branch_hold(khakassia: Branch) -> None:
    import_built_in("billing", AFTER)
    usual = lawbook(khakassia, PERIOD)
    BranchPolicy.objects.create(branch=khakassia, valid_from=date(2026, 11, 1), spread=False)
    assert lawbook(khakassia, PERIOD).policy == usual.policy
    BranchPolicy.objects.create(branch=khakassia, valid_from=date(2026, 5, 1), spread=False)
    changed = lawbook(khakassia, PERIOD)
    assert not changed.policy.spread
    assert changed.basis != usual.basis


def test_another_branch_has_its_own(khakassia: Branch) -> None:
    tyva = make_branch("tyva")
    make_homes(tyva, 1)
    import_built_in("billing", AFTER)
    assert lawbook(khakassia, PERIOD).basis != lawbook(tyva, PERIOD).basis
