"""`meterline charge` and `meterline sheets` as billing people run them."""

from pathlib import Path

import pytest
from charging_made_up import AFTER, make_branch, make_homes
from typer.testing import CliRunner, Result

from meterline.charging.models import Charge, Sheet
from meterline.charging.sheet_files import BUILT_IN
from meterline.charging.sheet_services import import_built_in
from meterline.cli.main import app
from meterline.customers.models import Account, Branch

LATER = "2026-11-03T09:00:00+07:00"
TOO_EARLY = "2026-10-25T23:59:59+07:00"


@pytest.fixture
def told(home: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The terminal is wide, so that no table is broken."""
    monkeypatch.setenv("COLUMNS", "200")
    return ["--home", str(home)]


@pytest.fixture
def branch(khakassia: Branch) -> Branch:
    """A branch with six homes and the sheets that come with the program."""
    make_homes(khakassia, 6)
    import_built_in("billing", AFTER)
    return khakassia


def meterline(*words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def charge(told: list[str], *words: str, branch: str = "khakassia", now: str = LATER) -> Result:
    period = ["--period", "2026-10", "--jobs", "1", "--now", now]
    return meterline("charge", "--branch", branch, *period, *words, *told)


def test_a_month_is_charged_and_reported(branch: Branch, told: list[str]) -> None:
    done = charge(told)
    assert done.exit_code == 0
    assert (
        "Счетов 6: новых начислений 6, без изменений 0, изменено 0, не начислено 0." in done.output
    )
    assert "показания потребителя" in done.output
    assert "счета по ним не выставляются" in done.output
    assert "За 09.2026 филиал не начислялся" in done.output
    assert Charge.objects.count() == 6


def test_again_tells_that_nothing_changed(branch: Branch, told: list[str]) -> None:
    charge(told)
    assert "новых начислений 0, без изменений 6, изменено 0" in charge(told).output


def test_a_trial_says_so_and_writes_nothing(branch: Branch, told: list[str]) -> None:
    done = charge(told, "--trial", now=TOO_EARLY)
    assert done.exit_code == 0
    assert "пробный расчёт: ничего не записывается" in done.output
    assert "новых начислений 6" in done.output
    assert not Charge.objects.exists()


def test_too_early_is_refused_with_the_date(branch: Branch, told: list[str]) -> None:
    done = charge(told, now=TOO_EARLY)
    assert done.exit_code == 2
    assert "принимаются до 26.10.2026 00:00, начислять рано" in done.output
    assert "--trial" in done.output


def test_accounts_left_out_are_named_with_the_mend(branch: Branch, told: list[str]) -> None:
    bad = Account.objects.latest("pk")
    Account.objects.filter(pk=bad.pk).update(tariff_group="unheard-of")
    done = charge(told)
    assert done.exit_code == 1
    assert "не начислено 1" in done.output
    assert bad.number in done.output
    assert "исправьте тарифную группу" in done.output


def test_all_branches_though_one_cannot_be_charged(branch: Branch, told: list[str]) -> None:
    make_homes(make_branch("atlantis"), 1, first=90)
    done = charge(told, branch="all")
    assert done.exit_code == 2
    assert "нет тарифов филиала atlantis" in done.output
    assert Charge.objects.count() == 6


def test_a_later_month_charged_already_is_told(branch: Branch, told: list[str]) -> None:
    charge(told)
    period = ["--branch", "khakassia", "--period", "2026-09", "--jobs", "1", "--now", LATER]
    assert "Уже начислено по 10.2026" in meterline("charge", *period, *told).output


def test_an_unknown_branch_and_a_month_that_is_none(branch: Branch, told: list[str]) -> None:
    assert "укажите один из: khakassia" in charge(told, branch="moon").output
    assert meterline("charge", "--branch", "all", "--period", "10.2026", *told).exit_code == 2


def test_sheets_are_imported_checked_and_listed(khakassia: Branch, told: list[str]) -> None:
    done = meterline("sheets", "import", *told)
    assert done.exit_code == 0
    assert f"Добавлено {Sheet.objects.count()}, заменено 0" in done.output
    year = ["--from", "2026-01", "--to", "2026-12"]
    assert "Пропусков и наложений нет." in meterline("sheets", "check", *year, *told).output
    assert "khakassia.2026-01.toml" in meterline("sheets", "list", *told).output


def test_a_gap_is_told_with_status_2(khakassia: Branch, told: list[str]) -> None:
    meterline("sheets", "import", str(BUILT_IN / "rules"), *told)
    done = meterline("sheets", "check", "--from", "2026-01", "--to", "2026-02", *told)
    assert done.exit_code == 2
    assert "khakassia, тарифы: нет листа с 01.01.2026 по 28.02.2026" in done.output


def test_a_refused_file_is_told_and_nothing_imported(
    khakassia: Branch, told: list[str], tmp_path: Path
) -> None:
    (tmp_path / "bad.toml").write_text('kind = "tariff"', encoding="utf-8")
    done = meterline("sheets", "import", str(tmp_path), *told)
    assert done.exit_code == 2
    assert "bad.toml: valid_from: не указано" in done.output
    assert not Sheet.objects.exists()
