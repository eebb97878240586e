"""Who may do what, where; what the audit log keeps."""

import pytest
from company_made_up import make_account, make_branch
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, transaction
from django.test import RequestFactory
from staff_made_up import make_employee

from meterline.customers.models import Branch
from meterline.readings.models.append_only import LedgerIsAppendOnly
from meterline.staff.audit import record
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Action, Role
from meterline.staff.services import branches_where, grant, may, require, withdraw

NOWHERE, IN_OWN, EVERYWHERE = (False, False), (True, False), (True, True)
"""Whether something is allowed in the role's own branch, and in another."""


@pytest.fixture
def here(db: None) -> Branch:
    return make_branch("khakassia")


@pytest.fixture
def there(db: None) -> Branch:
    return make_branch("tyva")


@pytest.mark.parametrize(
    ("role", "action", "where"),
    [
        (Role.CLERK, Action.ENTER_READINGS, IN_OWN),
        (Role.CLERK, Action.TAKE_PAYMENTS, IN_OWN),
        (Role.CLERK, Action.SEE_ACCOUNTS, IN_OWN),
        (Role.CLERK, Action.SEE_AUDIT, NOWHERE),
        (Role.CLERK, Action.REFUND_PAYMENTS, NOWHERE),
        (Role.OPERATOR, Action.SEE_ACCOUNTS, EVERYWHERE),
        (Role.OPERATOR, Action.ENTER_READINGS, IN_OWN),
        (Role.OPERATOR, Action.CORRECT_READINGS, NOWHERE),
        (Role.SUPERVISOR, Action.WATCH_BOARD, EVERYWHERE),
        (Role.ADMINISTRATOR, Action.MANAGE_STAFF, IN_OWN),
        (Role.ADMINISTRATOR, Action.ENTER_READINGS, NOWHERE),
        (Role.AUDITOR, Action.SEE_AUDIT, IN_OWN),
        (Role.AUDITOR, Action.CORRECT_READINGS, NOWHERE),
    ],
)
def test_a_role_reaches_as_far_as_the_table_says(
    here: Branch, there: Branch, role: Role, action: Action, where: tuple[bool, bool]
) -> None:
    user = make_employee("ivanova", role, here)
    assert (may(user, action, here), may(user, action, there)) == where
    assert may(user, action) is any(where)


def test_a_role_in_all_branches_holds_in_each(here: Branch, there: Branch) -> None:
    user = make_employee("ivanova", Role.CLERK)
    assert may(user, Action.ENTER_READINGS, here)
    assert may(user, Action.ENTER_READINGS, there)
    assert set(branches_where(user, Action.ENTER_READINGS)) == {here, there}


def test_roles_add_up(here: Branch, there: Branch) -> None:
    user = make_employee("ivanova", Role.CLERK, here)
    grant("petrova", user, Role.AUDITOR, there)
    assert may(user, Action.ENTER_READINGS, here)
    assert may(user, Action.SEE_AUDIT, there)
    assert not may(user, Action.ENTER_READINGS, there)
    assert list(branches_where(user, Action.SEE_AUDIT)) == [there]


def test_who_has_no_role_left_or_is_not_signed_in_may_nothing(here: Branch) -> None:
    gone = make_employee("ivanova", Role.CLERK, here)
    gone.is_active = False
    gone.save()
    nobody = make_employee("petrova")
    for user in (gone, nobody, AnonymousUser()):
        assert not any(may(user, action) or may(user, action, here) for action in Action)


def test_a_superuser_may_everything_until_dismissed(here: Branch) -> None:
    root = User.objects.create_superuser("root")
    assert all(may(root, action, here) for action in Action)
    root.is_active = False
    assert not any(may(root, action, here) for action in Action)


def test_a_refusal_says_in_russian_what_is_not_allowed_and_where(
    here: Branch, there: Branch
) -> None:
    clerk = make_employee("ivanova", Role.CLERK, here)
    with pytest.raises(PermissionDenied, match=r"в филиале «Филиал tyva»: вносить показания"):
        require(clerk, Action.ENTER_READINGS, there)
    with pytest.raises(PermissionDenied, match=r"не позволяет: смотреть журнал действий"):
        require(clerk, Action.SEE_AUDIT, here)


def test_giving_and_taking_a_role_is_on_record(here: Branch) -> None:
    user = make_employee("ivanova")
    held = grant("petrova", user, Role.CLERK, here)
    assert grant("petrova", user, Role.CLERK, here) == held
    assert may(user, Action.ENTER_READINGS, here)
    withdraw("petrova", held)
    assert not may(user, Action.ENTER_READINGS, here)
    told = list(AuditEntry.objects.values_list("who", "subject", "branch"))
    assert told == [
        ("petrova", "Роль снята: ivanova, сотрудник офиса, Филиал khakassia", here.pk),
        ("petrova", "Роль дана: ivanova, сотрудник офиса, Филиал khakassia", here.pk),
    ]


def test_an_entry_names_who_what_where_from(here: Branch) -> None:
    account = make_account("100000001", {}, branch=here)
    clerk = make_employee("ivanova", Role.CLERK, here)
    request = RequestFactory().get("/", REMOTE_ADDR="10.1.2.3")
    entry = record(
        clerk,
        Action.REPLACE_METERS,
        "Счётчик № 1 заменён",
        account=account,
        details={"day": "2026-11-22"},
        request=request,
    )
    entry.refresh_from_db()
    assert (entry.who, entry.branch, entry.account) == ("ivanova", here, account)
    assert (entry.action_name, entry.address) == ("заменять счётчики", "10.1.2.3")
    assert entry.details == {"day": "2026-11-22"}


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE staff_auditentry SET who = 'nobody'",
        "DELETE FROM staff_auditentry",
    ],
)
def test_the_data_base_itself_keeps_the_log_as_it_is(db: None, statement: str) -> None:
    record("ivanova", Action.SEE_AUDIT, "Журнал")
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditEntry.objects.get().who == "ivanova"


def test_the_program_does_not_change_the_log_either(db: None) -> None:
    entry = record("ivanova", Action.SEE_AUDIT, "Журнал")
    for change in (entry.save, entry.delete, AuditEntry.objects.all().delete):
        with pytest.raises(LedgerIsAppendOnly):
            change()
