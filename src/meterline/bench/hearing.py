"""Packs heard for tuning: every turn on every line, against the base and without it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from meterline.bench.base import customers_of
from meterline.bench.channel import Channel
from meterline.bench.letters import letters_of
from meterline.bench.observing import Observed, Observer
from meterline.bench.pack import Pack
from meterline.bench.strangers import strangers
from meterline.ears.base import CustomerBase
from meterline.ears.port import AcousticModel


def observe(
    pack: Pack, model: AcousticModel, lines: Mapping[str, Channel], extra: int, cache: Path
) -> Iterator[Observed]:
    """Every turn of the pack on each of the named lines, the base enlarged by `extra`."""
    first = next(iter(lines.values()))
    people = customers_of(pack)
    others = strangers([person.account for person in people], extra, first.seed)
    bases = CustomerBase.build([*others, *people]), CustomerBase.build(others)
    observer = Observer(model.name, model.frame_seconds, *bases)
    for name, line in lines.items():
        condition = f"{pack.folder.name} {name}".strip()
        for letters in letters_of(pack, model, line, cache):
            yield from observer.observe(letters, condition)
