"""A small model learns twenty words of the demo calls (needs torch)."""

from itertools import repeat

import numpy as np
import pytest
import torch
from training.batches import Batch, Batches, batch_of
from training.corpus import Corpus, Utterance
from training.learning import Plan, freeze, learn
from training.network import LetterModel, Shape, model_of
from training.quantised import read_weights
from training.sound import ALPHABET, FRAME, Wave, spelled

from meterline.bench.pack import Pack, read_pack
from meterline.demo import FOLDER
from meterline.ears.acoustic.bundled import MODEL, BundledModel

WORDS = 20
SMALL = Shape(width=96, heads=4, layers=3, stack_after=1)


@pytest.fixture(scope="module")
def pack() -> Pack:
    return read_pack(FOLDER)


@pytest.fixture(scope="module")
def words(pack: Pack) -> list[tuple[Wave, str]]:
    """The shortest turns with texts of their own, at full scale."""
    turns = {spelled(t.text): t for call in pack.calls for t in call.turns}
    shortest = sorted(turns.items(), key=lambda item: item[1].length)[:WORDS]
    return [(_sound(pack.samples(turn)), text) for text, turn in shortest]


def _sound(samples: np.ndarray) -> Wave:
    wave = samples.astype(np.float32) / np.abs(samples).max()
    return np.pad(wave, (5 * FRAME, 5 * FRAME + -wave.size % FRAME))


def heard(model: LetterModel, batch: Batch) -> list[str]:
    with torch.no_grad():
        best = model.eval()(batch.pcm).argmax(dim=-1)
    texts = []
    for row in best:
        letters = torch.unique_consecutive(row)
        texts.append("".join(ALPHABET[i - 1] for i in letters if i).strip())
    return texts


def test_twenty_words_are_learnt(words: list[tuple[Wave, str]]) -> None:
    torch.manual_seed(1)
    torch.set_num_threads(1)
    model, batch, losses = LetterModel(SMALL), batch_of(words), []
    plan = Plan(steps=260, rate=2e-3)
    learn(model, repeat(batch), plan, 0, lambda step, loss: losses.append(loss))
    assert losses[-1] < losses[0] / 5
    right = sum(text == said for text, (_, said) in zip(heard(model, batch), words, strict=True))
    assert right >= WORDS - 2


def test_the_network_computes_what_the_exported_model_does(words: list[tuple[Wave, str]]) -> None:
    batch = batch_of(words[:3])
    with torch.no_grad():
        found = model_of(read_weights(MODEL)).eval()(batch.pcm).numpy()
    exported = BundledModel().encode(batch.pcm.numpy())
    assert (found.argmax(axis=-1) == exported.argmax(axis=-1)).mean() > 0.97


def test_frozen_layers_keep_their_weights(words: list[tuple[Wave, str]]) -> None:
    torch.manual_seed(1)
    model = LetterModel(SMALL)
    before = {name: value.clone() for name, value in model.named_parameters()}
    learn(model, repeat(batch_of(words)), Plan(steps=2, frozen=2), 0, lambda step, loss: None)
    moved = {n for n, value in model.named_parameters() if not torch.equal(value, before[n])}
    assert not {n for n in moved if n.startswith(("net.c", "net.bl.0.", "net.bl.1."))}
    assert {"net.head.weight", "net.bl.2.f1.weight"} <= moved


def test_nothing_is_frozen_by_default() -> None:
    model = LetterModel(SMALL)
    freeze(model, 0)
    assert all(parameter.requires_grad for parameter in model.parameters())


def test_batches_are_bounded_seeded_and_of_whole_frames(words: list[tuple[Wave, str]]) -> None:
    corpus = _corpus(words)
    first, again = (next(iter(Batches(corpus, 10.0, seed=3))) for _ in range(2))
    other = next(iter(Batches(corpus, 10.0, seed=4)))
    assert torch.equal(first.pcm, again.pcm)
    assert first.pcm.shape != other.pcm.shape or not torch.equal(first.pcm, other.pcm)
    assert first.pcm.numel() <= 10 * 8000
    assert first.pcm.shape[1] % FRAME == 0
    assert int(first.lengths.sum()) == len(first.letters)


def _corpus(words: list[tuple[Wave, str]]) -> Corpus:
    starts = np.cumsum([0, *(wave.size for wave, _ in words)])
    samples = np.concatenate([wave * 32767 for wave, _ in words]).astype(np.int16)
    utterances = [
        Utterance(int(start), wave.size, "Anna", text)
        for start, (wave, text) in zip(starts, words, strict=False)
    ]
    return Corpus(utterances, samples)
