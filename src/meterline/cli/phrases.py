"""`meterline phrases`: what the robot can say, and whether all of it can be heard."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from meterline.cli.home import HOME_OPTION, set_up

if TYPE_CHECKING:
    from meterline.mouth.overlay import Overlay

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="The phrases of the flow. They are changed on the site, «Фразы».",
)

INCOMPLETE = 1


@app.command("list")
def list_command(home: Path = HOME_OPTION) -> None:
    """List key and text of every phrase that can be changed; changed ones are marked."""
    _ready(home)
    from meterline.phrases.catalogue import catalogue  # noqa: PLC0415 - needs Django set up
    from meterline.phrases.models import Phrase  # noqa: PLC0415

    for key, phrase in sorted(Phrase.objects.said_now().in_bulk(list(catalogue())).items()):
        mark = f"версия {phrase.in_use.number}" if phrase.in_use else ""
        typer.echo("\t".join((key, mark, phrase.text or "—")))


@app.command("check")
def check_command(home: Path = HOME_OPTION) -> None:
    """Say which phrases and number words of the flow cannot be heard; status 1 if any."""
    _ready(home)
    from meterline.cli.voice import CompanyVoice  # noqa: PLC0415 - needs Django set up
    from meterline.mouth.flow import required_clips  # noqa: PLC0415

    voice, needed = CompanyVoice(), required_clips()
    lacking = _unheard(voice.clips, needed)
    for key in lacking:
        typer.echo(f"{key}: no audio")
    for key in voice.spoilt:
        typer.echo(f"{key}: the recording in use cannot be read")
    typer.echo(f"{len(needed) - len(lacking)} of {len(needed)} can be heard")
    if lacking or voice.spoilt:
        raise typer.Exit(INCOMPLETE)


def _ready(home: Path) -> None:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

    require_migrated()


def _unheard(clips: "Overlay", needed: tuple[str, ...]) -> list[str]:
    """Keys without audio, or with nothing but silence in it."""
    return [key for key in needed if not clips.has(key) or not clips.sound(key).any()]
