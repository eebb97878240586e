"""`meterline staff`: employees and their roles, for the first of them and for scripts."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from meterline.cli.home import HOME_OPTION, set_up
from meterline.errors import Mendable

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    from meterline.customers.models import Branch
    from meterline.staff.permissions import Role

app = typer.Typer(no_args_is_help=True, add_completion=False, help="Employees and their roles.")

AUTHOR = "meterline staff"
LOGIN = typer.Argument(help="Name to sign in by.")
ROLE = typer.Argument(help="clerk, reviewer, operator, supervisor, billing …")
BRANCH = typer.Option("", help="Key of the branch; without it the role holds in all.")
SITE = typer.Option("http://localhost:8000", help="Address of the site, for the link.")


@app.command("add")
def add(
    login: str = LOGIN,
    surname: str = typer.Option(..., help="Surname."),
    name: str = typer.Option("", help="Name and patronymic."),
    role: str = typer.Option("", help="First role."),
    branch: str = BRANCH,
    site: str = SITE,
    home: Path = HOME_OPTION,
) -> None:
    """Take somebody on; prints a link by which he sets his password, once."""
    _ready(home)
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up

    from meterline.staff.people import password_page, take_on  # noqa: PLC0415

    if User.objects.filter(username=login).exists():
        raise Mendable(f"{login} is there already", "see: meterline staff roles")
    user = User(username=login, last_name=surname, first_name=name)
    take_on(AUTHOR, user, _role(role) if role else None, _branch(branch))
    typer.echo(site.rstrip("/") + password_page(AUTHOR, user))


@app.command("roles")
def roles(home: Path = HOME_OPTION) -> None:
    """List employees with their roles."""
    _ready(home)
    from meterline.staff.people import employees  # noqa: PLC0415 - needs Django set up

    for one in employees():
        held = "; ".join(map(str, one.roles.all())) or ("всё" if one.is_superuser else "—")
        gone = "" if one.is_active else " (уволен)"
        typer.echo(f"{one.username}{gone}: {held}")


@app.command("grant")
def grant(
    login: str = LOGIN, role: str = ROLE, branch: str = BRANCH, home: Path = HOME_OPTION
) -> None:
    """Give a role."""
    _ready(home)
    from meterline.staff import services  # noqa: PLC0415 - needs Django set up

    typer.echo(services.grant(AUTHOR, _user(login), _role(role), _branch(branch)))


@app.command("withdraw")
def withdraw(
    login: str = LOGIN, role: str = ROLE, branch: str = BRANCH, home: Path = HOME_OPTION
) -> None:
    """Take a role away."""
    _ready(home)
    from meterline.staff import services  # noqa: PLC0415 - needs Django set up

    held = _user(login).roles.filter(role=_role(role), branch=_branch(branch)).first()
    if held is None:
        raise Mendable(f"{login} does not hold this role", "see: meterline staff roles")
    services.withdraw(AUTHOR, held)


@app.command("password")
def password(login: str = LOGIN, site: str = SITE, home: Path = HOME_OPTION) -> None:
    """Print a link by which an employee sets a new password, once, within three days."""
    _ready(home)
    from meterline.staff.people import password_page  # noqa: PLC0415 - needs Django set up

    typer.echo(site.rstrip("/") + password_page(AUTHOR, _user(login)))


@app.command("drop-factor")
def drop_factor(login: str = LOGIN, home: Path = HOME_OPTION) -> None:
    """Forget a lost telephone: the next sign-in takes another."""
    _ready(home)
    from meterline.staff.factor import drop  # noqa: PLC0415 - needs Django set up

    if not drop(AUTHOR, _user(login)):
        raise Mendable(f"{login} has no second factor", "it is set up at the next sign-in")


@app.command("dismiss")
def dismiss(login: str = LOGIN, home: Path = HOME_OPTION) -> None:
    """Let an employee in no more."""
    _ready(home)
    from meterline.staff import people  # noqa: PLC0415 - needs Django set up

    people.dismiss(AUTHOR, _user(login))


def _ready(home: Path) -> None:
    set_up(home)
    from meterline.cli.database import require_migrated  # noqa: PLC0415 - needs Django set up

    require_migrated()


def _user(login: str) -> "User":
    from django.contrib.auth.models import User  # noqa: PLC0415 - needs Django set up

    found = User.objects.filter(username=login).first()
    if found is None:
        raise Mendable(f"there is no employee {login}", "see: meterline staff roles")
    return found


def _role(key: str) -> "Role":
    from meterline.staff.permissions import Role  # noqa: PLC0415 - needs Django set up

    if key not in Role.values:
        raise Mendable(f"there is no role {key}", f"roles are: {', '.join(Role.values)}")
    return Role(key)


def _branch(key: str) -> "Branch | None":
    from meterline.customers.models import Branch  # noqa: PLC0415 - needs Django set up

    found = Branch.objects.filter(key=key).first() if key else None
    if key and found is None:
        known = ", ".join(Branch.objects.values_list("key", flat=True))
        raise Mendable(f"there is no branch {key}", f"branches are: {known}")
    return found
