"""`meterline rehearse`: typed dialogues through the real understanding, with nothing written."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from meterline import demo
from meterline.bench.pack import read_pack
from meterline.calls.models import Call, Draft
from meterline.cli import main
from meterline.cli.rehearse_lines import (
    Expected,
    HangUp,
    Keys,
    Silence,
    Words,
    act_of,
    in_words,
    met,
)
from meterline.importing.services import import_folder
from meterline.mouth.mouth import Mouth
from meterline.mouth.pack import PromptPack
from meterline.readings.models import Reading, Receipt

NOW = read_pack(demo.FOLDER).now.isoformat()
ONE_BREATH = "Потапова, лицевой счёт 426002592, показания 2908"
STORED = "счёт 426002592, №64608396 показание 2908"

Rehearse = Callable[..., Result]

pytestmark = pytest.mark.timeout(600)  # the first run on a machine compiles the search


@pytest.fixture
def rehearse(transactional_db: None, home: Path, tmp_path: Path) -> Rehearse:
    """Rehearse a script with the demo's customers in the database."""
    assert import_folder(demo.FOLDER, read_pack(demo.FOLDER).now).ok

    def play(*lines: str, options: tuple[str, ...] = ()) -> Result:
        script = tmp_path / "dialogue.txt"
        script.write_text("\n".join(lines) + "\n", encoding="utf-8")
        words = ["rehearse", "--script", str(script), "--at", NOW, "--home", str(home)]
        return CliRunner().invoke(main.build(), [*words, *options])

    return play


def test_a_script_stores_would_what_was_said_and_writes_nothing(rehearse: Rehearse) -> None:
    readings = Reading.objects.count()
    done = rehearse(
        "// a household in one breath",
        "= передать показания",
        "7",
        ONE_BREATH,
        "= две тысячи девятьсот восемь",
        "да",
        "= Показания приняты",
        "нет",
        "= До свидания",
    )
    assert done.exit_code == 0, done.output
    assert f"Было бы записано: {STORED}, имя подтверждено" in done.stdout
    assert "лицевой счёт 426002592 (100 %, уверенно)" in done.stdout
    assert "сказано всё" in done.stdout
    assert Reading.objects.count() == readings
    assert not Receipt.objects.exists()
    assert not Call.objects.exists()


def test_keys_silence_and_a_hang_up_leave_a_draft_that_is_not_kept(rehearse: Rehearse) -> None:
    done = rehearse("7", "#426002592#", "", "= фамилию", "2908#", "!hangup")
    assert done.exit_code == 0, done.output
    assert "(молчит" in done.stdout
    assert "сохранён черновик: счёт 426002592" in done.stdout
    assert "Ничего не было бы записано" in done.stdout
    assert not Draft.objects.exists()


def test_a_known_phone_of_a_branch_is_greeted_by_both(rehearse: Rehearse) -> None:
    options = ("--branch", "altai-republic", "--account", "426002592")
    done = rehearse(
        "= Горно-Алтайские электрические сети",
        "7",
        "= два пять девять два",
        "показания 2908",
        "= Всё верно",
        "1",
        "= Показания приняты",
        options=options,
    )
    assert done.exit_code == 0, done.output
    assert f"Было бы записано: {STORED}" in done.stdout


def test_who_is_reminded_may_submit_or_want_no_more_calls(rehearse: Rehearse) -> None:
    options = ("--reminder", "426002592")
    done = rehearse("да", "показания 2908", "да", "= Показания приняты", options=options)
    assert done.exit_code == 0, done.output
    assert f"Было бы записано: {STORED}" in done.stdout
    refused = rehearse("больше не звоните", options=options)
    assert "номеру больше не напоминать" in refused.stdout


def test_an_operator_who_does_not_answer_leads_to_a_recorded_call_back(rehearse: Rehearse) -> None:
    at = ("--branch", "khakassia", "--at", "2026-11-23T12:00:00+07:00")
    lines = ("оператор", "= Соединяю", "!refused", "= не удалось", "да", "перезвоните", "#")
    done = rehearse(*lines, options=at)
    assert done.exit_code == 0, done.output
    assert "Перевод на sip:" in done.stdout
    assert "(на запись) перезвоните" in done.stdout
    assert "Сообщение записано" in done.stdout
    taken = rehearse("оператор", "", options=at)
    assert "Оператор ответил" in taken.stdout


def test_a_phrase_that_is_not_said_is_told_with_status_1(rehearse: Rehearse) -> None:
    done = rehearse("7", "= Показания приняты")
    assert done.exit_code == 1
    assert "✗ not said: Показания приняты" in done.stdout
    assert "1 expectations were not met" in done.stderr
    over = rehearse("!hangup", "7")
    assert (over.exit_code, "the call is over" in over.stderr) == (1, True)


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--branch", "atlantis"), "there is no branch atlantis"),
        (("--account", "1"), "there is no account 1"),
        (("--reminder", "2"), "there is no account 2"),
        (("--at", "tomorrow"), "ISO 8601"),
        (("--script", "gone.txt"), "gone.txt"),
    ],
)
def test_bad_options_are_told(rehearse: Rehearse, options: tuple[str, ...], told: str) -> None:
    done = rehearse("7", options=options)
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_line_that_means_nothing_is_named(rehearse: Rehearse) -> None:
    done = rehearse("7", "!hangpu")
    assert done.exit_code == 2
    assert "line 2: there is no command !hangpu" in done.stderr
    assert "mend: " in done.stderr


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ("", Silence()),
        ("7", Keys("7")),
        ("#12345#", Keys("12345#")),
        ("#", Keys("#")),
        ("*", Keys("*")),
        ("!hangup", HangUp()),
        ("// words", None),
        ("= Всё верно?", Expected("Всё верно?")),
        ("да, 12", Words("да, 12")),
    ],
)
def test_what_a_line_means(line: str, meant: object) -> None:
    assert act_of(line) == meant


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("счёт 4260", "счёт четыре тысячи двести шестьдесят"),
        ("конец 05", "конец ноль пять"),
        ("1234567", "один два три четыре пять шесть семь"),
        ("да", "да"),
    ],
)
def test_digits_are_said_in_words(typed: str, said: str) -> None:
    assert in_words(typed, Mouth(PromptPack.load())) == said


@pytest.mark.parametrize(
    ("expected", "said", "holds"),
    [
        ("все верно", "Сорок один. Всё верно? Скажите да или нет.", True),
        ("сорок. один", "сорок один", True),
        ("рок один", "сорок один", False),
        ("один", "", False),
    ],
)
def test_signs_and_case_do_not_count_but_words_do(expected: str, said: str, holds: bool) -> None:
    assert met(Expected(expected), said) is holds
