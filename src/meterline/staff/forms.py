"""Forms of employees, roles and the audit log's search."""

from typing import Any

from django import forms
from django.contrib.auth.models import User

from meterline.customers.models import Branch
from meterline.staff.models import ACTION_NAMES
from meterline.staff.permissions import Action, Role
from meterline.staff.services import Person, branches_where, everywhere

EVERYWHERE = "все филиалы"


class RoleForm(forms.Form):
    """A role in a branch of the manager's own, or in all where he may see to all."""

    role = forms.ChoiceField(label="Роль", choices=Role.choices)
    branch = forms.ModelChoiceField(label="Филиал", queryset=Branch.objects.none())

    def __init__(self, manager: Person, data: Any = None) -> None:
        super().__init__(data)
        branch: Any = self.fields["branch"]
        branch.queryset = branches_where(manager, Action.MANAGE_STAFF)
        if everywhere(manager, Action.MANAGE_STAFF):
            branch.required, branch.empty_label = False, EVERYWHERE

    @property
    def role_chosen(self) -> Role:
        """The role."""
        return Role(self.cleaned_data["role"])


class EmployeeForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who is taken on."""

    class Meta:
        model = User
        fields = ("username", "last_name", "first_name")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "Имя для входа"
        self.fields["username"].help_text = "Латиницей, например petrova"
        self.fields["last_name"].required = True
        self.fields["first_name"].label = "Имя, отчество"


class AuditSearch(forms.Form):
    """What is looked for in the audit log."""

    who = forms.CharField(label="Кто", required=False, max_length=150)
    action = forms.ChoiceField(
        label="Что", required=False, choices=[("", "всё"), *ACTION_NAMES.items()]
    )
    account = forms.CharField(label="Лицевой счёт", required=False, max_length=20)
    since = forms.DateField(
        label="С", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
    until = forms.DateField(
        label="По", required=False, widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )
