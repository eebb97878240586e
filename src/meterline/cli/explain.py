"""`meterline explain`: why a turn was understood as it was, in tables and as a picture."""

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID

import typer
from rich.console import Console

from meterline import demo
from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable
from meterline.language.turn import Asked, Expectation

if TYPE_CHECKING:
    from meterline.ears.base import CustomerBase
    from meterline.ears.explanation import Explanation

RATE = 8000


class Channel(StrEnum):
    """Whose side of a stereo recording: the robot's have the caller left."""

    LEFT = "left"
    RIGHT = "right"
    BOTH = "both"


@dataclass(frozen=True)
class Asking:
    """A turn to be explained: its sound (16 bit, 8 kHz), what was asked, the base then."""

    pcm: bytes
    expectation: Expectation
    base: "CustomerBase"


def explain(
    turn: str = typer.Argument(help="A sound file of any rate, or the id of a call."),
    number: int = typer.Option(1, "--turn", min=1, help="Which turn of the call, from 1."),
    asked: Asked = typer.Option(Asked.ONE_BREATH, help="What the robot had asked."),
    account: str | None = typer.Option(None, help="The account, where it was known already."),
    meter: str | None = typer.Option(None, help="Serial number of the meter asked about."),
    base: Path | None = typer.Option(
        None, exists=True, file_okay=False, help="Customer base: a pack, or a data folder."
    ),
    channel: Channel = typer.Option(Channel.LEFT, help="Side of a stereo recording."),
    begin: float = typer.Option(0.0, "--from", min=0, help="Where the turn begins, in seconds."),
    end: float | None = typer.Option(None, "--to", help="Where it ends, in seconds."),
    png: Path | None = typer.Option(None, dir_okay=False, help="Draw letters and meanings."),
    file: Path | None = typer.Option(None, "--json", dir_okay=False, help="Write everything."),
    home: Path = HOME_OPTION,
) -> None:
    """Tell and draw how one turn was understood: letters, meanings, base, prior, decisions.

    What is printed holds accounts and names in full.
    """
    if png:
        from meterline.cli.explain_drawing import require_drawing  # noqa: PLC0415

        require_drawing()
    if Path(turn).exists():
        known = _base(base, home)
        asking = Asking(
            _cut(_read(Path(turn), channel), begin, end),
            Expectation(asked, _candidates(account, known), meter),
            known,
        )
    else:
        asking = _of_call(turn, number, home)
    explained = _explained(asking)
    from meterline.cli.explain_tables import tables  # noqa: PLC0415 - loads numba

    Console().print(*tables(explained))
    if png:
        from meterline.cli.explain_drawing import draw  # noqa: PLC0415

        draw(explained, png)
    if file:
        text = json.dumps(_plain(explained), ensure_ascii=False, indent=1)
        file.write_text(text + "\n", encoding="utf-8")


def _explained(asking: Asking) -> "Explanation":
    import numpy as np  # noqa: PLC0415 - heavy

    from meterline.ears.acoustic.bundled import BundledModel  # noqa: PLC0415 - loads numba
    from meterline.ears.explanation import Explainer  # noqa: PLC0415

    pcm = (np.frombuffer(asking.pcm, "<i2") / 32768).astype(np.float32)
    model = BundledModel()
    [(letters, _)] = model.forward([pcm], [model.start()])
    explainer = Explainer(asking.base, model.name)
    try:
        return explainer.explain(letters.logp, model.frame_seconds, asking.expectation)
    except ValueError as nothing:
        raise Mendable("there is no sound in this turn", "check --from and --to") from nothing


def _read(file: Path, channel: Channel) -> bytes:
    from meterline.lines.wav import AudioUnreadable, read_pcm  # noqa: PLC0415 - loads scipy

    side = {Channel.LEFT: 0, Channel.RIGHT: 1, Channel.BOTH: None}[channel]
    try:
        return read_pcm(file, side)
    except AudioUnreadable as error:
        raise Mendable(str(error), "name a sound file, such as a WAV") from error


def _cut(pcm: bytes, begin: float, end: float | None) -> bytes:
    return pcm[2 * round(begin * RATE) : None if end is None else 2 * round(end * RATE)]


def _base(folder: Path | None, home: Path) -> "CustomerBase":
    """A pack's customers, or the newest snapshot of a data folder; else the demo's."""
    from meterline.bench.base import base_of  # noqa: PLC0415 - loads numba
    from meterline.bench.pack import read_pack  # noqa: PLC0415

    if folder and (folder / "calls.jsonl").exists():
        return base_of(read_pack(folder), 0)
    found = _snapshot(folder or home)
    if found is not None:
        return found
    if folder:
        raise Mendable(
            f"{folder} holds no customer base", "name a pack, or the data folder of a robot"
        )
    return base_of(read_pack(demo.FOLDER), 0)


def _snapshot(home: Path) -> "CustomerBase | None":
    if not (home / "base").is_dir():
        return None
    set_up(home)
    from meterline.cli.snapshot import newest_snapshot  # noqa: PLC0415 - needs Django set up
    from meterline.ears.base import CustomerBase  # noqa: PLC0415

    newest = newest_snapshot(home)
    return CustomerBase.open(newest) if newest else None


def _candidates(account: str | None, base: "CustomerBase") -> tuple[Any, ...]:
    if account is None:
        return ()
    try:
        found = base.find(account)
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    if found is None:
        raise Mendable("the base has no such account", "name another --account or --base")
    return (found,)


def _of_call(key: str, number: int, home: Path) -> Asking:
    """A turn of a call in the database, with the base as it was then. Raises Mendable."""
    set_up(home)
    from meterline.calls.models import Call  # noqa: PLC0415 - needs Django set up
    from meterline.calls.recordings import recording_file  # noqa: PLC0415
    from meterline.calls.turns import sound_of, turns_of  # noqa: PLC0415
    from meterline.cli.snapshot import base_at  # noqa: PLC0415
    from meterline.robot.describe import expectation_told  # noqa: PLC0415

    call = Call.objects.filter(pk=_call_id(key)).first()
    if call is None:
        raise Mendable(f"no file and no call {key}", "name a sound file or the id of a call")
    turns = {turn.number: turn for turn in turns_of(call.pk)}
    path = recording_file(call.recording)
    if number not in turns or path is None:
        there = ", ".join(map(str, turns)) or "none"
        raise Mendable(
            f"turn {number} of the call cannot be heard again",
            f"turns in the log: {there}; recording: {'there' if path else 'missing'}",
        )
    base = base_at(call.started)
    turn = turns[number]
    return Asking(sound_of(path, turn), expectation_told(turn.told, base.find), base)


def _call_id(key: str) -> UUID:
    try:
        return UUID(key)
    except ValueError as error:
        raise Mendable(
            f"no file and no call {key}", "name a sound file or the id of a call"
        ) from error


def _plain(explained: "Explanation") -> dict[str, Any]:
    """All but the matrix of probabilities, which the picture shows."""
    return {name: value for name, value in asdict(explained).items() if name != "probabilities"}
