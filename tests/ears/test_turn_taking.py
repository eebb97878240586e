"""When a turn begins, when it is worth asking, and when it is over."""

from dataclasses import dataclass

import numpy as np
import pytest
from recorded_turns import (
    BY_NAME,
    TURNS,
    RecordedTurn,
    Sound,
    alaw,
    as_pcm,
    between_silence,
    with_noise,
)

from meterline.ears.activity import VoiceActivity
from meterline.ears.endpointing import (
    LONGEST,
    WAITS,
    PauseReached,
    SpeechBegan,
    SpeechGoesOn,
    TurnEnded,
    TurnEvent,
    TurnTaker,
)
from meterline.language.turn import Completeness, Understanding

LEAD = 2.5
"""Seconds of the line's own noise before the caller speaks."""

QUIET = 50.0


@dataclass(frozen=True)
class Seen:
    """An event and the second of the line's audio at which it was told."""

    when: float
    event: TurnEvent


def play(sound: Sound, taker: TurnTaker) -> list[Seen]:
    """Feed a line's audio frame by frame, without any recognition."""
    pcm = as_pcm(sound)
    return [
        Seen((start + 160) / 8000, event)
        for start in range(0, len(pcm) - 159, 160)
        for event in taker.feed(pcm[start : start + 160])
    ]


def play_understood(
    sound: Sound, taker: TurnTaker, completeness: Completeness, end: float
) -> list[Seen]:
    """The same, with an answer to each question: letters up to second `end` of the line."""
    pcm, seen, begin = as_pcm(sound), [], 0.0
    for start in range(0, len(pcm) - 159, 160):
        when = (start + 160) / 8000
        events = taker.feed(pcm[start : start + 160])
        for event in list(events):
            if isinstance(event, SpeechBegan):
                begin = event.at
            if isinstance(event, PauseReached):
                letters = max(min(end - begin, event.at), 0.0)
                heard = Understanding(completeness=completeness, speech_end=letters)
                events += taker.understood(heard, event.at)
        seen += [Seen(when, event) for event in events]
    return seen


def on_a_line(turn: RecordedTurn, snr_db: float, after: float = 2.5) -> Sound:
    """A caller who speaks after `LEAD` seconds, over a noisy line with A-law."""
    whole = between_silence(turn.sound, LEAD, after)
    return alaw(with_noise(whole, snr_db, turn.sound))


def only(kind: type[TurnEvent], seen: list[Seen]) -> list[Seen]:
    return [entry for entry in seen if isinstance(entry.event, kind)]


@pytest.mark.parametrize("snr_db", [QUIET, 20.0, 10.0])
@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.name)
def test_every_turn_is_noticed_with_its_first_sound(turn: RecordedTurn, snr_db: float) -> None:
    (began,) = only(SpeechBegan, play(on_a_line(turn, snr_db), TurnTaker()))
    first = LEAD + turn.speech[0]
    assert first - 1.0 < began.event.at <= first
    assert first < began.when < first + 0.75


@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.name)
def test_on_a_clear_line_speech_is_noticed_within_300_ms(turn: RecordedTurn) -> None:
    (began,) = only(SpeechBegan, play(on_a_line(turn, QUIET), TurnTaker()))
    assert began.when - LEAD - turn.speech[0] <= 0.3


@pytest.mark.parametrize("snr_db", [QUIET, 20.0, 10.0])
@pytest.mark.parametrize("turn", TURNS, ids=lambda turn: turn.name)
def test_the_silence_after_the_last_word_is_a_time_to_ask(
    turn: RecordedTurn, snr_db: float
) -> None:
    seen = play(on_a_line(turn, snr_db), TurnTaker())
    end = LEAD + turn.speech[1]
    assert any(end - 0.15 < pause.when < end + 0.35 for pause in only(PauseReached, seen))


def clicks() -> Sound:
    sound = np.zeros(3 * 8000, dtype=np.float32)
    for second in (0.5, 0.6, 1.5, 2.2):
        sound[round(second * 8000) :][:40] = 0.8
    return sound


