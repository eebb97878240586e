"""`meterline tokens`: leave for other programs to use the interface."""

from datetime import timedelta
from pathlib import Path

import typer

from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable
from meterline.robot.clock import wall_clock

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Tokens of the interface.")

SCOPE = typer.Option(..., "--scope", help="own:read, own:write, customers:read … (repeatable).")


@app.command("make")
def make(
    name: str = typer.Argument(help="What the token is for."),
    scope: list[str] = SCOPE,
    account: str = typer.Option("", help="The only account it is for (scopes own:…)."),
    branch: str = typer.Option("", help="Key of the only branch that it may see."),
    days: int = typer.Option(365, min=1, help="Days until it expires."),
    home: Path = HOME_OPTION,
) -> None:
    """Make a token and print it, once."""
    set_up(home)
    from meterline.api.scopes import Scope  # noqa: PLC0415 - needs Django set up
    from meterline.api.tokens import BadScopes, Owner, make_token  # noqa: PLC0415
    from meterline.cli.database import require_migrated  # noqa: PLC0415
    from meterline.customers.models import Account, Branch  # noqa: PLC0415

    require_migrated()
    of_account = Account.objects.filter(number=account).first()
    of_branch = Branch.objects.filter(key=branch).first()
    if (account and not of_account) or (branch and not of_branch):
        raise Mendable("there is no such account or branch", "see them in the administration")
    owner = Owner(name, "meterline tokens", of_account, of_branch)
    try:
        scopes = [Scope(one) for one in scope]
        _, text = make_token(owner, scopes, wall_clock() + timedelta(days=days))
    except BadScopes as bad:
        raise Mendable(str(bad), "see: meterline tokens make --help") from bad
    except ValueError as unknown:
        known = ", ".join(Scope.values)
        raise Mendable(str(unknown), f"scopes are: {known}") from unknown
    typer.echo(text)
