"""A real voice's number words: found or fetched, heard one by one, counted by verdict."""

from pathlib import Path

import pytest

from meterline.bench import number_words
from meterline.bench.number_words import DIGITS, SOUNDS, WORDS, WordHeard, installed
from meterline.errors import Mendable


@pytest.mark.parametrize(
    ("value", "sure", "verdict"),
    [
        (12, True, "right"),
        (20, True, "wrong"),
        (12, False, "confirm_right"),
        (20, False, "asked"),
        (None, False, "asked"),
    ],
)
def test_a_word_is_right_wrong_or_asked(value: int | None, sure: bool, verdict: str) -> None:
    assert WordHeard("12", 12, value, sure).verdict == verdict


def test_every_file_says_a_number_that_the_grammar_knows() -> None:
    assert WORDS["0"] == 0
    assert WORDS["hundred"] == 100
    assert {str(value) for value in (*range(20), *range(20, 100, 10))} <= set(WORDS)


def test_unpacked_words_are_found_without_a_network(tmp_path: Path) -> None:
    folder = tmp_path / number_words.PACKAGE / SOUNDS / DIGITS.replace("*", "f_Somebody")
    folder.mkdir(parents=True)
    assert installed(tmp_path) == folder


def test_without_the_package_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Mendable) as told:
        installed(tmp_path)
    assert told.value.mend == "install asterisk-core-sounds-ru-wav"


def test_a_failing_download_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("apt-get", "dpkg"):
        (tmp_path / name).write_text("#!/bin/sh\nexit 100\n", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Mendable, match="apt-get failed"):
        installed(tmp_path / "cache")
