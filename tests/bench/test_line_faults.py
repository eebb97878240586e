"""Single faults of a line: codecs, noises, echo, clipping, lost packets."""

from pathlib import Path

import numpy as np
import pytest

from meterline.bench import hard, noise
from meterline.bench.codecs import telephone_band, through
from meterline.bench.hard import Hardness
from meterline.bench.noise import Behind, noise_of, possible
from meterline.bench.pack import read_pack

DEMO = Path(__file__).parents[2] / "src" / "meterline" / "demo"
HARDNESS = Hardness(echo_seconds=0.3, direct_db=6.0, over_db=6.0, lost=0.03)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def tone(hertz: float, seconds: float = 1.0) -> np.ndarray:
    return 8000 * np.sin(2 * np.pi * hertz * np.arange(round(8000 * seconds)) / 8000)


def db(power: float) -> float:
    return float(10 * np.log10(power))


@pytest.fixture(scope="module")
def speech() -> np.ndarray:
    pack = read_pack(DEMO)
    return pack.samples(pack.calls[0].turns[0])


def likeness(one: np.ndarray, other: np.ndarray) -> float:
    """Greatest correlation of two recordings within 20 ms of each other."""
    first, second = one[200:-200].astype(np.float64), other.astype(np.float64)
    products = np.correlate(second[40 : 40 + first.size + 320], first, "valid")
    return float(products.max() / (np.linalg.norm(first) * np.linalg.norm(second)))


@pytest.mark.parametrize(
    ("codec", "least", "most"), [("pcma", 0.999, 1.0), ("pcmu", 0.999, 1.0), ("amr", 0.8, 0.99)]
)
def test_a_codec_leaves_its_trace_and_the_speech(
    codec: str, least: float, most: float, speech: np.ndarray
) -> None:
    coded = through(speech, codec)
    assert coded.size == speech.size
    assert not np.array_equal(coded, speech)
    assert least < likeness(speech, coded) <= most


def test_a_law_twice_is_a_law_once(speech: np.ndarray) -> None:
    once = through(speech, "pcma")
    assert np.array_equal(through(once, "pcma"), once)


BAND = [(100, -60, -30), (300, -4, -2), (1000, -0.2, 0.2), (3400, -4, -2), (3900, -90, -25)]


@pytest.mark.parametrize(("hertz", "least", "most"), BAND)
def test_the_telephone_band(hertz: float, least: float, most: float) -> None:
    sent = telephone_band(tone(hertz))[2000:]
    assert least < db(np.mean(sent**2) / np.mean(tone(hertz) ** 2)) < most


@pytest.mark.parametrize("kind", list(Behind))
def test_what_is_behind_a_caller_is_heard_within_the_telephone_band(kind: Behind) -> None:
    loop = noise_of(kind, chance(), lambda count: [tone(500 + 100 * i) for i in range(count)])
    assert loop.size == noise.LOOP
    assert np.mean(telephone_band(loop) ** 2) > 1e-4 * np.mean(loop**2)


def test_street_noise_is_louder_at_the_bottom() -> None:
    power = np.abs(np.fft.rfft(noise.street(chance()))) ** 2
    tenth = len(power) // 10
    assert power[:tenth].mean() > 10 * power[-tenth:].mean()


@pytest.mark.parametrize(
    ("others", "kinds"), [(0, "street car"), (2, "street car television"), (5, " ".join(Behind))]
)
def test_voices_are_borrowed_only_where_there_are_some(others: int, kinds: str) -> None:
    assert set(possible(others)) == set(kinds.split())


def test_a_room_answers_as_loudly_and_as_long_as_it_was_drawn() -> None:
    response = hard.room(HARDNESS, chance())
    assert response[0] == 1.0
    assert response.size == 0.3 * 8000
    assert db(1.0 / np.sum(response[1:] ** 2)) == pytest.approx(6.0, abs=0.01)
    early, late = np.mean(response[80:480] ** 2), np.mean(response[1680:2080] ** 2)
    assert db(early / late) == pytest.approx(60 * 0.2 / 0.3, abs=3.0)


def test_the_echo_follows_the_sound() -> None:
    clap = np.zeros(4000)
    clap[1000] = 1.0
    sounding = hard.echoed(clap, hard.room(HARDNESS, chance()))
    assert sounding.size == clap.size
    assert np.abs(sounding[:1000]).max() < 1e-9
    assert np.sum(sounding[1100:3000] ** 2) > 0.05


def test_what_is_too_loud_is_cut_off() -> None:
    wave = tone(401)
    cut = hard.too_loud(wave, float(np.abs(wave).max()), 6.0)
    assert np.abs(cut).max() == hard.FULL_SCALE
    # A sine 6 dB over is above full scale for two thirds of the time.
    assert np.mean(np.abs(cut) == hard.FULL_SCALE) == pytest.approx(2 / 3, abs=0.02)


@pytest.mark.parametrize("share", [0.01, 0.03, 0.05])
def test_as_many_packets_are_lost_as_drawn(share: float) -> None:
    assert hard.losses(40_000, share, chance()).mean() == pytest.approx(share, rel=0.1)


def lost(*packets: int, of: int) -> np.ndarray:
    mask = np.zeros(of, np.bool_)
    mask[list(packets)] = True
    return mask


def test_a_lost_packet_repeats_the_last_one_fainter_until_it_is_silent() -> None:
    samples = np.full(160 * 8, 900, np.int16)
    heard = hard.concealed(samples, lost(2, 3, 4, 5, of=8)).reshape(8, 160)
    assert np.array_equal(heard[[0, 1, 6, 7]], np.full((4, 160), 900))
    assert heard[2][0] == 900
    assert np.all(np.diff(heard[2:6].ravel()) <= 0)
    assert heard[4][-1] == 0
    assert not heard[5].any()


def test_a_packet_lost_before_any_came_is_silent() -> None:
    heard = hard.concealed(np.full(400, 900, np.int16), lost(0, of=3))
    assert not heard[:160].any()
    assert np.all(heard[160:] == 900)
    assert heard.size == 400
