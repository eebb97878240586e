"""Callers' lines are as bad as asked for, and equally bad each time."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from meterline.bench.channel import Channel, LineVoice, noise_range
from meterline.bench.codecs import telephone_band
from meterline.bench.pack import Pack, PackCall, read_pack
from meterline.errors import Mendable

DEMO = Path(__file__).parents[2] / "src" / "meterline" / "demo"

TELEPHONE = Channel(codec="pcma")
NOISY = Channel(noise=10.0)
RANGE = Channel(noise=(10.0, 30.0))
HARD = Channel(hard=True)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(DEMO)


@pytest.fixture
def call(pack: Pack) -> PackCall:
    return pack.calls[0]


def decibels(power: float, other: float) -> float:
    return float(10 * np.log10(power / other))


def in_band(samples: np.ndarray) -> np.ndarray:
    return telephone_band(samples.astype(np.float64))


def speech_power(samples: np.ndarray) -> float:
    wave = in_band(samples)
    return float(np.mean(wave[np.abs(wave) > 0.02 * np.abs(wave).max()] ** 2))


@pytest.mark.parametrize("asked", [5.0, 15.0])
def test_noise_is_as_loud_as_asked_for(asked: float, pack: Pack) -> None:
    for call in pack.calls[:4]:
        voice = LineVoice(pack, call, Channel(noise=asked))
        speech = np.concatenate([pack.samples(turn) for turn in call.turns])
        noise = float(np.mean(voice.background.astype(np.float64) ** 2))
        assert decibels(speech_power(speech), noise) == pytest.approx(asked, abs=0.5)


def test_noise_goes_on_while_he_speaks(pack: Pack, call: PackCall) -> None:
    turn = call.turns[0]
    clean = LineVoice(pack, call, TELEPHONE).sound(turn).astype(np.float64)
    voice = LineVoice(pack, call, NOISY)
    added = float(np.mean((voice.sound(turn) - clean) ** 2))
    background = voice.background.astype(np.float64)
    assert decibels(added, float(np.mean(background**2))) == pytest.approx(0.0, abs=1.5)


def test_each_call_draws_its_own_noise_from_the_range(pack: Pack) -> None:
    lines = [LineVoice(pack, call, RANGE).line for call in pack.calls[:12]]
    drawn = [line.noise for line in lines if line.noise is not None]
    assert len(set(drawn)) == 12
    assert min(drawn) >= 10.0
    assert max(drawn) <= 30.0
    assert max(drawn) - min(drawn) > 8.0
    assert len({line.behind for line in lines}) > 2


def test_a_hard_line_has_noise_and_all_its_faults_in_their_bounds(pack: Pack) -> None:
    for call in pack.calls[:12]:
        line = LineVoice(pack, call, HARD).line
        assert line.noise is not None
        assert 3.0 <= line.noise <= 12.0
        hardness = line.hardness
        assert hardness is not None
        assert 0.15 <= hardness.echo_seconds <= 0.5
        assert 3.0 <= hardness.over_db <= 10.0
        assert 0.01 <= hardness.lost <= 0.05


def test_noise_on_a_hard_line_can_be_chosen(pack: Pack, call: PackCall) -> None:
    line = LineVoice(pack, call, replace(HARD, noise=25.0)).line
    assert line.noise == 25.0
    assert line.hardness == LineVoice(pack, call, HARD).line.hardness


@pytest.mark.parametrize("channel", [NOISY, RANGE, HARD], ids=["noise", "range", "hard"])
def test_the_same_seed_gives_the_same_line(channel: Channel, pack: Pack, call: PackCall) -> None:
    turn = call.turns[-1]
    first, again, other = (
        LineVoice(pack, call, replace(channel, seed=seed)).sound(turn) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_the_draw_of_a_call_does_not_depend_on_its_place_in_the_pack(pack: Pack) -> None:
    few = replace(pack, calls=(*pack.calls[10:], pack.calls[0]))
    call = pack.calls[0]
    assert LineVoice(few, call, HARD).line == LineVoice(pack, call, HARD).line


@pytest.mark.parametrize("channel", [NOISY, HARD, TELEPHONE], ids=["noise", "hard", "codec"])
def test_a_turn_stays_as_long_as_it_was(channel: Channel, pack: Pack, call: PackCall) -> None:
    voice = LineVoice(pack, call, channel)
    for turn in call.turns:
        assert voice.sound(turn).size == turn.length


def test_a_clean_line_changes_nothing(pack: Pack, call: PackCall) -> None:
    voice = LineVoice(pack, call, Channel())
    assert voice.background.size == 0
    assert np.array_equal(voice.sound(call.turns[0]), pack.samples(call.turns[0]))


def test_a_bad_line_is_a_telephones(pack: Pack, call: PackCall) -> None:
    sound = LineVoice(pack, call, NOISY).sound(call.turns[0]).astype(np.float64)
    power = np.abs(np.fft.rfft(sound)) ** 2
    hertz = np.fft.rfftfreq(sound.size, 1 / 8000)
    assert power[hertz < 150].sum() < 0.01 * power.sum()
    assert len(np.unique(sound)) <= 256


def test_a_caller_of_a_pack_of_his_own_still_has_noise_behind_him(
    pack: Pack, call: PackCall
) -> None:
    alone = replace(pack, calls=(call,))
    seen = {LineVoice(alone, call, replace(NOISY, seed=s)).line.behind for s in range(8)}
    assert seen == {"street", "car"}


RANGES = [("15", (15.0, 15.0)), ("10-30", (10.0, 30.0)), ("-3-2.5", (-3.0, 2.5)), ("0", (0.0, 0.0))]


@pytest.mark.parametrize(("text", "expected"), RANGES)
def test_noise_as_it_is_written(text: str, expected: tuple[float, float]) -> None:
    assert noise_range(text) == expected


@pytest.mark.parametrize("text", ["", "loud", "30-10", "10-", "10..30", "10-20-30"])
def test_noise_that_is_no_range_is_refused(text: str) -> None:
    with pytest.raises(Mendable, match="no noise"):
        noise_range(text)


def test_gsm_needs_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Mendable, match="ffmpeg"):
        Channel(codec="gsm").check()


def test_a_codec_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Mendable, match="no codec opus"):
        Channel(codec="opus").check()
