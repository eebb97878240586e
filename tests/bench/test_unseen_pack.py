"""A made pack reads back as a pack: what its callers say is what its labels and tables tell."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from meterline.bench.base import customers_of
from meterline.bench.pack import Pack, read_pack
from meterline.bench.unseen.numbers import as_number, by_digit, by_groups, words
from meterline.bench.unseen.pack import joined, make_pack, on_line
from meterline.bench.unseen.sayings import PAUSES, Caller
from meterline.bench.unseen.voices import KINDS, Wave, speakers
from meterline.errors import Mendable
from meterline.language.zones import Zone

CALLS = 8
TENTH = 800
"""Samples of a tenth of a second."""

VALUES = {words(value): str(value) for value in range(1000)} | {
    words(value * 1000): str(value) for value in range(1, 1000)
}
NOUNS = {"двойка": "2", "тройка": "3", "четвёрка": "4", "пятёрка": "5", "семёрка": "7"}


@dataclass(frozen=True)
class Hums:
    """Hums a tenth of a second for each word."""

    name: str = "hums"

    def speak(self, texts: Sequence[str]) -> list[Wave]:
        return [np.sin(np.arange(TENTH * len(text.split()))) for text in texts]


def make(folder: Path) -> Pack:
    make_pack(folder, CALLS, 3, repeat(Hums()))
    return read_pack(folder)


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Pack:
    return make(tmp_path_factory.mktemp("pack") / "new")


def said_digits(group: str) -> str:
    """The digits of a group of words, its leading zeros kept."""
    zeros = 0
    while group.startswith("ноль "):
        zeros, group = zeros + 1, group.removeprefix("ноль ")
    return "0" * zeros + (NOUNS.get(group) or VALUES[group])


@given(st.text("0123456789", min_size=4, max_size=12), st.integers(0, 99))
def test_groups_and_digits_say_every_digit(digits: str, seed: int) -> None:
    for groups in (by_digit, by_groups):
        said = groups(digits, random.Random(seed))
        assert "".join(map(said_digits, said)).replace(" ", "") == digits


@given(st.integers(1, 999_999))
def test_a_number_is_said_in_thousands_and_the_rest(value: int) -> None:
    said = as_number(f"{value:06}")
    assert " ".join(said) == words(value)


def test_every_caller_has_an_account_and_meter_of_the_company(pack: Pack) -> None:
    people = {person.account: person for person in customers_of(pack)}
    assert len(people) == len(pack.calls) == CALLS
    for call in pack.calls:
        registers = people[call.account].meters[0].registers
        said = call.first("reading")
        assert said is not None
        assert list(said.slots["readings"]) == [str(r.zone) for r in registers]
        for register in registers:
            assert register.last is not None
            assert register.last < said.slots["readings"][register.zone] < 10**register.digits


def test_every_turn_has_its_own_sound(pack: Pack) -> None:
    at = 0
    for call in pack.calls:
        for turn in call.turns:
            assert turn.start == at
            at += turn.length
            assert len(pack.samples(turn)) == turn.length >= TENTH * len(turn.text.split())


def test_the_same_seed_makes_the_same_pack(pack: Pack, tmp_path: Path) -> None:
    again = make(tmp_path)
    assert again.calls == pack.calls
    assert again.audio.read_bytes() == pack.audio.read_bytes()


def test_pauses_in_numbers_are_as_long_as_said() -> None:
    callers = [Caller(random.Random(seed)).account_by_digit("123456789012") for seed in range(60)]
    pauses = [
        silence
        for said in callers
        for words_, silence in said.pieces
        if silence and len(words_.split()) > 1
    ]
    assert any(PAUSES[0] <= pause <= PAUSES[1] for pause in pauses)
    assert max(pauses) <= PAUSES[1]
    assert any("pause" in said.features for said in callers)
    assert any("pause" not in said.features for said in callers)


def test_who_corrects_himself_ends_with_the_right_words() -> None:
    corrected = [
        said
        for seed in range(300)
        if "correction"
        in (said := Caller(random.Random(seed)).readings({Zone.SINGLE: "45937"})).features
    ]
    assert corrected
    for said in corrected:
        assert said.text.endswith(("тридцать семь", "семь", "три семь"))
        assert {"нет", "точнее", "вернее"} & set(said.text.split())


def test_pieces_are_joined_with_their_silences() -> None:
    wave = joined([np.ones(100), np.ones(100)], [1.0, 0.0], random.Random(1))
    loud = np.flatnonzero(wave)
    assert loud.size == 200
    assert np.diff(loud).max() == 8001


def test_a_line_has_the_telephones_band_and_never_clips() -> None:
    time = np.arange(8000) / 8000
    low, heard = (on_line(np.sin(2 * np.pi * hz * time), random.Random(1)) for hz in (1, 1000))
    both = on_line(
        np.sin(2 * np.pi * 60 * time) + np.sin(2 * np.pi * 1000 * time), random.Random(1)
    )
    spectrum = np.abs(np.fft.rfft(both))
    assert spectrum[60] < spectrum[1000] / 30
    assert max(np.abs(low).max(), np.abs(heard).max()) <= 1.0


def test_an_unknown_synthesiser_is_told() -> None:
    with pytest.raises(Mendable, match="no voices parrot") as told:
        speakers(["parrot"], 1)
    assert all(kind in told.value.mend for kind in KINDS)


def test_a_missing_synthesiser_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Mendable, match="espeak-ng"):
        speakers(["espeak"], 1)
    with pytest.raises(Mendable, match="festival"):
        speakers(["festival"], 1)
