"""`meterline payments`: charges become debts, online payments are asked after and compared."""

import getpass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.table import Table

from meterline.cli.charge import parse_month
from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable

if TYPE_CHECKING:
    from meterline.payments.online.reconciling import Reconciled
    from meterline.payments.providers.port import Provider

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Debts and payments.")

ALL = "all"
YESTERDAY = "yesterday"
DIFFERS = 1
REFUSED = 2


@app.command("post")
def post(
    branch: str = typer.Option(..., help="Key of the branch, or all."),
    period: str = typer.Option(..., help="Billing period, as 2026-10."),
    home: Path = HOME_OPTION,
) -> None:
    """Post a month's stored charges as debts, corrections as differences; again adds nothing.

    Ends with 2 where a branch has no charges of the month to post.
    """
    month = parse_month(period)
    _set_up(home)
    from meterline.customers.models import Branch  # noqa: PLC0415 - needs Django set up
    from meterline.payments.money import roubles  # noqa: PLC0415
    from meterline.payments.posting import post as post_month  # noqa: PLC0415

    branches = list(Branch.objects.all() if branch == ALL else Branch.objects.filter(key=branch))
    if not branches:
        raise Mendable(f"филиала «{branch}» нет", "укажите ключ филиала или all")
    refused = False
    for one in branches:
        try:
            done = post_month(one, month, getpass.getuser())
        except Mendable as why:
            typer.echo(f"{one.name}: {why.message}. Что сделать: {why.mend}", err=True)
            refused = True
            continue
        typer.echo(
            f"{one.name}, {month:%m.%Y}: внесено начислений {done.added}, из них перерасчётов "
            f"{done.corrections}, на {roubles(done.total)}; не внесено по заглушкам "
            f"{done.unissuable}"
        )
    raise typer.Exit(REFUSED if refused else 0)


@app.command("settle")
def settle(
    day: str | None = typer.Option(
        None, help="Compare this day with the provider's list: 2026-11-22, or yesterday."
    ),
    csv: Path | None = typer.Option(None, help="Write what differs into this file."),
    home: Path = HOME_OPTION,
) -> None:
    """Ask the providers for payments and refunds without an answer; compare a day.

    Ends with 1 where something differs that a person has to look at.
    """
    _set_up(home)
    from meterline.payments.providers.choosing import known  # noqa: PLC0415 - needs Django

    providers = known()
    if not providers:
        raise Mendable(
            "платёжная система не подключена",
            "задайте METERLINE_YOOKASSA_SHOP и METERLINE_YOOKASSA_SECRET",
        )
    differs = False
    for provider in providers.values():
        _settle(provider)
        if day:
            differs |= _reconcile(provider, _parse_day(day), csv)
    raise typer.Exit(DIFFERS if differs else 0)


@app.callback()
def group() -> None:
    """Debts and payments."""


def _set_up(home: Path) -> None:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

    require_migrated()


def _parse_day(text: str) -> date:
    from django.utils import timezone  # noqa: PLC0415 - needs Django set up

    if text == YESTERDAY:
        return timezone.localdate() - timedelta(days=1)
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError as error:
        raise typer.BadParameter("expected a day, as 2026-11-22, or yesterday") from error


def _settle(provider: "Provider") -> None:
    from meterline.payments.online.settling import settle as settle_all  # noqa: PLC0415

    done = settle_all(provider)
    typer.echo(
        f"{provider.name}: оплачено {done.paid}, отменено {done.cancelled}, ждут {done.waiting}, "
        f"без ответа {done.unanswered}; возвраты: выполнено {done.refunds_done}, "
        f"ждут {done.refunds_waiting}"
    )


def _reconcile(provider: "Provider", day: date, csv: Path | None) -> bool:
    """Whether something differs that was not mended."""
    from meterline.payments.online.reconciling import Difference, reconcile  # noqa: PLC0415
    from meterline.payments.online.report import write_csv  # noqa: PLC0415
    from meterline.payments.providers.port import (  # noqa: PLC0415
        ProviderRefused,
        ProviderUnavailable,
    )

    try:
        found = reconcile(provider, day)
    except (ProviderUnavailable, ProviderRefused) as failure:
        raise Mendable(
            f"{provider.name}: список за день не получен ({failure})", "повторите команду позже"
        ) from failure
    _print(provider, day, found)
    if csv:
        write_csv(csv, found.differing)
    return any(one.difference is not Difference.MENDED for one in found.differing)


def _print(provider: "Provider", day: date, found: "Reconciled") -> None:
    from meterline.logs import mask_numbers  # noqa: PLC0415
    from meterline.payments.money import roubles  # noqa: PLC0415

    (ours, our_sum), (theirs, their_sum) = found.ours, found.theirs
    typer.echo(
        f"{provider.name}, {day:%d.%m.%Y}: у нас {ours} на {roubles(our_sum)}, "
        f"у платёжной системы {theirs} на {roubles(their_sum)}"
    )
    if not found.differing:
        typer.echo("Расхождений нет.")
        return
    table = Table("что", "расхождение", "номер", "лицевой счёт", "у нас", "там")
    for one in found.differing:
        sums = [roubles(side) if side is not None else "—" for side in (one.ours, one.theirs)]
        account = mask_numbers(one.account) or "—"
        table.add_row(one.what, one.difference.value, one.number, account, *sums)
    Console().print(table)
