"""`meterline import registry`: what a clerk at the command line sees, and its status."""

from pathlib import Path

import pytest
from files_made_up import AT
from tables_made_up import make_company
from test_bank_maps import FILES, SAMPLES
from typer.testing import CliRunner, Result

from meterline.cli import imports
from meterline.importing.banks import bank_map_text
from meterline.payments.models import Payment
from meterline.readings.models import Reading

SBERBANK = SAMPLES / FILES["sberbank"]


@pytest.fixture(autouse=True)
def company(db: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_company(tmp_path)
    # A test's data base is there already, under a name of its own.
    monkeypatch.setattr(imports, "open_base", lambda home: None)
    monkeypatch.setattr(imports, "wall_clock", lambda: AT)
    monkeypatch.setenv("COLUMNS", "200")


def run(*arguments: object) -> Result:
    return CliRunner().invoke(imports.app, ["registry", *map(str, arguments)])


def test_a_registry_by_the_name_of_its_map() -> None:
    done = run(SBERBANK, "--map", "sberbank", "--author", "petrova")
    assert done.exit_code == 1
    assert "строк 3, принято 2, на проверку 0, не принято 1" in done.stdout
    assert "платежей 2 на 1500,50 ₽, были раньше 0" in done.stdout
    assert "Такого лицевого счёта нет." in " ".join(done.stderr.split())
    assert Payment.objects.filter(author="petrova").count() == 2
    again = run(SBERBANK, "--map", "sberbank")
    assert "платежей 0 на 0,00 ₽, были раньше 2" in again.stdout


def test_a_map_of_ones_own(tmp_path: Path) -> None:
    path = tmp_path / "own.toml"
    path.write_text(bank_map_text("savings"), encoding="utf-8")
    done = run(SAMPLES / FILES["savings"], "--map", path)
    assert (done.exit_code, Payment.objects.count()) == (0, 2)


def test_a_dry_run_stores_nothing_and_says_so() -> None:
    done = run(SBERBANK, "--map", "sberbank", "--dry-run")
    assert done.exit_code == 1
    assert "Это была проверка: ничего не записано." in done.stdout
    assert not Payment.objects.exists()
    assert not Reading.objects.filter(source="registry").exists()


def test_a_cut_off_file_is_taken_only_when_told_so(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes(b"".join(SBERBANK.read_bytes().splitlines(keepends=True)[:2]))
    refused = run(path, "--map", "sberbank")
    assert refused.exit_code == 2
    assert "файл оборван?" in " ".join(refused.stderr.split())
    assert "--despite-totals" in refused.stderr
    assert not Payment.objects.exists()
    done = run(path, "--map", "sberbank", "--despite-totals")
    assert (done.exit_code, Payment.objects.count()) == (0, 2)
    assert "Взято, хотя итоги файла не сходятся" in done.stderr


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ('[columns]\n"1" = "accont"', "столбца accont здесь нет"),
        ("[file]\nwidths = [0]", "нужен список ширин"),
        ("[file]\nwidths = [5]\nheader = 1", "столбцы не названы"),
        (f'name = "{"б" * 41}"', "не больше 40 знаков"),
        ("[file]\nkopecks = 1", "бывает true или false"),
        ('[file]\nwidths = [5]\n[trailer]\nbegins = "="\nrows = 1', "trailer.widths"),
        ('[trailer]\nbegins = "="', "назовите поле rows"),
    ],
)
def test_a_bad_map_loads_nothing(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(content, encoding="utf-8")
    refused = run(SBERBANK, "--map", path)
    assert refused.exit_code == 2
    assert "bad.toml: " in refused.stderr
    assert told in refused.stderr
    assert "исправьте карту столбцов" in refused.stderr


def test_a_map_that_is_nowhere_names_those_that_are() -> None:
    refused = run(SBERBANK, "--map", "sber")
    assert refused.exit_code == 2
    assert "карты банков, которые есть: savings, sberbank, terminals" in refused.stderr


def test_maps_are_listed_and_printed() -> None:
    listed = CliRunner().invoke(imports.app, ["maps"])
    assert "sberbank: Сбербанк" in listed.stdout
    assert CliRunner().invoke(imports.app, ["maps", "sberbank"]).stdout.startswith("# Сбербанк")
    assert CliRunner().invoke(imports.app, ["maps", "none"]).exit_code == 2
