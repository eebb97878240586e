"""Employees and their roles, as administrators see to them; the audit log's search."""

import re
from datetime import UTC, datetime
from typing import Any

import pytest
from company_made_up import make_account, make_branch
from django.contrib.auth.models import User
from django.test import Client
from staff_made_up import PASSWORD, make_employee

from meterline.customers.models import Branch
from meterline.staff.models import AuditEntry, RoleAssignment
from meterline.staff.permissions import Action, Role

PEOPLE = "/staff/people/"


@pytest.fixture
def here(db: None) -> Branch:
    return make_branch("khakassia")


@pytest.fixture
def there(db: None) -> Branch:
    return make_branch("tyva")


@pytest.fixture
def manager(client: Client, here: Branch, there: Branch) -> Client:
    """An administrator of one branch, signed in."""
    client.force_login(make_employee("petrova", Role.ADMINISTRATOR, here))
    return client


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def take_on(client: Client, branch: Branch | None, login: str = "ivanova") -> str:
    return text(
        client.post(
            PEOPLE,
            {
                "username": login,
                "last_name": "Иванова",
                "first_name": "Анна",
                "role": "clerk",
                "branch": branch.pk if branch else "",
            },
        )
    )


def test_a_new_employee_sets_a_password_by_a_link_that_works_once(
    manager: Client, here: Branch, settings: Any
) -> None:
    settings.METERLINE_SECOND_FACTOR = False
    page = take_on(manager, here)
    link = re.search(r"<code>http://testserver(/staff/password/[^<]+)</code>", page)
    assert link
    held = RoleAssignment.objects.get(user__username="ivanova")
    assert (held.role, held.branch) == ("clerk", here)
    own = Client()
    form = own.get(link[1], follow=True)
    address = form.redirect_chain[-1][0]
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    assert "слишком похож" in text(
        own.post(address, {"new_password1": "ivanova1", "new_password2": "ivanova1"})
    )
    assert own.post(address, chosen)["Location"] == "/staff/sign-in/"
    assert "уже использована" in text(Client().get(link[1], follow=True))
    entered = own.post("/staff/sign-in/", {"username": "ivanova", "password": PASSWORD})
    assert entered["Location"] == "/desk/"
    told = AuditEntry.objects.filter(who="petrova").values_list("subject", flat=True)
    assert set(told) == {
        "Сотрудник заведён: ivanova",
        "Роль дана: ivanova, сотрудник офиса, Филиал khakassia",
        "Выдана ссылка для пароля: ivanova",
    }


def test_nobody_gets_in_before_a_password_is_set(manager: Client, here: Branch) -> None:
    take_on(manager, here)
    answer = Client().post("/staff/sign-in/", {"username": "ivanova", "password": ""})
    assert "Location" not in answer


@pytest.mark.parametrize("everywhere", [True, False])
def test_a_branchs_administrator_gives_roles_in_his_branch_only(
    manager: Client, there: Branch, everywhere: bool
) -> None:
    take_on(manager, None if everywhere else there)
    assert not User.objects.filter(username="ivanova").exists()
    ivanova = make_employee("ivanova")
    address = f"{PEOPLE}{ivanova.pk}/roles/"
    branch = "" if everywhere else there.pk
    page = text(manager.post(address, {"role": "clerk", "branch": branch}, follow=True))
    assert "вы дать не можете" in page
    assert not ivanova.roles.exists()


def test_an_administrator_of_all_gives_roles_everywhere(client: Client, here: Branch) -> None:
    client.force_login(make_employee("petrova", Role.ADMINISTRATOR))
    ivanova = make_employee("ivanova")
    client.post(f"{PEOPLE}{ivanova.pk}/roles/", {"role": "auditor", "branch": ""})
    assert ivanova.roles.get().branch is None


def test_a_role_is_taken_away(manager: Client, here: Branch) -> None:
    ivanova = make_employee("ivanova", Role.CLERK, here)
    manager.post(f"{PEOPLE}{ivanova.pk}/roles/{ivanova.roles.get().pk}/remove/")
    assert not ivanova.roles.exists()


