"""Makes a pack of calls by voices that the recogniser has never heard."""

import csv
import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from shutil import copyfile
from typing import Any

import numpy as np
import soundfile
from scipy.signal import butter, sosfilt

from meterline import demo
from meterline.bench.pack import SAMPLE_RATE
from meterline.bench.unseen.company import MONTHS, NOW, Customer, customers
from meterline.bench.unseen.sayings import NO, OPERATOR, REPEAT, YES, Caller, Said
from meterline.bench.unseen.voices import Speaker, Wave
from meterline.language.zones import Zone

AROUND = (0.15, 0.4)
"""Seconds of silence before and after a turn, the shortest and the longest."""

PEAKS = (0.15, 0.8)
BAND = butter(4, (300, 3400), "bandpass", fs=SAMPLE_RATE, output="sos")
FLOOR = 0.0005
"""A line is never wholly silent."""

Row = dict[str, Any]


@dataclass
class _Sound:
    """The pack's audio; a FLAC that is being written cannot tell where it is."""

    file: soundfile.SoundFile
    written: int = 0

    def write(self, wave: Wave) -> None:
        self.file.write(wave)
        self.written += len(wave)


@dataclass(frozen=True)
class Turn:
    """A turn before it is spoken."""

    role: str
    said: Said
    slots: Row


def make_pack(folder: Path, calls: int, seed: int, voices: Iterable[Speaker]) -> None:
    """Write a pack of `calls` calls to `folder`, which is made; each by the next of `voices`.

    The same seed and voices give the same pack.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    people = list(customers(_branches(), calls, chance))
    _write_company(folder, people)
    with (
        (folder / "calls.jsonl").open("w", encoding="utf-8") as lines,
        soundfile.SoundFile(folder / "calls.flac", "w", SAMPLE_RATE, 1, "PCM_16") as file,
    ):
        sound = _Sound(file)
        for number, (customer, speaker) in enumerate(zip(people, voices, strict=False)):
            row = _call(number, customer, speaker, chance, sound)
            lines.write(json.dumps(row, ensure_ascii=False) + "\n")


def turns_of(customer: Customer, chance: random.Random) -> list[Turn]:
    """What one caller can say, the roles of the demo pack."""
    caller = Caller(chance)
    account, values = customer.account, customer.values
    spoken, name = chance.choice(customer.spoken), {"name": customer.name}
    readings = {"readings": _numbers(values), "serial": customer.serial}
    zone = chance.choice(list(values))
    corrected = {"readings": _numbers({zone: values[zone]}), "serial": customer.serial}
    command, phrases = chance.choice((("operator", OPERATOR), ("repeat", REPEAT)))
    by_account: Row = {"account": account}
    return [
        Turn(
            "one_breath",
            caller.one_breath(spoken, account, values),
            {**by_account, **name, **readings},
        ),
        Turn("account", caller.account(account), by_account),
        Turn("account_by_digit", caller.account_by_digit(account), by_account),
        Turn("name", Said([(spoken, 0.0)]), name),
        Turn("reading", caller.readings(values), readings),
        Turn(
            "correction",
            caller.correction({zone: values[zone]}),
            {**corrected, "confirm": False},
        ),
        Turn("yes", caller.phrase(YES), {"confirm": True}),
        Turn("no", caller.phrase(NO), {"confirm": False}),
        Turn(command, caller.phrase(phrases), {"command": command}),
    ]


def _call(
    number: int,
    customer: Customer,
    speaker: Speaker,
    chance: random.Random,
    sound: "_Sound",
) -> Row:
    turns = turns_of(customer, chance)
    texts = [words for turn in turns for words, _ in turn.said.pieces]
    spoken = iter(speaker.speak(texts))
    rows = []
    for turn in turns:
        silences = [silence for _, silence in turn.said.pieces]
        wave = on_line(joined([next(spoken) for _ in silences], silences, chance), chance)
        rows.append(_row(turn, sound.written, len(wave)))
        sound.write(wave)
    return {
        "call": number,
        "account": customer.account,
        "branch": customer.branch,
        "phone": None,
        "speaker": speaker.name,
        "turns": rows,
    }


def _row(turn: Turn, start: int, length: int) -> Row:
    return {
        "role": turn.role,
        "text": turn.said.text,
        "slots": turn.slots,
        "features": sorted(turn.said.features),
        "start": start,
        "length": length,
    }


def joined(pieces: Sequence[Wave], silences: Sequence[float], chance: random.Random) -> Wave:
    """Pieces with their silences (seconds) after them, and silence around the whole."""
    parts = [_silence(chance.uniform(*AROUND))]
    for piece, silence in zip(pieces, silences, strict=True):
        parts += [piece / np.abs(piece).max(initial=1e-6), _silence(silence)]
    return np.concatenate([*parts, _silence(chance.uniform(*AROUND))])


def on_line(wave: Wave, chance: random.Random) -> Wave:
    """The telephone's band and a level of its own, with a faint hiss."""
    hiss = np.random.default_rng(chance.randrange(2**32)).standard_normal(wave.size)
    band = sosfilt(BAND, wave)
    peak = chance.uniform(*PEAKS)
    level: Wave = band / np.abs(band).max(initial=1e-6) * peak + FLOOR * hiss
    return np.clip(level, -1.0, 1.0)


def _silence(seconds: float) -> Wave:
    return np.zeros(round(seconds * SAMPLE_RATE))


def _numbers(values: Mapping[Zone, str]) -> dict[str, int]:
    return {zone.value: int(digits) for zone, digits in values.items()}


def _branches() -> dict[str, int]:
    """The demo's branches: key to digits of an account."""
    with (demo.FOLDER / "branches.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines, delimiter=";")
        return {row["key"]: int(row["account_digits"]) for row in rows}


def _write_company(folder: Path, people: Sequence[Customer]) -> None:
    copyfile(demo.FOLDER / "branches.csv", folder / "branches.csv")
    _write(folder / "customers.csv", map(_customer, people))
    _write(folder / "meters.csv", map(_meter, people))
    _write(folder / "readings.csv", (row for person in people for row in _readings(person)))
    (folder / "pack.json").write_text(json.dumps({"now": NOW}), encoding="utf-8")


def _customer(person: Customer) -> Row:
    return {
        "account": person.account,
        "branch": person.branch,
        "kind": "organisation" if person.organisation else "person",
        "name": person.name,
        "address": "",
        "phone": "",
        "residents": "" if person.organisation else 2,
        "rooms": "" if person.organisation else 2,
        "electric_stove": "" if person.organisation else 0,
        "max_power_kw": 100 if person.organisation else "",
    }


def _meter(person: Customer) -> Row:
    return {
        "account": person.account,
        "serial": person.serial,
        "zones": len(person.history),
        "digits": person.digits,
        "installed": "2020-01-15",
        "verified_until": "2036-01-15",
        "ratio": 1,
    }


def _readings(person: Customer) -> Iterator[Row]:
    for zone, past in person.history.items():
        for month, value in zip(range(1, MONTHS + 1), past, strict=True):
            yield {
                "account": person.account,
                "serial": person.serial,
                "month": f"2026-{month:02}",
                "zone": zone.value,
                "value": value,
                "source": "consumer",
            }


def _write(file: Path, rows: Iterator[Row]) -> None:
    kept = list(rows)
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, kept[0].keys(), delimiter=";", lineterminator="\n")
        writer.writeheader()
        writer.writerows(kept)
