"""What every AcousticModel must keep to; `meterline models check` and the tests ask for it."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from rapidfuzz.distance import Levenshtein

from meterline.ears.greedy import greedy_words
from meterline.ears.port import COLUMNS, AcousticModel, LogProbs, Pcm

RATE = 8000

SAME_TEXT = 0.05
"""Share of letters by which a model of whole utterances may differ with its batch and cuts."""

SAME_LETTERS = 1e-2
"""Nats by which a streaming model may; it hears the same numbers however they come."""

_PIECES = (1, 160, 2400, 2401, 7000)
"""Lengths in which the sound is fed, in samples, over and over."""


def broken_promises(model: AcousticModel, sound: Pcm, *, streaming: bool) -> Iterator[str]:
    """Which promises of the port the model breaks on `sound`, a few seconds of speech."""
    same = _same_letters if streaming else _same_text
    for promise, kept in _PROMISES.items():
        if not kept(model, sound, same):
            yield promise


def heard(model: AcousticModel, pieces: Sequence[Pcm], *, interim: int = 0) -> LogProbs:
    """Letters [frames, COLUMNS] of an utterance fed in pieces, the first `interim` of them
    asked for as interim results."""
    state, logp = model.start(), np.zeros((0, COLUMNS), dtype=np.float32)
    for number, piece in enumerate(pieces):
        ((letters, state),) = model.forward([piece], [state], interim=number < interim)
        logp = np.concatenate([logp[: letters.start_frame], letters.logp])
    return logp


def in_pieces(sound: Pcm) -> list[Pcm]:
    """The sound cut into pieces of many lengths, an empty one among them."""
    pieces, at = [sound[:0]], 0
    while at < len(sound):
        length = _PIECES[len(pieces) % len(_PIECES)]
        pieces.append(sound[at : at + length])
        at += length
    return pieces


Same = Callable[[LogProbs, LogProbs], bool]


def _same_letters(one: LogProbs, other: LogProbs) -> bool:
    return one.shape == other.shape and np.allclose(np.exp(one), np.exp(other), atol=SAME_LETTERS)


def _same_text(one: LogProbs, other: LogProbs) -> bool:
    if one.shape != other.shape:
        return False
    return Levenshtein.normalized_distance(_text(one), _text(other)) <= SAME_TEXT


def _text(logp: LogProbs) -> str:
    return " ".join(word.letters for word in greedy_words(logp))


def _one_row_a_frame(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    del same
    frames = int(np.ceil(len(sound) / round(model.frame_seconds * RATE)))
    logp = heard(model, [sound])
    return logp.shape == (frames, COLUMNS) and logp.dtype == np.float32


def _probabilities(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    del same
    return np.allclose(np.exp(heard(model, [sound])).sum(axis=1), 1, atol=1e-3)


def _nothing_of_nothing(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    del same
    return heard(model, [sound[:0]]).shape == (0, COLUMNS)


def _any_pieces(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    return same(heard(model, in_pieces(sound)), heard(model, [sound]))


def _interim_leaves_no_trace(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    pieces = in_pieces(sound)
    return same(heard(model, pieces, interim=len(pieces) - 1), heard(model, [sound]))


def _states_stay(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    del same
    half = len(sound) // 2
    ((_, state),) = model.forward([sound[:half]], [model.start()])
    first, second = (model.forward([sound[half:]], [state])[0][0].logp for _ in range(2))
    return np.array_equal(first, second)


def _alone_as_together(model: AcousticModel, sound: Pcm, same: Same) -> bool:
    sounds = [sound, sound[: len(sound) // 2], sound[:0], sound[len(sound) // 3 :]]
    together = model.forward(sounds, [model.start() for _ in sounds])
    return all(
        same(letters.logp, heard(model, [alone]))
        for alone, (letters, _) in zip(sounds, together, strict=True)
    )


_PROMISES: dict[str, Callable[[AcousticModel, Pcm, Same], bool]] = {
    "one row of letters for each frame of audio": _one_row_a_frame,
    "the letters of a frame are probabilities": _probabilities,
    "no audio has no letters": _nothing_of_nothing,
    "pieces of any length give the same letters": _any_pieces,
    "interim results leave no trace in the final ones": _interim_leaves_no_trace,
    "a state is not changed by going on from it": _states_stay,
    "utterances heard together are heard as alone": _alone_as_together,
}
