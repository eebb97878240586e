"""The caller's ear tells the robot's phrases and numbers apart by sound alone."""

import random

import pytest
from bench_line import over_the_line

from meterline.bench.clips import BEEP, ClipTable
from meterline.bench.listener import Heard, Listener
from meterline.bench.questions import QUESTIONS
from meterline.bench.readback import LABELS
from meterline.language.speech import Beep, Digits, Number, Pause, Phrase, Piece
from meterline.mouth.mouth import Mouth

FRAME = 320
SILENCE = bytes(16000)


def listen(table: ClipTable, pcm: bytes) -> list[Heard]:
    ear = Listener(table)
    frames = (pcm[i : i + FRAME] for i in range(0, len(pcm), FRAME))
    return [heard for frame in frames for heard in ear.feed(frame)]


def keys(heard: list[Heard]) -> list[str | None]:
    """Keys heard; whether a number ended its sentence does not matter to a caller."""
    return [h.key and h.key.removesuffix(".mid").removesuffix(".end") for h in heard]


@pytest.mark.parametrize("key", sorted(QUESTIONS.keys() | LABELS.keys()))
def test_every_phrase_that_matters_is_told_apart(key: str, table: ClipTable, mouth: Mouth) -> None:
    chance = random.Random(key)
    pcm = mouth.render((Phrase(key),))
    line = over_the_line(pcm, chance.uniform(0.97, 1.03), chance.randrange(2000))
    assert keys(listen(table, line + SILENCE)) == [key]


STATEMENTS: list[tuple[tuple[Piece, ...], list[str]]] = [
    (
        (Phrase("dictate.ask"), Beep()),
        ["dictate.ask", BEEP],
    ),
    (
        (Phrase("account.last_digits"), Digits("4207"), Phrase("confirm.short")),
        ["account.last_digits", "number.4", "number.2", "number.0", "number.7", "confirm.short"],
    ),
    (
        (Phrase("reading.heard"), Number(412_116), Phrase("confirm.ask")),
        ["reading.heard", "number.400", "thousand.12", "number.100", "number.16", "confirm.ask"],
    ),
    (
        (Phrase("reading.heard_day"), Number(7043), Phrase("reading.heard_night"), Number(47_083)),
        [
            "reading.heard_day",
            "thousand.7",
            "number.43",
            "reading.heard_night",
            "thousand.47",
            "number.83",
        ],
    ),
    (
        (Phrase("not_heard"), Pause(0.2), Phrase("surname.ask")),
        ["not_heard", "surname.ask"],
    ),
]


@pytest.mark.parametrize(("pieces", "expected"), STATEMENTS)
def test_a_statement_is_heard_piece_by_piece(
    pieces: tuple[Piece, ...], expected: list[str], table: ClipTable, mouth: Mouth
) -> None:
    line = over_the_line(mouth.render(pieces), late=137)
    assert keys(listen(table, line + SILENCE)) == expected


@pytest.mark.parametrize("value", range(0, 100, 3))
def test_numbers_are_told_apart(value: int, table: ClipTable, mouth: Mouth) -> None:
    line = over_the_line(mouth.render((Number(value),)), late=value)
    assert keys(listen(table, line + SILENCE)) == [f"number.{value}"]


@pytest.mark.parametrize("frame", [20, 60])
def test_a_lost_packet_does_not_lose_the_phrase(frame: int, table: ClipTable, mouth: Mouth) -> None:
    pcm = over_the_line(mouth.render((Phrase("account.by_digit"),)))
    lost = pcm[: frame * FRAME] + pcm[(frame + 1) * FRAME :]
    doubled = pcm[: frame * FRAME] + bytes(FRAME) + pcm[frame * FRAME :]
    assert keys(listen(table, lost + SILENCE)) == ["account.by_digit"]
    assert keys(listen(table, doubled + SILENCE)) == ["account.by_digit"]


def test_what_is_no_phrase_is_heard_as_something_else(table: ClipTable, mouth: Mouth) -> None:
    backwards = mouth.render((Phrase("help.general"),))[:40_000][::-1]
    heard = listen(table, over_the_line(backwards) + SILENCE)
    assert heard
    assert set(keys(heard)) == {None}


def test_a_phrase_cut_short_is_not_taken_for_the_whole(table: ClipTable, mouth: Mouth) -> None:
    pcm = over_the_line(mouth.render((Phrase("confirm.ask"),)))
    heard = listen(table, pcm[: len(pcm) // 2 // FRAME * FRAME] + SILENCE)
    assert "confirm.ask" not in keys(heard)


def test_times_are_those_of_the_call(table: ClipTable, mouth: Mouth) -> None:
    pcm = over_the_line(mouth.render((Phrase("again.ask"),)), late=8000)
    [heard] = listen(table, pcm + SILENCE)
    assert heard.start == pytest.approx(8000, abs=400)
    assert heard.end == pytest.approx(len(pcm) // 2, abs=800)
