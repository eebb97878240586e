"""Roles held in all branches open the pages of the administration that go with them.

Those pages show every branch, so a role in one branch opens none of them.
"""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.backends import BaseBackend

from meterline.staff.permissions import Action
from meterline.staff.services import Person, everywhere_by_role


def _view(*models: str) -> tuple[str, ...]:
    return tuple(f"{app}.view_{name}" for app, name in (one.split(".") for one in models))


def _write(*models: str) -> tuple[str, ...]:
    parts = [one.split(".") for one in models]
    return tuple(f"{a}.{verb}_{n}" for a, n in parts for verb in ("add", "change", "view"))


CUSTOMERS = (
    *("customers.account", "customers.customer", "customers.contract", "customers.meter"),
    *("customers.register", "customers.meteringpoint", "customers.meteract"),
    *("customers.linkedphone", "customers.linkedemail", "customers.change"),
    *("readings.reading", "readings.receipt", "readings.repeat", "readings.verdict"),
)
COMPANY = (
    *("customers.branch", "customers.branchday", "customers.submissionwindow"),
    *("customers.phoneoverride", "phrases.phrase"),
)

PERMISSIONS: Mapping[Action, tuple[str, ...]] = {
    Action.SEE_ACCOUNTS: _view(*CUSTOMERS),
    Action.REVIEW: ("readings.add_verdict", "calls.view_message", "calls.change_message"),
    Action.TAKE_CALLS: ("calls.take_call",),
    Action.HEAR_RECORDINGS: ("calls.view_call", "calls.view_message"),
    Action.RUN_CHARGES: _view("charging.run", "charging.charge"),
    Action.EDIT_COMPANY: _write(*COMPANY),
}
"""Which of the administration's own permissions an action brings."""


class RolePermissions(BaseBackend):
    """An authentication backend that signs nobody in and knows what roles allow."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        """The permissions that a person's roles in all branches bring; none about one row."""
        if obj is not None or not user_obj.is_active:
            return set()
        return {
            permission
            for action, permissions in PERMISSIONS.items()
            if everywhere_by_role(user_obj, action)
            for permission in permissions
        }

    def has_module_perms(self, user_obj: Person, app_label: str) -> bool:
        """Whether there is any permission in an app."""
        return any(one.startswith(f"{app_label}.") for one in self.get_all_permissions(user_obj))
