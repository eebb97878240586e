"""Employees at the desk, and what they post."""

from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from meterline.customers.models import Account, Branch
from meterline.readings.models import Reading
from meterline.staff.models import RoleAssignment
from meterline.staff.permissions import Role


def employee(login: str, role: Role, branch: Branch | None = None) -> User:
    """Somebody with a role in a branch, in all where none is named."""
    user = User.objects.create_user(login)
    RoleAssignment.objects.create(user=user, role=role, branch=branch)
    return user


def field(account: Account, zone: str = "single") -> str:
    """The name of a register's field."""
    return f"v{account.meters.get().registers.get(zone=zone).pk}"


def enter(client: Client, account: Account, /, **values: object) -> Any:
    """Post values by zone, and other fields by their names."""
    zones = {"single", "day", "night"}
    posted = {field(account, key) if key in zones else key: str(v) for key, v in values.items()}
    return client.post(f"/desk/accounts/{account.number}/readings/", posted)


def text(response: Any) -> str:
    """What a page says, spaces in one piece."""
    return " ".join(response.content.decode().split())


def entered(account: Account) -> list[tuple[str, int, str]]:
    """Source, value and status of what was entered this month."""
    rows = Reading.objects.filter(register__meter__account=account, counted_for="2026-11-01")
    return list(rows.order_by("pk").values_list("source", "value", "status"))