def tone(*hertz: float, seconds: float = 0.4) -> Sound:
    time = np.arange(round(seconds * 8000)) / 8000
    waves = sum(np.sin(2 * np.pi * f * time) for f in hertz) * 0.5 / len(hertz)
    return between_silence(np.asarray(waves, dtype=np.float32), 1.0, 1.0)


def noise(level: float, seconds: float = 6.0) -> Sound:
    samples = np.random.default_rng(3).standard_normal(round(seconds * 8000)) * level
    return np.asarray(samples, dtype=np.float32)


NO_SPEECH = {
    "silence": np.zeros(4 * 8000, dtype=np.float32),
    "clicks": clicks(),
    "key 7": tone(852, 1209),
    "key 0, held": tone(941, 1336, seconds=1.5),
    "beep come back": tone(880, seconds=0.2),
    "soft noise": noise(0.003),
    "loud noise": noise(0.05),
    "noise that sets in": np.concatenate([noise(0.001, 3.0), noise(0.05)]),
    "mains hum": tone(50, 150, seconds=5.0),
    "constant offset": np.full(3 * 8000, 0.2, dtype=np.float32),
}


@pytest.mark.parametrize("name", NO_SPEECH)
def test_what_is_no_speech_begins_no_turn(name: str) -> None:
    taker = TurnTaker()
    assert play(alaw(NO_SPEECH[name]), taker) == []
    assert len(taker.take()) == 0


@pytest.mark.parametrize("completeness", Completeness)
@pytest.mark.parametrize("name", ["elena-yes", "aleksandr-hq-reading", "elena-one_breath"])
def test_the_wait_depends_on_what_has_been_understood(
    name: str, completeness: Completeness
) -> None:
    turn = BY_NAME[name]
    end = LEAD + turn.speech[1]
    seen = play_understood(on_a_line(turn, 25.0, after=4.0), TurnTaker(), completeness, end)
    (ended,) = only(TurnEnded, seen)
    wait = WAITS[completeness]
    assert wait - 0.1 < ended.when - end < max(wait, 0.3) + 0.15


def test_a_complete_turn_ends_within_350_ms_and_an_open_account_waits() -> None:
    assert 0.25 <= WAITS[Completeness.COMPLETE] <= 0.35
    assert WAITS[Completeness.ACCOUNT_OPEN] > 1.5, "callers pause 1.5 s inside an account number"


def test_a_pause_inside_an_account_does_not_end_the_turn() -> None:
    half = BY_NAME["elena-account_by_digit"]
    whole = np.concatenate([half.sound, np.zeros(round(1.4 * 8000), np.float32), half.sound])
    sound = with_noise(between_silence(whole, LEAD, 3.0), 25.0, half.sound)
    end = LEAD + len(half.sound) / 8000 + 1.4 + half.speech[1]
    seen = play_understood(sound, TurnTaker(), Completeness.ACCOUNT_OPEN, end)
    (ended,) = only(TurnEnded, seen)
    assert ended.when > end + 1.5


@pytest.mark.parametrize("completeness", [Completeness.COMPLETE, Completeness.READING_OPEN])
def test_where_noise_hides_the_silence_the_letters_end_the_turn(completeness: Completeness) -> None:
    """Noise sets in with the caller's first word and never stops."""
    turn = BY_NAME["elena-reading"]
    noisy = noise(0.03, 8.0)
    noisy[: len(turn.sound)] += turn.sound
    end = LEAD + turn.speech[1]
    sound = between_silence(noisy, LEAD, 0.0)
    seen = play_understood(sound, TurnTaker(), completeness, end)
    (ended,) = only(TurnEnded, seen)
    assert ended.when < end + WAITS[completeness] + 1.6


