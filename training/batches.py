"""Batches of utterances, each in some voice on some line, alike in length."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from training.corpus import Corpus, Utterance
from training.line import on_a_line
from training.sound import ALPHABET, FRAME, RATE, Wave
from training.throat import another_voice

POOL = 96
"""Utterances that are made at once, so that those alike in length share a batch."""

LONGEST_SECONDS = 16.0
JOINED = 0.3
"""Share of utterances that another one by the same speaker follows."""

SILENCE = 0.4
"""Seconds of the line's noise before and after speech, at most."""

PADDING = 5
"""Frames of nothing before and after, as the recogniser puts them."""


@dataclass(frozen=True)
class Batch:
    """`pcm` [batch, samples] at full scale; the letters of all, one after another."""

    pcm: Tensor
    letters: Tensor
    lengths: Tensor


class Batches:
    """Ever new batches of at most `seconds`; the same for the same seed."""

    def __init__(self, corpus: Corpus, seconds: float, seed: int) -> None:
        self._corpus = corpus
        self._frames = round(seconds * RATE / FRAME)
        self._chance = np.random.default_rng(seed)
        self._of_voice: dict[str, list[int]] = {}
        for index, said in enumerate(corpus.utterances):
            self._of_voice.setdefault(_voice(said), []).append(index)

    def __iter__(self) -> Iterator[Batch]:
        while True:
            made = sorted((self._one() for _ in range(POOL)), key=lambda one: one[0].size)
            parts = list(self._parts(made))
            for part in self._chance.permutation(len(parts)):
                yield batch_of(parts[part])

    def _parts(self, made: list[tuple[Wave, str]]) -> Iterator[list[tuple[Wave, str]]]:
        part: list[tuple[Wave, str]] = []
        for one in made:
            if part and (len(part) + 1) * one[0].size > self._frames * FRAME:
                yield part
                part = []
            part.append(one)
        yield part

    def _one(self) -> tuple[Wave, str]:
        """One utterance as it comes out of its line, with its text."""
        chance = self._chance
        wave, text = self._said()
        edges = chance.uniform(0, SILENCE * RATE, 2).astype(int)
        heard = on_a_line(np.pad(wave, edges), chance, self._others)
        scaled = heard / (np.abs(heard).max() + 1e-6)
        return np.pad(scaled, (PADDING * FRAME, PADDING * FRAME + -scaled.size % FRAME)), text

    def _said(self) -> tuple[Wave, str]:
        chance, corpus = self._chance, self._corpus
        first = int(chance.integers(len(corpus.utterances)))
        chosen = [first]
        if chance.random() < JOINED:
            others = self._of_voice[_voice(corpus.utterances[first])]
            chosen.append(others[int(chance.integers(len(others)))])
        if sum(corpus.utterances[index].length for index in chosen) > LONGEST_SECONDS * RATE:
            chosen = chosen[:1]
        sounds = [corpus.sound(index) for index in chosen]
        pause = np.zeros(int(chance.uniform(0.05, 0.9) * RATE), np.float32)
        joined = np.concatenate([sounds[0], *[part for s in sounds[1:] for part in (pause, s)]])
        wave = another_voice(joined[: int(LONGEST_SECONDS * RATE)], chance)
        return wave, " ".join(corpus.utterances[index].text for index in chosen)

    def _others(self, count: int) -> list[Wave]:
        """Other speech, for what is heard behind a caller."""
        chosen = self._chance.integers(len(self._corpus.utterances), size=count)
        return [self._corpus.sound(int(index)) for index in chosen]


def _voice(said: Utterance) -> str:
    """The voice without its settings: «Anna» of «Anna/81/84/1.0»."""
    return said.speaker.partition("/")[0]


def columns(text: str) -> list[int]:
    """The model's columns of a text."""
    return [ALPHABET.index(letter) + 1 for letter in text]


def batch_of(part: list[tuple[Wave, str]]) -> Batch:
    """Waves with their texts, filled up with silence to the longest."""
    longest = max(wave.size for wave, _ in part)
    pcm = np.stack([np.pad(wave, (0, longest - wave.size)) for wave, _ in part])
    letters = [columns(text) for _, text in part]
    return Batch(
        torch.from_numpy(pcm.astype(np.float32)),
        torch.tensor([column for row in letters for column in row]),
        torch.tensor([len(row) for row in letters]),
    )
