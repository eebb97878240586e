"""What the recipe does to speech before a model hears it."""

import numpy as np
import pytest
from training.line import in_room, on_a_line, with_losses
from training.sound import RATE, Chance, Wave, spelled
from training.surroundings import noise_like
from training.throat import another_voice, reshaped


def chance(seed: int = 1) -> Chance:
    return np.random.default_rng(seed)


def vowel(pitch: float, formant: float, seconds: float = 1.0) -> Wave:
    """Overtones of `pitch`, the loudest around `formant` Hz."""
    time = np.arange(round(seconds * RATE)) / RATE
    tones = [
        np.exp(-(((pitch * k - formant) / 200) ** 2)) * np.sin(2 * np.pi * pitch * k * time)
        for k in range(1, int(3800 / pitch))
    ]
    return np.sum(tones, axis=0).astype(np.float32)


def loudest(wave: Wave) -> float:
    """Hz of the middle of the spectrum's power."""
    power = np.abs(np.fft.rfft(wave)) ** 2
    return float(np.sum(power * np.fft.rfftfreq(wave.size, 1 / RATE)) / np.sum(power))


def people(count: int) -> list[Wave]:
    return [vowel(90 + 30 * index, 700 + 100 * index) for index in range(count)]


@pytest.mark.parametrize("stretch", [0.85, 1.2])
@pytest.mark.parametrize("formant", [800.0, 1500.0])
def test_a_longer_or_shorter_throat_moves_the_formants(stretch: float, formant: float) -> None:
    changed = reshaped(vowel(110, formant), stretch, False, chance())
    assert loudest(changed) == pytest.approx(formant * stretch, rel=0.1)


def test_the_same_throat_leaves_the_voice_as_it_was() -> None:
    voice = vowel(120, 1000)
    changed = reshaped(voice, 1.0, False, chance())
    inner = slice(RATE // 10, -RATE // 10)
    assert np.corrcoef(voice[inner], changed[inner])[0, 1] > 0.99


def test_a_buzzing_voice_keeps_its_formant_and_loses_its_pitch() -> None:
    voice = vowel(120, 1000)
    changed = reshaped(voice, 1.0, True, chance())
    assert changed.size == voice.size
    assert loudest(changed) == pytest.approx(1000, rel=0.35)
    assert abs(np.corrcoef(voice, changed)[0, 1]) < 0.5


def test_a_sound_too_short_for_another_voice_stays() -> None:
    short = vowel(120, 1000, seconds=0.05)
    assert all(another_voice(short, chance(seed)) is short for seed in range(9))


def test_an_echo_comes_after_the_sound() -> None:
    click = np.zeros(RATE, np.float32)
    click[1000] = 1.0
    heard = in_room(click, chance())
    assert np.abs(heard[:1000]).max() < 1e-6
    assert heard[1000] == pytest.approx(1.0, abs=1e-3)
    assert np.sum(heard[1001:] ** 2) <= 1.001


def test_packets_are_lost_whole_and_the_rest_is_untouched() -> None:
    voice = vowel(130, 900, seconds=8)
    changed = 0
    for seed in range(5):
        heard = with_losses(voice, chance(seed))
        assert heard.size == voice.size
        same = (heard == voice).reshape(-1, 80).all(axis=1)
        assert 0.6 < same.mean() <= 1.0
        changed += int((~same).sum())
    assert changed > 0


@pytest.mark.parametrize("seed", range(12))
def test_a_line_gives_sound_of_the_same_length_without_overflow(seed: int) -> None:
    voice = vowel(150, 800, seconds=1.5)
    heard = on_a_line(voice, chance(seed), people)
    assert heard.size == voice.size
    assert np.isfinite(heard).all()
    assert 0.001 < np.abs(heard).max() <= 1.7


def test_the_same_draws_give_the_same_line() -> None:
    voice = vowel(150, 800)
    assert np.array_equal(on_a_line(voice, chance(4), people), on_a_line(voice, chance(4), people))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("length", [801, 24_000])
def test_noise_is_as_long_as_asked_and_never_silent(seed: int, length: int) -> None:
    noise = noise_like(length, chance(seed), people)
    assert noise.shape == (length,)
    assert np.isfinite(noise).all()
    assert noise.std() > 0


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("Да, всё верно!", "да все верно"),
        ("  двадцать   пять ", "двадцать пять"),
        ("Петров-Водкин", "петров водкин"),
        ("OK", ""),
    ],
)
def test_texts_are_spelled_in_the_letters_of_the_model(text: str, letters: str) -> None:
    assert spelled(text) == letters
