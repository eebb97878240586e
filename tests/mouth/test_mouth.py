"""What the robot says: the right words, in clean audio."""

import json
import shutil
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from num2words import num2words
from numpy.typing import NDArray

from meterline.language.speech import Beep, Digits, Number, Pause, Phrase, Piece
from meterline.mouth.index import BUNDLED, PackMissing, PackUnreadable
from meterline.mouth.mouth import Mouth
from meterline.mouth.numerals import LARGEST, digit_groups, number_clips
from meterline.mouth.pack import PromptPack
from meterline.mouth.sound import LOUDNESS, halve

PACK = PromptPack.load()
MOUTH = Mouth(PACK)


def heard(*pieces: Piece) -> NDArray[np.float64]:
    """The audio of a statement as samples in [-1, 1]."""
    return np.frombuffer(MOUTH.render(pieces), dtype="<i2") / 32768


@settings(max_examples=500)
@given(st.integers(0, 9_999_999))
def test_every_value_of_a_meter_is_spoken_as_russian_says_it(value: int) -> None:
    assert MOUTH.text((Number(value),)) == num2words(value, lang="ru")


@pytest.mark.parametrize(
    "value",
    [*range(1100), *range(1000, 1_000_000, 9973), *range(10**6, 10**8, 1_234_567), LARGEST],
)
def test_every_kind_of_number_has_its_clips(value: int) -> None:
    clips = number_clips(value)
    PACK.check(f"{clip}.{ending}" for clip in clips for ending in ("mid", "end"))
    assert " ".join(PACK.text(f"{clip}.end") for clip in clips) == num2words(value, lang="ru")


@pytest.mark.parametrize("value", [-1, LARGEST + 1])
def test_a_number_that_cannot_be_spoken_is_refused(value: int) -> None:
    with pytest.raises(ValueError, match=str(value)):
        MOUTH.render((Number(value),))


def test_digits_that_are_none_are_refused() -> None:
    with pytest.raises(ValueError, match="digits"):
        MOUTH.render((Digits("12а"),))


@pytest.mark.parametrize(
    ("digits", "groups"),
    [
        ("", []),
        ("7", ["7"]),
        ("0042", ["0042"]),
        ("12345", ["123", "45"]),
        ("1234567", ["123", "4567"]),
        ("722818662011", ["722", "818", "662", "011"]),
        ("7228186620", ["722", "818", "6620"]),
    ],
)
def test_long_numbers_are_read_out_in_groups(digits: str, groups: list[str]) -> None:
    assert digit_groups(digits) == groups


def test_the_text_says_what_is_heard() -> None:
    pieces = (Phrase("consumption.is"), Number(2041), Phrase("unit.kwh"), Beep(), Digits("07"))
    expected = "Расход: две тысячи сорок один киловатт-часов. (сигнал) ноль семь"
    assert MOUTH.text(pieces) == expected


def test_the_number_falls_in_pitch_only_where_the_sentence_ends() -> None:
    def last_clip(*following: Piece) -> NDArray[np.float64]:
        whole, rest = heard(Number(21), *following), heard(*following)
        return whole[: len(whole) - len(rest)]

    inside, at_end = last_clip(Phrase("unit.kwh")), last_clip(Phrase("confirm.ask"))
    assert len(inside) != len(at_end) or not np.allclose(inside, at_end)


@pytest.mark.parametrize(
    "pieces",
    [
        (Phrase("menu.open"),),
        (Phrase("reading.heard"), Number(9_876_543), Phrase("confirm.ask")),
        (Digits("722818662011"),),
        (Phrase("dictate.ask"), Beep()),
        (Pause(0.013),),
        (),
    ],
)
def test_audio_comes_in_whole_frames_without_clicks_or_clipping(pieces: tuple[Piece, ...]) -> None:
    samples = heard(*pieces)
    assert len(samples) % 160 == 0
    assert np.abs(samples).max(initial=0) < 0.95
    assert np.abs(np.diff(samples)).max(initial=0) < 0.6


@pytest.mark.parametrize("key", ["thousand.12.mid", "number.300.mid", "number.45.end", "unit.kwh"])
def test_clips_begin_and_end_in_silence_so_that_joins_are_not_heard(key: str) -> None:
    sound = np.abs(PACK.sound(key))
    assert max(sound[0], sound[-1]) < 1e-4
    assert max(sound[:16].max(), sound[-16:].max()) < 0.02


