"""`meterline rehearse`: the conversation in the terminal, without a telephone."""

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

import typer

from meterline import demo as demo_data
from meterline.cli.home import HOME_OPTION, parse_now, set_up
from meterline.errors import Mendable
from meterline.robot.clock import wall_clock

if TYPE_CHECKING:
    from meterline.cli.rehearse_call import Hear, Rehearsal
    from meterline.cli.rehearse_lines import Act, Expected
    from meterline.console.wording import Entry
    from meterline.dialogue.facts import AccountFacts, CallFacts
    from meterline.robot.company import Company

WHO = {
    "robot": "Робот",
    "caller": "Абонент",
    "understood": "Понято",
    "company": "База",
    "line": "Линия",
    "would": "Вхолостую",
}
NOT_MET = 1
PROMPT = "> "


@dataclass(frozen=True)
class Caller:
    """Who calls, and when."""

    number: str | None
    branch: str | None
    accounts: tuple[str, ...]
    about: str | None
    at: datetime | None


def rehearse(
    caller: str | None = typer.Option(None, help="The caller's number; hidden without it."),
    branch: str | None = typer.Option(None, help="Key of the branch that the number points to."),
    at: str | None = typer.Option(None, help="Moment of the call, ISO 8601 with zone."),
    account: list[str] = typer.Option([], help="An account that the caller's phone is linked to."),
    reminder: str | None = typer.Option(None, help="An account that the company calls about."),
    script: Path | None = typer.Option(
        None, exists=True, dir_okay=False, help="Lines of a dialogue; status 1 where one fails."
    ),
    demo: bool = typer.Option(False, "--demo", help="The demo's customers, without a database."),
    home: Path = HOME_OPTION,
) -> None:
    """Talk to the robot by typing. Nothing is stored.

    A line is what the caller says; digits, * and # alone are keys; an empty line is silence.
    !hangup hangs up, !refused lets a transfer fail. "= text" must have been said by the
    robot, "// text" is a comment. What is printed holds personal data.
    """
    who = Caller(caller, branch, tuple(account), reminder, parse_now(at))
    lines = _script(script) if script else None
    with _data(home, demo=demo) as (folder, now):
        moment = who.at or now or wall_clock()
        rehearsal = _begun(who, folder, moment, fresh=bool(who.at or now))
        failed = _play(rehearsal, lines) if lines is not None else _talk(rehearsal)
        _sum_up(rehearsal, failed)
    if failed:
        raise typer.Exit(NOT_MET)


def _script(file: Path) -> "list[Act | Expected]":
    """The lines of a script. Raises Mendable for a line that means nothing."""
    from meterline.cli.rehearse_lines import act_of  # noqa: PLC0415 - heavy

    read: list[Act | Expected] = []
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise Mendable(f"{file} is not text in UTF-8", "save the script as UTF-8") from error
    for number, line in enumerate(lines, start=1):
        try:
            meant = act_of(line)
        except ValueError as error:
            raise Mendable(f"{file}, line {number}: {error}", "mend that line") from error
        if meant is not None:
            read.append(meant)
    return read


@contextmanager
def _data(home: Path, *, demo: bool) -> Iterator[tuple[Path, datetime | None]]:
    """A folder with its database ready, and the moment at which its data play, if any."""
    if not demo:
        folder = set_up(home)
        from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

        require_migrated()
        yield folder, None
        return
    with tempfile.TemporaryDirectory(prefix="meterline-rehearse-") as temporary:
        yield Path(temporary), _load_demo(Path(temporary))


def _load_demo(folder: Path) -> datetime:
    # The company's own database must never get the demo's customers.
    os.environ.pop("DATABASE_URL", None)
    set_up(folder)
    from meterline.bench.pack import read_pack  # noqa: PLC0415 - heavy
    from meterline.cli.database import migrate  # noqa: PLC0415 - needs Django set up
    from meterline.importing.services import import_folder  # noqa: PLC0415

    now = read_pack(demo_data.FOLDER).now
    migrate()
    report = import_folder(demo_data.FOLDER, now)
    if not report.ok:
        raise Mendable(str(report.problems[0]), "reinstall the package")
    return now


def _begun(who: Caller, folder: Path, moment: datetime, *, fresh: bool) -> "Rehearsal":
    """A rehearsal whose robot has greeted the caller."""
    from meterline.cli.company import require_branches  # noqa: PLC0415 - needs Django set up
    from meterline.cli.rehearse_call import Rehearsal  # noqa: PLC0415
    from meterline.cli.rehearse_company import Untouched  # noqa: PLC0415
    from meterline.cli.voice import CompanyVoice  # noqa: PLC0415

    require_branches(moment)
    company = Untouched(moment)
    facts = _facts(company, who)
    hear = _hearing(folder, moment, fresh=fresh)
    rehearsal = Rehearsal(company, hear, CompanyVoice().mouth, _print)
    rehearsal.begin(facts)
    return rehearsal