def test_without_any_pause_questions_come_at_least_every_second_and_a_half() -> None:
    speech = np.concatenate([BY_NAME["elena-reading"].sound[2000:14000]] * 6)
    seen = play(between_silence(speech, LEAD, 0.5), TurnTaker())
    times = [entry.event.at for entry in only(PauseReached, seen)]
    assert max(np.diff([0.0, *times])) <= 1.6


def test_a_cough_without_a_letter_ends_as_nothing() -> None:
    turn = BY_NAME["elena-no"]
    seen = play_understood(on_a_line(turn, 30.0), TurnTaker(), Completeness.NOTHING, 0.0)
    (ended,) = only(TurnEnded, seen)
    assert ended.event.at < 2.0


def test_old_answers_do_not_end_a_turn_that_has_gone_on() -> None:
    """The recogniser was slow: what it understood of the first words is no reason to stop."""
    turn = BY_NAME["aleksandr-hq-one_breath"]
    taker, events = TurnTaker(), []
    pcm = as_pcm(on_a_line(turn, 30.0, after=0.0))
    for start in range(0, len(pcm) - 159, 160):
        events += taker.feed(pcm[start : start + 160])
    late = Understanding(completeness=Completeness.COMPLETE, speech_end=1.0)
    assert taker.understood(late, 1.1) == []


def test_a_turn_never_lasts_longer_than_a_minute() -> None:
    turn = BY_NAME["elena-reading"]
    endless = np.tile(turn.sound, 40)
    taker = TurnTaker()
    (ended,) = only(TurnEnded, play(endless, taker))
    assert ended.event.at == pytest.approx(LONGEST)
    assert taker.feed(as_pcm(turn.sound)) == []
    assert len(taker.take()) == LONGEST * 8000


def test_the_turns_audio_begins_before_the_first_word_and_is_taken_once() -> None:
    turn = BY_NAME["elena-name"]
    sound = on_a_line(turn, QUIET)
    taker = TurnTaker()
    (began,) = only(SpeechBegan, play(sound, taker))
    taken = taker.take()
    begin = round(began.event.at * 8000)
    assert np.allclose(taken, sound[begin : begin + len(taken)], atol=1e-3)
    assert len(taken) == round(taker.seconds * 8000)
    assert len(taker.take()) == 0


def test_bytes_and_pieces_of_any_length_give_the_same_events() -> None:
    pcm = as_pcm(on_a_line(BY_NAME["elena-yes"], 20.0))
    whole, pieces = TurnTaker(), TurnTaker()
    found = whole.feed(pcm.tobytes())
    cut = [
        event
        for start in range(0, len(pcm), 333)
        for event in pieces.feed(pcm[start : start + 333])
    ]
    assert found == cut != []
    assert np.array_equal(whole.take(), pieces.take())


def test_noise_known_from_the_call_so_far_is_no_speech_in_the_next_turn() -> None:
    """The floor stays with the call: a new turn in loud voices' hum starts out knowing it."""
    activity = VoiceActivity()
    rumble = tone(120, 240, 360, seconds=8.0)[8000:-8000] * 0.3
    play(rumble, TurnTaker(activity))
    assert play(rumble, TurnTaker(activity)) == []


def test_while_the_caller_speaks_interim_results_are_worth_asking_for() -> None:
    turn = BY_NAME["elena-reading"]
    seen = play(on_a_line(turn, QUIET), TurnTaker())
    asked = [s.when for s in seen if isinstance(s.event, SpeechBegan | SpeechGoesOn | PauseReached)]
    spoken = [at for at in asked if at <= LEAD + turn.speech[1]]
    assert len(spoken) >= (turn.speech[1] - turn.speech[0]) / 0.4
    assert max(np.diff(spoken)) <= 0.5


def test_nothing_new_is_worth_showing_in_silence() -> None:
    turn = BY_NAME["elena-reading"]
    seen = play(on_a_line(turn, QUIET, after=4.0), TurnTaker())
    late = [s for s in only(SpeechGoesOn, seen) if s.when > LEAD + turn.speech[1] + 0.4]
    assert late == []
