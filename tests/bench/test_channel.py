"""Callers' lines are as bad as asked for, and equally bad each time."""

from pathlib import Path

import numpy as np
import pytest

from meterline.bench.channel import Channel, LineVoice, street_noise, through
from meterline.bench.pack import Pack, PackCall, read_pack
from meterline.errors import Mendable

DEMO = Path(__file__).parents[2] / "src" / "meterline" / "demo"


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(DEMO)


@pytest.fixture
def call(pack: Pack) -> PackCall:
    return pack.calls[0]


def decibels(power: float, other: float) -> float:
    return float(10 * np.log10(power / other))


def speech_power(samples: np.ndarray) -> float:
    wave = samples.astype(np.float64)
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
    clean = pack.samples(turn).astype(np.float64)
    noisy = LineVoice(pack, call, Channel(noise=10.0)).sound(turn).astype(np.float64)
    added = float(np.mean((noisy - clean) ** 2))
    background = LineVoice(pack, call, Channel(noise=10.0)).background.astype(np.float64)
    assert decibels(added, float(np.mean(background**2))) == pytest.approx(0.0, abs=1.5)


def test_the_same_seed_gives_the_same_line(pack: Pack, call: PackCall) -> None:
    turn = call.turns[0]
    first, again, other = (
        LineVoice(pack, call, Channel(noise=10.0, seed=seed)).sound(turn) for seed in (1, 1, 2)
    )
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_clean_line_changes_nothing(pack: Pack, call: PackCall) -> None:
    voice = LineVoice(pack, call, Channel())
    assert voice.background.size == 0
    assert np.array_equal(voice.sound(call.turns[0]), pack.samples(call.turns[0]))


def test_street_noise_is_louder_at_the_bottom() -> None:
    power = np.abs(np.fft.rfft(street_noise(np.random.default_rng(1)))) ** 2
    tenth = len(power) // 10
    assert power[:tenth].mean() > 10 * power[-tenth:].mean()


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Greatest correlation of two recordings within 20 ms of each other."""
    first, second = one[200:-200].astype(np.float64), other.astype(np.float64)
    products = np.correlate(second[40 : 40 + first.size + 320], first, "valid")
    return float(products.max() / (np.linalg.norm(first) * np.linalg.norm(second)))


@pytest.mark.parametrize(("codec", "least", "most"), [("pcmu", 0.999, 1.0), ("amr", 0.8, 0.99)])
def test_a_codec_leaves_its_trace_and_the_speech(
    codec: str, least: float, most: float, pack: Pack, call: PackCall
) -> None:
    Channel(codec=codec).check()
    samples = pack.samples(call.turns[0])
    coded = through(samples, codec)
    assert coded.size == samples.size
    assert not np.array_equal(coded, samples)
    assert least < likeness(samples, coded) <= most


def test_gsm_needs_ffmpeg(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(Mendable, match="ffmpeg"):
        Channel(codec="gsm").check()


def test_a_codec_that_nobody_knows_is_refused() -> None:
    with pytest.raises(Mendable, match="no codec opus"):
        Channel(codec="opus").check()
