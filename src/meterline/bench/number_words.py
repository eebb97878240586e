"""A real person's number words, one by one: Debian's Russian prompts of Asterisk.

The voice is that of a woman who records telephone menus (CC-BY-3.0). The bundled model
has been trained with these recordings among others: the figure says that a real voice is
not forgotten, not what strangers can expect.
"""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import soundfile
from scipy.signal import resample_poly

from meterline.bench.pack import SAMPLE_RATE
from meterline.bench.whisper import cache_folder
from meterline.ears.base import CustomerBase
from meterline.ears.port import AcousticModel
from meterline.ears.understanding import Understander
from meterline.errors import Mendable
from meterline.language.turn import Asked, Candidate, Decision, Expectation, Understanding

PACKAGE = "asterisk-core-sounds-ru-wav"
SOUNDS = Path("usr/share/asterisk/sounds")
DIGITS = "ru_RU_*/digits"
SECONDS_TO_FETCH = 120

WORDS: Mapping[str, int] = {
    **{str(number): number for number in (*range(20), *range(20, 100, 10))},
    "1n": 1,
    "2n": 2,
    "hundred": 100,
    "thousand": 1000,
    "million": 1_000_000,
}
"""File names to what is said in them."""


@dataclass(frozen=True)
class WordHeard:
    """One recorded word with what was understood; `value` None where nothing was."""

    file: str
    said: int
    value: int | None
    sure: bool

    @property
    def verdict(self) -> str:
        """`right`, `wrong` (as sure), `confirm_right` (asked, the right value offered), `asked`."""
        right = self.value == self.said
        if self.sure:
            return "right" if right else "wrong"
        return "confirm_right" if right else "asked"


def installed(cache: Path | None = None) -> Path:
    """The folder of the number words, fetched and unpacked once if it is not installed.

    Raises Mendable where it can be neither found nor fetched.
    """
    unpacked = (cache or cache_folder()) / PACKAGE
    found = _digits_below(Path("/")) or _digits_below(unpacked)
    if found is None:
        _fetch(unpacked)
        found = _digits_below(unpacked)
    if found is None:
        raise _missing(f"{PACKAGE} holds no {SOUNDS / DIGITS}")
    return found


def heard_words(folder: Path, model: AcousticModel) -> Iterator[WordHeard]:
    """Each number word of `folder`, asked for in a base whose accounts are all these words."""
    people = [Candidate(str(said), "", False, ()) for said in sorted(set(WORDS.values()))]
    understander = Understander(CustomerBase.build(people), model.name)
    expectation = Expectation(Asked.ACCOUNT_BY_DIGIT)
    for name, said in WORDS.items():
        file = folder / f"{name}.wav"
        if not file.exists():
            continue
        samples, rate = soundfile.read(file, dtype="float32", always_2d=True)
        pcm = resample_poly(samples[:, 0], SAMPLE_RATE, rate).astype(np.float32)
        [(letters, _)] = model.forward([pcm], [model.start()])
        heard = understander.understand(letters.logp, model.frame_seconds, expectation)
        yield WordHeard(name, said, *_value(heard))


def bench_words(folder: Path, model: AcousticModel) -> dict[str, Any]:
    """Counts of `n`, `right`, `wrong`, `confirm_right`, `asked`, and the files not right."""
    words = list(heard_words(folder, model))
    verdicts = [word.verdict for word in words]
    counts = {kind: verdicts.count(kind) for kind in ("right", "wrong", "confirm_right", "asked")}
    others = {word.file: word.verdict for word in words if word.verdict != "right"}
    return {"n": len(words), **counts, "not_right": others}


def _value(heard: Understanding) -> tuple[int | None, bool]:
    slot = heard.account
    if slot is None or not slot.decision.usable:
        return None, False
    return int(slot.value), slot.decision is Decision.SURE


def _digits_below(root: Path) -> Path | None:
    return next((root / SOUNDS).glob(DIGITS), None)


def _fetch(unpacked: Path) -> None:
    if which("apt-get") is None or which("dpkg") is None:
        raise _missing("apt-get and dpkg are not here")
    with TemporaryDirectory(prefix="meterline-words-") as folder:
        _run(["apt-get", "download", "--quiet", PACKAGE], Path(folder))
        package = next(Path(folder).glob("*.deb"), None)
        if package is None:
            raise _missing("apt-get downloaded nothing")
        unpacked.mkdir(parents=True, exist_ok=True)
        _run(["dpkg", "-x", str(package), str(unpacked)], Path(folder))


def _run(command: list[str], folder: Path) -> None:
    try:
        subprocess.run(  # noqa: S603 - programs named here, no shell
            command, cwd=folder, check=True, capture_output=True, timeout=SECONDS_TO_FETCH
        )
    except (subprocess.SubprocessError, OSError) as error:
        raise _missing(f"{command[0]} failed") from error


def _missing(why: str) -> Mendable:
    return Mendable(
        f"the number words of Debian's {PACKAGE} are not here: {why}", f"install {PACKAGE}"
    )
