"""`meterline retention`: what has been kept long enough, and its removal."""

from datetime import datetime
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, parse_now, set_up

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    help="Personal data whose time of keeping is over (152-FZ): tell it, remove it.",
)

NOW = typer.Option(None, help="Take this for the present moment (ISO 8601 with zone).")


@app.command("plan")
def plan_command(now: str | None = NOW, home: Path = HOME_OPTION) -> None:
    """Tell what a run would remove, kind by kind; nothing is changed."""
    moment = _ready(home, now)
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from meterline.retention.job import plan  # noqa: PLC0415

    for due in plan(moment):
        since = f", самое раннее {timezone.localtime(due.oldest):%d.%m.%Y}" if due.oldest else ""
        typer.echo(f"{due.period.label}: хранится дней {due.period.days}, пора {due.count}{since}")


@app.command("run")
def run_command(
    by: str = typer.Option("retention", help="Who is named in the report and the audit log."),
    home: Path = HOME_OPTION,
) -> None:
    """Remove what is over, in batches; may be killed and run again at any time."""
    moment = _ready(home, None)
    from meterline.retention.job import run  # noqa: PLC0415 - needs Django set up
    from meterline.retention.periods import periods  # noqa: PLC0415

    report = run(moment, by)
    for key, count in report.counts.items():
        typer.echo(f"{periods().kinds[key].label}: удалено {count}")
    typer.echo(f"Отчёт № {report.pk}: всего {sum(report.counts.values())}, файлов {report.files}")


def _ready(home: Path, now: str | None) -> datetime:
    set_up(home)
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    from meterline.cli.database import require_migrated  # noqa: PLC0415

    require_migrated()
    return parse_now(now) or timezone.now()
