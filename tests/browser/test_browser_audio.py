"""Audio of a browser call: whole frames, nothing lost in time, silence at once."""

import asyncio
from fractions import Fraction

import numpy as np
import pytest
from av import AudioFrame
from tones import level, loudest, tone

from meterline.lines.browser_audio import HeardAudio, SpokenTrack
from meterline.lines.port import FRAME_BYTES, FRAME_SAMPLES, SAMPLE_RATE


def webrtc_frame(pcm: bytes, pts: int, rate: int = 48000) -> AudioFrame:
    """A decoded frame as aiortc gives it: stereo for Opus, mono for G.711."""
    mono = np.frombuffer(pcm, "<i2")
    stereo = rate == 48000
    data = np.repeat(mono, 2) if stereo else mono
    frame = AudioFrame.from_ndarray(
        data.reshape(1, -1), format="s16", layout="stereo" if stereo else "mono"
    )
    frame.sample_rate = rate
    frame.pts = pts
    frame.time_base = Fraction(1, rate)
    return frame


def hear(seconds: float, rate: int, lost: frozenset[int] = frozenset()) -> bytes:
    """A 1 kHz tone in 20 ms packets, some of them lost, as the robot reads it."""
    heard, size = HeardAudio(), rate // 50
    pcm = tone(1000, seconds, rate)
    for number in range(int(seconds * 50)):
        if number not in lost:
            piece = pcm[2 * size * number : 2 * size * (number + 1)]
            heard.add(webrtc_frame(piece, number * size, rate))
    return heard.take()


@pytest.mark.parametrize("rate", [48000, 8000])
def test_any_rate_becomes_the_telephones(rate: int) -> None:
    pcm = hear(1.0, rate)
    assert len(pcm) % FRAME_BYTES == 0
    assert 0.95 * SAMPLE_RATE <= len(pcm) / 2 <= SAMPLE_RATE
    assert loudest(pcm) == pytest.approx(1000, abs=5)


@pytest.mark.parametrize("rate", [48000, 8000])
def test_lost_packets_become_silence_of_the_same_length(rate: int) -> None:
    pcm = hear(1.0, rate, lost=frozenset(range(20, 30)))
    assert 0.95 * SAMPLE_RATE <= len(pcm) / 2 <= SAMPLE_RATE
    middle = pcm[22 * FRAME_BYTES : 28 * FRAME_BYTES]
    assert level(middle) < 0.1 * level(pcm[: 10 * FRAME_BYTES])


def test_a_jump_of_the_time_stamps_is_not_filled() -> None:
    heard = HeardAudio()
    for pts in (0, 160, 4_000_000_000, 4_000_000_160, 0, 160):
        heard.add(webrtc_frame(tone(1000, 0.02), pts, SAMPLE_RATE))
    assert len(heard.take()) <= 6 * FRAME_BYTES


def test_audio_that_nobody_reads_does_not_pile_up() -> None:
    heard = HeardAudio()
    for number in range(40 * 50):
        heard.add(webrtc_frame(tone(500, 0.02), number * 160, SAMPLE_RATE))
    assert len(heard.take()) / 2 / SAMPLE_RATE <= 30.0


class Clock:
    """A clock that the test moves."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


def listen(heard: HeardAudio, clock: Clock, seconds: float) -> bytes:
    """Read every 20 ms while nothing arrives."""
    pcm = b""
    for _ in range(round(seconds / 0.02)):
        clock.now += 0.02
        pcm += heard.take()
    return pcm


def test_caller_who_sends_nothing_is_heard_as_silent() -> None:
    clock = Clock()
    pcm = listen(HeardAudio(clock), clock, 5.0)
    assert 4.5 <= len(pcm) / 2 / SAMPLE_RATE <= 5.0
    assert level(pcm) == 0


def test_short_wait_for_packets_is_no_silence() -> None:
    clock = Clock()
    assert listen(HeardAudio(clock), clock, 0.2) == b""


def test_silence_that_was_heard_is_not_heard_again_when_packets_come() -> None:
    clock = Clock()
    heard = HeardAudio(clock)
    heard.add(webrtc_frame(tone(1000, 0.02), 0, SAMPLE_RATE))
    pcm = heard.take() + listen(heard, clock, 0.8)
    heard.add(webrtc_frame(tone(1000, 0.02), int(0.8 * SAMPLE_RATE), SAMPLE_RATE))
    pcm += heard.take()
    assert len(pcm) / 2 / SAMPLE_RATE == pytest.approx(0.82, abs=0.04)


async def next_frames(track: SpokenTrack, count: int) -> bytes:
    return b"".join([bytes((await track.recv()).planes[0])[:FRAME_BYTES] for _ in range(count)])


async def test_what_is_written_is_sent_in_order_and_then_silence() -> None:
    track, pcm = SpokenTrack(), tone(700, 0.1)
    track.write(pcm)
    assert track.queued() == pytest.approx(0.1)
    assert await next_frames(track, 5) == pcm
    assert track.queued() == 0
    assert await next_frames(track, 1) == bytes(FRAME_BYTES)


async def test_flush_silences_the_very_next_frame() -> None:
    track = SpokenTrack()
    track.write(tone(700, 2.0))
    await next_frames(track, 1)
    track.flush()
    assert track.queued() == 0
    assert await next_frames(track, 1) == bytes(FRAME_BYTES)


async def test_frames_come_no_faster_than_they_last() -> None:
    track, loop = SpokenTrack(), asyncio.get_running_loop()
    begun = loop.time()
    await next_frames(track, 11)
    assert loop.time() - begun >= 0.19


async def test_time_stamps_run_on_after_a_stall() -> None:
    track = SpokenTrack()
    stamps = [(await track.recv()).pts]
    await asyncio.sleep(0.3)
    stamps += [(await track.recv()).pts for _ in range(2)]
    assert stamps == [0, FRAME_SAMPLES, 2 * FRAME_SAMPLES]


def test_part_of_a_frame_is_refused() -> None:
    with pytest.raises(ValueError, match="whole frames"):
        SpokenTrack().write(bytes(FRAME_BYTES + 2))
