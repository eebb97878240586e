"""Employees for the tests."""

from django.contrib.auth.models import User

from meterline.customers.models import Branch
from meterline.staff.models import RoleAssignment
from meterline.staff.permissions import Role

PASSWORD = "счётчик-на-стене-7"


def make_employee(login: str, role: Role | None = None, branch: Branch | None = None) -> User:
    """Somebody with a role in a branch (in all where none is named), or with none."""
    user = User.objects.create_user(login, password=PASSWORD)
    if role:
        RoleAssignment.objects.create(user=user, role=role, branch=branch)
    return user
