"""`meterline journal`."""

from collections.abc import Callable
from pathlib import Path

import pytest
from company_made_up import given, make_account
from ledger_made_up import unguarded
from typer.testing import CliRunner, Result

from meterline.cli.journal import app
from meterline.readings.journal.chain import START
from meterline.readings.services import submit_reading

Journal = Callable[..., Result]


@pytest.fixture
def journal(db: None, home: Path) -> Journal:
    """The command, run in this process on the test's data base."""

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, [*arguments, "--home", str(home)])

    return run


@pytest.fixture
def two_entries(db: None) -> None:
    """A journal of two transmissions."""
    account = make_account("100000001", {"single": []})
    for value in (10_300, 10_290):
        submit_reading(given(account, single=value))


@pytest.mark.usefixtures("two_entries")
def test_a_sound_journal_is_told_in_russian(journal: Journal) -> None:
    number, kept = journal("head").output.split()
    told = journal("verify", "--head", kept)
    assert (number, told.exit_code) == ("2", 0)
    assert told.output.startswith("Журнал передач цел: проверено записей 2, последняя № 2")
    assert kept in told.output
    assert "проверено записей 1," in journal("verify", "--from", "2").output


@pytest.mark.usefixtures("two_entries")
def test_the_first_fault_is_told_with_status_1(journal: Journal) -> None:
    with unguarded() as cursor:
        cursor.execute("UPDATE readings_reading SET value = 10295 WHERE value = 10290")
    told = journal("verify")
    assert told.exit_code == 1
    assert "Журнал передач нарушен: запись № 2: не сходится с таблицей показаний" in told.output


@pytest.mark.usefixtures("two_entries")
def test_another_head_is_a_fault(journal: Journal) -> None:
    told = journal("verify", "--head", START)
    assert told.exit_code == 1
    assert "сохранённого хэша в журнале нет" in told.output


def test_the_ledger_from_before_the_journal(journal: Journal) -> None:
    make_account("100000001", {"single": [10_000, 10_100]})
    assert journal("verify").exit_code == 1
    assert journal("begin", "--author", "petrova").output == "Внесено в журнал строк: 2\n"
    assert journal("verify").exit_code == 0
    assert journal("head").output.startswith("1\t")


def test_who_begins_a_journal_is_named(journal: Journal) -> None:
    assert journal("begin").exit_code == 2
