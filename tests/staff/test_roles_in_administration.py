"""What roles open of the administration, and the command that gives them."""

from collections.abc import Callable
from pathlib import Path

import pytest
from company_made_up import make_account, make_branch
from django.contrib.auth.models import Permission
from django.test import Client
from staff_made_up import make_employee
from typer.testing import CliRunner, Result

from meterline.cli import main
from meterline.staff.backend import PERMISSIONS
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import GRANTS, Action, Reach, Role

DOCS = Path(__file__).resolve().parents[2] / "docs" / "roles.md"


@pytest.mark.parametrize(
    ("role", "everywhere", "opened"),
    [
        (Role.AUDITOR, True, {"/admin/readings/reading/", "/admin/customers/account/"}),
        (Role.AUDITOR, False, set()),
        (Role.CLERK, False, set()),
        (Role.ADMINISTRATOR, True, {"/admin/customers/account/", "/admin/customers/branch/add/"}),
        (Role.SUPERVISOR, False, set()),
    ],
)
def test_a_role_in_all_branches_opens_the_pages_that_show_them(
    db: None, client: Client, role: Role, everywhere: bool, opened: set[str]
) -> None:
    branch = make_branch()
    make_account("100000001", {"single": [1]}, branch=branch)
    user = make_employee("ivanova", role, None if everywhere else branch)
    user.is_staff = True
    user.save()
    client.force_login(user)
    pages = {"/admin/readings/reading/", "/admin/customers/account/"}
    pages |= {"/admin/customers/branch/add/", "/admin/auth/user/"}
    found = {page for page in pages if client.get(page).status_code == 200}
    assert found >= opened
    assert "/admin/auth/user/" not in found
    assert everywhere or not found


def test_every_permission_that_a_role_brings_is_there(db: None) -> None:
    known = {
        f"{app}.{name}"
        for app, name in Permission.objects.values_list("content_type__app_label", "codename")
    }
    named = {one for permissions in PERMISSIONS.values() for one in permissions}
    assert named <= known


def test_the_table_in_the_docs_is_the_one_that_holds() -> None:
    signs = {None: "–", Reach.OWN: "own", Reach.ALL: "all"}
    lines = (line.split("|") for line in DOCS.read_text(encoding="utf-8").splitlines())
    rows = [cells for cells in lines if len(cells) == len(Role) + 4 and "`" in cells[1]]
    told = {cells[1].strip(" `"): [cell.strip() for cell in cells[3:-1]] for cells in rows}
    assert told == {
        action.value: [signs[GRANTS[action].get(role)] for role in Role] for action in Action
    }


@pytest.fixture
def run(db: None, home: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command, in this process and this data base."""
    monkeypatch.setenv("METERLINE_HOME", str(home))
    return lambda *words: CliRunner().invoke(main.app, [*words, "--home", str(home)])


def test_the_first_administrator_comes_by_command(run: Callable[..., Result]) -> None:
    make_branch()
    given = ("--surname", "Петрова", "--role", "administrator", "--site", "https://meters.example/")
    added = run("staff", "add", "petrova", *given)
    assert added.output.startswith("https://meters.example/staff/password/")
    run("staff", "grant", "petrova", "clerk", "--branch", "khakassia")
    listed = run("staff", "roles").output
    assert listed == "petrova: администратор, все филиалы; сотрудник офиса, Филиал khakassia\n"
    run("staff", "withdraw", "petrova", "administrator")
    run("staff", "dismiss", "petrova")
    assert run("staff", "roles").output == "petrova (уволен): сотрудник офиса, Филиал khakassia\n"
    assert set(AuditEntry.objects.values_list("who", flat=True)) == {"meterline staff"}


@pytest.mark.parametrize(
    ("words", "mend"),
    [
        (("grant", "petrova", "king"), "roles are: clerk, reviewer"),
        (("grant", "petrova", "clerk", "--branch", "moon"), "branches are: khakassia"),
        (("grant", "nobody", "clerk"), "meterline staff roles"),
        (("withdraw", "petrova", "clerk"), "meterline staff roles"),
        (("add", "petrova", "--surname", "П"), "meterline staff roles"),
        (("drop-factor", "petrova"), "at the next sign-in"),
    ],
)
def test_what_cannot_be_done_says_what_can(
    run: Callable[..., Result], words: tuple[str, ...], mend: str
) -> None:
    make_branch()
    make_employee("petrova")
    refused = run("staff", *words)
    assert refused.exit_code == 2
    assert mend in refused.output
