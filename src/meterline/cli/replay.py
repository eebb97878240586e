"""`meterline replay`: old calls through today's conversation, and what differs."""

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.table import Table

from meterline.cli.home import HOME_OPTION, set_up
from meterline.cli.model_choice import chosen_model
from meterline.errors import Mendable

if TYPE_CHECKING:
    from meterline.calls.models import Call
    from meterline.cli.replay_call import Exchange, Replayed
    from meterline.readings.stored import Submitted

DIFFERENT = 1
SAME = "="


def replay(
    call: str | None = typer.Argument(None, help="The id of a call."),
    since: datetime | None = typer.Option(
        None, formats=["%Y-%m-%d"], help="All calls from this day on instead of one."
    ),
    listen: bool = typer.Option(
        False, "--listen", help="Hear the recording again with today's ears."
    ),
    model: str | None = typer.Option(
        None, envvar="METERLINE_MODEL", help="Letter model for --listen; else the bundled one."
    ),
    file: Path | None = typer.Option(None, "--json", dir_okay=False, help="Write everything."),
    home: Path = HOME_OPTION,
) -> None:
    """Play an old call through today's conversation; status 1 where something differs.

    The log says what was heard, keyed and answered by the company. Nothing is stored. What
    is printed of one call holds personal data; of many, only their ids.
    """
    if (call is None) == (since is None):
        raise typer.BadParameter("name a call, or --since DAY for all")
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

    require_migrated()
    chosen = chosen_model(model, home.absolute()) if listen else None
    done = dict(_replayed(call, since, chosen, listen=listen))
    if call:
        Console().print(_table(done[call].exchanges))
        _tell_stored(done[call])
    _sum_up(done)
    if file:
        plain = {key: _plain(one) for key, one in done.items()}
        file.write_text(json.dumps(plain, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if any(one.differences for one in done.values()):
        raise typer.Exit(DIFFERENT)


def _replayed(
    key: str | None, since: datetime | None, model: Path | None, *, listen: bool
) -> "Iterator[tuple[str, Replayed]]":
    """The calls by their ids. One call raises Mendable; of many, those that fail are told."""
    from meterline.cli.replay_source import TodaysEars, known_call, replayed  # noqa: PLC0415
    from meterline.cli.voice import CompanyVoice  # noqa: PLC0415

    voice = CompanyVoice().mouth
    ears = TodaysEars(model) if listen else None
    if key:
        yield key, replayed(known_call(key), voice, ears)
        return
    for call in _calls(since):
        try:
            yield str(call.pk), replayed(call, voice, ears)
        except Mendable as failure:
            typer.echo(f"left out: {failure.message}", err=True)


def _calls(since: datetime | None) -> "list[Call]":
    from django.utils.timezone import make_aware  # noqa: PLC0415 - needs Django set up

    from meterline.calls.models import Call  # noqa: PLC0415

    calls = Call.objects.filter(started__gte=make_aware(since)) if since else Call.objects.none()
    return list(calls.order_by("started"))


def _table(exchanges: "list[Exchange]") -> Table:
    table = Table("", "s", "happened", "then", "today", show_lines=True)
    first = next((one for one in exchanges if one.differs), None)
    for one in exchanges:
        mark = "first" if one is first else "≠" if one.differs else ""
        today = "\n".join(one.today) if one.said_differs else SAME
        happened = one.happened
        if one.understood_differs:
            happened += f"\nthen: {one.understood_then}\ntoday: {one.understood_today}"
        elif one.understood_then:
            happened += f"\n{one.understood_then}"
        then = "\n".join(one.then)
        table.add_row(mark, f"{one.second:.1f}", *map(_literal, (happened, then, today)))
    return table


def _literal(text: str) -> str:
    """Square brackets as they are: rich would read them as markup."""
    from rich.markup import escape  # noqa: PLC0415 - only for tables

    return escape(text)


def _tell_stored(one: "Replayed") -> None:
    for when, stored in (("then", one.stored_then), ("today", one.stored_today)):
        told = "; ".join(map(_submission, stored)) or "nothing"
        typer.echo(f"stored {when}: {told}")


def _submission(one: "Submitted") -> str:
    values = ", ".join(f"№{serial} {zone} {value}" for serial, zone, value in sorted(one.values))
    return f"{one.account}: {values}"


def _sum_up(done: "dict[str, Replayed]") -> None:
    counts = Counter(kind for one in done.values() for kind in one.differences)
    same = sum(not one.differences for one in done.values())
    typer.echo(
        f"{len(done)} calls: {same} same, {counts['said']} different said, "
        f"{counts['understood']} different understood, {counts['stored']} would store otherwise"
    )
    for key, one in done.items():
        if one.differences:
            typer.echo(f"{key}  {', '.join(one.differences)}")


def _plain(one: "Replayed") -> dict[str, Any]:
    """A call for a JSON file."""
    return {
        "differences": one.differences,
        "exchanges": [{**asdict(each), "differs": each.differs} for each in one.exchanges],
        "stored_then": _submissions(one.stored_then),
        "stored_today": _submissions(one.stored_today),
    }


def _submissions(stored: "list[Submitted]") -> list[dict[str, Any]]:
    return [{"account": one.account, "values": sorted(one.values)} for one in stored]
