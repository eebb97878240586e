"""Which calls a page is about: period, branch, phone, version; never more than one may see."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from meterline.quality.models import CallSummary
from meterline.staff.permissions import Action
from meterline.staff.services import Person, branches_where, everywhere

DAYS = 30
"""The period that a page begins with."""

MOST_DAYS = 92
"""A quarter: what is counted while a person waits."""

NO_BRANCH = "0"
NO_VERSION = "-"
"""What stands in an address for calls without a branch, without a version."""


@dataclass(frozen=True)
class Selection:
    """Calls of a period, both days included; an empty field is any.

    `visible` are the branches' keys that the person may see, None for all and for calls
    without a branch.
    """

    since: date
    until: date
    branch: str = ""
    phone: str = ""
    version: str = ""
    visible: frozenset[int] | None = None

    def rows(self) -> QuerySet[CallSummary]:
        """The summaries, in no order."""
        rows = CallSummary.objects.filter(day__gte=self.since, day__lte=self.until).order_by()
        if self.visible is not None:
            rows = rows.filter(branch__in=self.visible)
        if self.branch:
            none = self.branch == NO_BRANCH
            rows = rows.filter(branch=None) if none else rows.filter(branch=int(self.branch))
        if self.phone:
            rows = rows.filter(phone=self.phone)
        if self.version:
            rows = rows.filter(version="" if self.version == NO_VERSION else self.version)
        return rows

    def narrowed(self, **fields: Any) -> "Selection":
        """The same with other fields."""
        return replace(self, **fields)

    def query(self) -> str:
        """What stands behind `?` in the address of a page about these calls."""
        told = {
            "since": self.since.isoformat(),
            "until": self.until.isoformat(),
            "branch": self.branch,
            "phone": self.phone,
            "version": self.version,
        }
        return urlencode({name: value for name, value in told.items() if value})


class SelectionForm(forms.Form):
    """The filters as a person sets them."""

    since = forms.DateField(label="С", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    until = forms.DateField(label="По", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    branch = forms.ChoiceField(label="Филиал", required=False)
    phone = forms.ChoiceField(
        label="Телефон", required=False, choices=[("", "любой"), *CallSummary.Phone.choices]
    )
    version = forms.CharField(label="Версия", required=False, max_length=20, widget=forms.Select())

    def __init__(self, user: Person, today: date, asked: Mapping[str, str]) -> None:
        """What the address does not name is the last days, and everything."""
        usual = {"since": today - timedelta(days=DAYS - 1), "until": today}
        super().__init__({**usual, **{name: asked[name] for name in asked}})
        self._usual = Selection(usual["since"], usual["until"], visible=_visible(user))
        branches = [(str(one.pk), one.name) for one in branches_where(user, Action.SEE_QUALITY)]
        without = [(NO_BRANCH, "не определён")] if self._usual.visible is None else []
        field: Any = self.fields["branch"]
        field.choices = [("", "все"), *branches, *without]
        self.offer_versions(())

    def clean(self) -> dict[str, Any]:
        """A period begins before it ends, and not too long before."""
        cleaned: dict[str, Any] = super().clean() or {}
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and since > until:
            self.add_error("until", "Конец периода раньше начала.")
        elif since and until and (until - since).days >= MOST_DAYS:
            self.add_error("until", f"Период не может быть длиннее {MOST_DAYS} дней.")
        return cleaned

    def selection(self) -> Selection:
        """What was set; the last days where it makes no sense."""
        return replace(self._usual, **self.cleaned_data) if self.is_valid() else self._usual

    def offer_versions(self, found: "set[str] | tuple[()]") -> None:
        """Let one of these versions be chosen, or the one that was."""
        chosen = str(self.data.get("version") or "")
        names = {one or NO_VERSION for one in found} | ({chosen} if chosen else set())
        field: Any = self.fields["version"]
        field.widget.choices = [
            ("", "любая"),
            *((one, "не записана" if one == NO_VERSION else one) for one in sorted(names)),
        ]


def _visible(user: Person) -> frozenset[int] | None:
    if everywhere(user, Action.SEE_QUALITY):
        return None
    branches = branches_where(user, Action.SEE_QUALITY)
    return frozenset(branches.values_list("pk", flat=True))