def _facts(company: "Company", who: Caller) -> "CallFacts":
    """What the company knows of the caller. Raises Mendable for a branch or account not there."""
    if who.about:
        facts = company.open_reminder(str(uuid4()), _known(company, who.about).account)
        return replace(facts, caller=who.number)
    facts = company.open_call(str(uuid4()), who.number, None, "rehearsal")
    if who.branch:
        # A hidden number may be of any branch, so that all of them are told.
        anywhere = company.open_call(str(uuid4()), None, None, "rehearsal").regions
        branches = {one.key: one for one in anywhere}
        if who.branch not in branches:
            raise Mendable(f"there is no branch {who.branch}", f"one of {', '.join(branches)}")
        facts = replace(facts, branch=branches[who.branch], regions=())
    linked = tuple(_known(company, number) for number in who.accounts)
    return replace(facts, linked=facts.linked + linked)


def _known(company: "Company", number: str) -> "AccountFacts":
    found = company.find_account(number)
    if found is None:
        raise Mendable(f"there is no account {number}", "name another account")
    return found


def _hearing(folder: Path, moment: datetime, *, fresh: bool) -> "Hear":
    """Perfect ears against the customers; `fresh`: as of the moment, not of the last snapshot."""
    from meterline.cli.snapshot import base_at, newest_snapshot  # noqa: PLC0415
    from meterline.ears.base import CustomerBase  # noqa: PLC0415 - loads numba
    from meterline.ears.perfect import FRAME_SECONDS, letters_of  # noqa: PLC0415
    from meterline.ears.understanding import Understander  # noqa: PLC0415

    kept = None if fresh else newest_snapshot(folder)
    understander = Understander(CustomerBase.open(kept) if kept else base_at(moment))
    return lambda text, asked: understander.understand(letters_of(text), FRAME_SECONDS, asked)


def _talk(rehearsal: "Rehearsal") -> int:
    """Acts from the keyboard until the call is over."""
    from meterline.cli.rehearse_lines import Expected, HangUp, act_of  # noqa: PLC0415

    while not rehearsal.over:
        try:
            meant = act_of(_typed())
        except ValueError as error:
            typer.echo(str(error))
            continue
        except EOFError:
            meant = HangUp()
        if isinstance(meant, Expected):
            _check(rehearsal, meant)
        elif meant is not None:
            rehearsal.do(meant)
    return 0


def _typed() -> str:
    return input(PROMPT if sys.stdin.isatty() else "")


def _play(rehearsal: "Rehearsal", lines: "list[Act | Expected]") -> int:
    """The script's lines, then the caller hangs up; how many expectations were not met."""
    from meterline.cli.rehearse_lines import Expected, HangUp  # noqa: PLC0415

    failed = 0
    for line in lines:
        if isinstance(line, Expected):
            failed += not _check(rehearsal, line)
        elif not rehearsal.over:
            rehearsal.do(line)
        else:
            typer.echo("✗ the call is over, and the script goes on", err=True)
            return failed + 1
    if not rehearsal.over:
        rehearsal.do(HangUp())
    return failed


def _check(rehearsal: "Rehearsal", expected: "Expected") -> bool:
    from meterline.cli.rehearse_lines import met  # noqa: PLC0415

    said = met(expected, rehearsal.said)
    typer.echo(f"{'✓' if said else '✗ not said:'} {expected.text}")
    return said


def _print(shown: "Entry") -> None:
    slots = (f"{s.label} {s.value} {_sure(s.probability, s.decision)}" for s in shown.slots)
    receipt = f"обращение {shown.receipt}" if shown.receipt else ""
    told = (shown.text, *slots, *shown.notes, receipt)
    typer.echo(f"{WHO[shown.who]:10}" + "; ".join(part.strip() for part in told if part))


def _sure(probability: int | None, decision: str) -> str:
    share = "" if probability is None else f"{probability} %"
    return f"({', '.join(filter(None, (share, decision)))})" if share or decision else ""


def _sum_up(rehearsal: "Rehearsal", failed: int) -> None:
    from meterline.cli.rehearse_call import written  # noqa: PLC0415 - needs Django set up

    for one in rehearsal.stored:
        typer.echo(f"Было бы {written(one)}")
    if not rehearsal.stored:
        typer.echo("Ничего не было бы записано")
    if failed:
        typer.echo(f"{failed} expectations were not met", err=True)
