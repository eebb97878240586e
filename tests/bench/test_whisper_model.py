"""Whisper's model is joined from its two packages, once."""

from pathlib import Path

import pytest

from meterline.bench import whisper
from meterline.bench.whisper import PARTS, whisper_base
from meterline.errors import Mendable


@pytest.fixture
def packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two packages of the names that a test may have, laid out as the real ones."""
    names = ("part_one_of_a_model", "part_two_of_a_model")
    for number, name in enumerate(names, start=1):
        data = tmp_path / name / "data"
        data.mkdir(parents=True)
        (tmp_path / name / "__init__.py").touch()
        (data / f"model.bin.part{number}").write_bytes(bytes([number]) * 3)
    for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
        (tmp_path / names[0] / "data" / name).write_text(name, encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setattr(whisper, "PARTS", names)
    return tmp_path


def test_the_halves_are_joined_beside_the_vocabulary(packages: Path, tmp_path: Path) -> None:
    folder = whisper_base(tmp_path / "cache")
    assert (folder / "model.bin").read_bytes() == b"\1\1\1\2\2\2"
    assert (folder / "vocabulary.txt").read_text(encoding="utf-8") == "vocabulary.txt"
    assert {path.name for path in folder.iterdir()} == {
        "model.bin", "config.json", "tokenizer.json", "vocabulary.txt",
    }  # fmt: skip


def test_a_joined_model_needs_its_packages_no_more(packages: Path, tmp_path: Path) -> None:
    folder = whisper_base(tmp_path / "cache")
    (packages / "part_two_of_a_model" / "data" / "model.bin.part2").unlink()
    assert whisper_base(tmp_path / "cache") == folder


def test_a_missing_package_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whisper, "PARTS", ("no_such_package_of_a_model", PARTS[1]))
    with pytest.raises(Mendable, match="no-such-package-of-a-model"):
        whisper_base(tmp_path)
    assert not (tmp_path / "whisper-base" / "model.bin").exists()
