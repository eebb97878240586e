"""Folders of recordings become one corpus."""

import json
from pathlib import Path

import numpy as np
import soundfile
from training.corpus import read_corpus, write_corpus
from training.sound import RATE


def recordings(folder: Path) -> Path:
    """Two utterances in one file."""
    folder.mkdir()
    sound = np.concatenate([np.full(800, 1000), np.full(1600, -2000)]).astype(np.int16)
    soundfile.write(folder / "part.flac", sound, RATE)
    rows = [
        {"start": 0, "length": 800, "speaker": "Anna/90/100/1.0", "text": "Ещё раз"},
        {"start": 800, "length": 1600, "speaker": "Elena", "text": "да"},
    ]
    text = "\n".join(json.dumps(row) for row in rows)
    (folder / "part.jsonl").write_text(text, encoding="utf-8")
    return folder


def voice_of_festival(folder: Path) -> Path:
    """One sentence at 16 kHz with a stress mark, one with a number in figures."""
    (folder / "etc").mkdir(parents=True)
    (folder / "wav").mkdir()
    lines = ['( ru_1 "Прядь вол+ос, за ухо." )', '( ru_2 "В 1905 году." )']
    (folder / "etc" / "txt.done.data").write_text("\n".join(lines), encoding="utf-8")
    for name in ("ru_1", "ru_2"):
        soundfile.write(folder / "wav" / f"{name}.wav", np.zeros(3200, np.int16), 2 * RATE)
    return folder


def test_recordings_and_a_voice_of_festival_are_gathered(tmp_path: Path) -> None:
    sources = [recordings(tmp_path / "own"), voice_of_festival(tmp_path / "reader")]
    assert write_corpus(sources, tmp_path / "corpus") == 3
    corpus = read_corpus(tmp_path / "corpus")
    assert [(said.speaker, said.text, said.length) for said in corpus.utterances] == [
        ("Anna/90/100/1.0", "еще раз", 800),
        ("Elena", "да", 1600),
        ("reader", "прядь волос за ухо", 1600),
    ]
    np.testing.assert_allclose(corpus.sound(1), -2000 / 32768)