def test_pauses_inside_a_number_are_short_and_between_groups_longer() -> None:
    assert longest_silence(heard(Number(12_345))) < 0.12
    assert 0.25 < longest_silence(heard(Digits("123456"))) < 0.45


def longest_silence(samples: NDArray[np.float64]) -> float:
    """Seconds of the longest stretch below -50 dB between two sounds."""
    loud = np.flatnonzero(np.abs(samples) > 10 ** (-50 / 20))
    return max(after - before for before, after in pairwise(loud)) / 8000


@pytest.mark.parametrize(
    "key", ["number.5.mid", "thousand.43.end", "greeting.omsk", "menu.open", "unit.kwh"]
)
def test_all_clips_are_equally_loud(key: str) -> None:
    sound = PACK.sound(key)
    frames = sound[: len(sound) // 160 * 160].reshape(-1, 160)
    power = (frames**2).mean(axis=1)
    level = np.sqrt(power[power > power.max() / 1000].mean())
    assert abs(20 * np.log10(level / LOUDNESS)) < 1


def test_the_beep_is_880_hertz_for_a_fifth_of_a_second_with_soft_edges() -> None:
    samples = heard(Beep())
    assert len(samples) == 1600
    assert np.argmax(np.abs(np.fft.rfft(samples))) * 5 == 880
    assert np.abs(samples[:4]).max() < 0.01


def test_a_pause_is_as_long_as_asked() -> None:
    assert len(heard(Pause(0.5))) == 4000
    assert not heard(Pause(0.5)).any()


@pytest.mark.parametrize(("hertz", "passes"), [(300, True), (3300, True), (4300, False)])
def test_what_a_telephone_cannot_carry_does_not_fold_back(hertz: int, passes: bool) -> None:
    tone = np.sin(2 * np.pi * hertz * np.arange(16_000) / 16_000).astype(np.float32)
    power = float((halve(tone)[500:-500] ** 2).mean())
    assert abs(power - 0.5) < 0.01 if passes else power < 1e-5


def test_an_unknown_phrase_is_named() -> None:
    with pytest.raises(PackMissing, match=r"no\.such, none\.here"):
        PACK.check(["menu.open", "none.here", "no.such"])


def test_the_pack_speaks_exactly_the_table_of_phrases() -> None:
    lines = (BUNDLED / "phrases.tsv").read_text(encoding="utf-8").splitlines()
    for key, text in (line.split("\t") for line in lines):
        assert PACK.text(key) == text


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    """A copy of the bundled pack that may be broken."""
    return Path(shutil.copytree(BUNDLED, tmp_path / "pack"))


@pytest.mark.parametrize("name", ["clips.json", "clips.opus"])
def test_a_missing_file_of_the_pack_is_named_with_the_mend(pack: Path, name: str) -> None:
    (pack / name).unlink()
    with pytest.raises(PackMissing, match=name) as raised:
        PromptPack.load(pack)
    assert "pack" in raised.value.mend


@pytest.mark.parametrize("name", ["clips.json", "clips.opus"])
def test_a_spoilt_file_of_the_pack_is_named(pack: Path, name: str) -> None:
    (pack / name).write_bytes(b"{}" * 100)
    with pytest.raises(PackUnreadable, match=name):
        PromptPack.load(pack)


def test_an_index_that_points_behind_the_audio_is_refused(pack: Path) -> None:
    index = json.loads((pack / "clips.json").read_text(encoding="utf-8"))
    index["clips"]["extra"] = {"text": "лишнее", "start": 10**9, "length": 5}
    (pack / "clips.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(PackUnreadable, match="cut short"):
        PromptPack.load(pack)


def test_slow_speech_is_longer_at_the_same_pitch() -> None:
    pieces = (Phrase("dictate.ask"), Number(12345))
    usual, slow = (np.frombuffer(MOUTH.render(pieces, slow=s), "<i2") for s in (False, True))
    assert 1.1 < len(slow) / len(usual) < 1.3
    assert strongest(slow) == pytest.approx(strongest(usual), rel=0.1)


def strongest(pcm: NDArray[np.int16]) -> float:
    """The middle of the spectrum's power in hertz: higher where speech is only played slower."""
    power = np.abs(np.fft.rfft(pcm.astype(float))) ** 2
    hertz = np.fft.rfftfreq(len(pcm), 1 / 8000)
    return float(hertz[np.searchsorted(np.cumsum(power), power.sum() / 2)])


def test_the_beep_is_never_slowed() -> None:
    assert MOUTH.render((Beep(),), slow=True) == MOUTH.render((Beep(),))