@pytest.mark.parametrize("step", ["roles", "password", "factor", "dismiss", "take-back"])
@pytest.mark.parametrize("whose", ["own", "another branch's", "superuser's"])
def test_an_administrator_sees_to_nobody_beyond_his_branch_nor_to_himself(
    manager: Client, there: Branch, whose: str, step: str
) -> None:
    people = {
        "own": lambda: User.objects.get(username="petrova"),
        "another branch's": lambda: make_employee("somebody", Role.CLERK, there),
        "superuser's": lambda: User.objects.create_superuser("root"),
    }
    one = people[whose]()
    posted = {"role": "clerk", "branch": Branch.objects.get(key="khakassia").pk}
    answer = manager.post(f"{PEOPLE}{one.pk}/{step}/", posted)
    assert answer.status_code == 403
    one.refresh_from_db()
    assert one.is_active
    assert not one.roles.filter(role="clerk", branch__key="khakassia").exists()


def test_dismissal_and_return(manager: Client, here: Branch) -> None:
    ivanova = make_employee("ivanova", Role.CLERK, here)
    manager.post(f"{PEOPLE}{ivanova.pk}/dismiss/")
    ivanova.refresh_from_db()
    assert not ivanova.is_active
    assert "уволен" in text(manager.get(PEOPLE))
    manager.post(f"{PEOPLE}{ivanova.pk}/take-back/")
    ivanova.refresh_from_db()
    assert ivanova.is_active


@pytest.fixture
def logged(here: Branch, there: Branch) -> None:
    """Four entries on three days."""
    account = make_account("100000001", {}, branch=here)
    for day, who, action, of in (
        (10, "ivanova", Action.ENTER_READINGS, account),
        (11, "ivanova", Action.TAKE_PAYMENTS, account),
        (11, "sidorova", Action.ENTER_READINGS, None),
        (12, "sidorova", Action.REPLACE_METERS, None),
    ):
        AuditEntry.objects.create(
            # 20:30 in Greenwich is the next day already where the company is.
            at=datetime(2026, 11, day - 1, 20, 30, tzinfo=UTC),
            who=who,
            action=action,
            subject=f"запись {day} {who}",
            branch=here,
            account=of,
        )


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({}, ["12 sidorova", "11 sidorova", "11 ivanova", "10 ivanova"]),
        ({"who": "ivan"}, ["11 ivanova", "10 ivanova"]),
        ({"action": "enter_readings"}, ["11 sidorova", "10 ivanova"]),
        ({"account": "100 000 001"}, ["11 ivanova", "10 ivanova"]),
        ({"since": "2026-11-11"}, ["12 sidorova", "11 sidorova", "11 ivanova"]),
        ({"until": "2026-11-11"}, ["11 sidorova", "11 ivanova", "10 ivanova"]),
        ({"since": "2026-11-11", "until": "2026-11-11", "who": "ivanova"}, ["11 ivanova"]),
        ({"account": "7"}, []),
    ],
)
def test_the_audit_log_is_searched(
    client: Client, logged: None, search: dict[str, str], found: list[str]
) -> None:
    client.force_login(make_employee("auditor", Role.AUDITOR))
    page = text(client.get("/staff/audit/", search))
    assert re.findall(r"запись (\d+ \w+)", page) == found
    assert ("Ничего не найдено" in page) is (found == [])


def test_a_long_log_is_read_by_pages(client: Client, db: None) -> None:
    for number in range(51):
        AuditEntry.objects.create(
            at=datetime(2026, 11, 1, tzinfo=UTC), who="a", action="review", subject=f"№{number}."
        )
    client.force_login(make_employee("auditor", Role.AUDITOR))
    first = text(client.get("/staff/audit/", {"who": "a"}))
    assert "№50." in first
    assert "№0." not in first
    assert "?who=a&amp;page=2" in first
    assert "№0." in text(client.get("/staff/audit/", {"who": "a", "page": "2"}))


def test_ones_own_page_tells_the_roles(client: Client, here: Branch) -> None:
    client.force_login(make_employee("ivanova", Role.CLERK, here))
    page = text(client.get("/staff/"))
    assert "сотрудник офиса, Филиал khakassia" in page
    assert "Телефон ко входу не подключён" in page
    assert "Журнал действий" not in page


def test_the_password_is_changed_by_whoever_knows_the_old_one(client: Client, here: Branch) -> None:
    user = make_employee("ivanova", Role.CLERK, here)
    client.force_login(user)
    new = {"new_password1": "тарелка-у-окна-9", "new_password2": "тарелка-у-окна-9"}
    client.post("/staff/password/", {"old_password": "wrong", **new})
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    client.post("/staff/password/", {"old_password": PASSWORD, **new})
    user.refresh_from_db()
    assert user.check_password("тарелка-у-окна-9")
