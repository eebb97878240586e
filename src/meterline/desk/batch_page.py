"""Entry of a paper list: what is good is stored, what is not stays in the grid."""

from datetime import date, timedelta
from itertools import zip_longest
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from meterline.desk.batch import Outcome, enter_row
from meterline.desk.pasted import COLUMNS, Row, rows_of
from meterline.staff.models import AuditEntry
from meterline.staff.permissions import Action
from meterline.staff.services import allowed

BLANK_ROWS = 10
AT_ONCE = 100
"""Rows of one request; the rest of a longer list waits in its field."""

BACK = timedelta(days=31)
"""How long a paper may have lain before it is entered."""

DONE_SHOWN = 15


class ListForm(forms.Form):
    """When the list was taken in."""

    day = forms.DateField(
        label="Список получен", widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def clean_day(self) -> date:
        """A day of the last month."""
        day: date = self.cleaned_data["day"]
        today = timezone.localdate()
        if not today - BACK <= day <= today:
            raise forms.ValidationError("День — сегодня или в последний месяц.")
        return day


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.ENTER_READINGS)
def batch(request: HttpRequest) -> HttpResponse:
    """The grid; each post stores the rows that are good."""
    form = ListForm(request.POST or {"day": timezone.localdate().isoformat()})
    outcomes: list[Outcome] = []
    rows, rest = posted_rows(request.POST)
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data["day"]
        outcomes = [enter_row(request, row, day) for row in rows]
        rows = []
    stays = [one for one in outcomes if not one.accepted] or [Outcome(row) for row in rows]
    shown = {
        "form": form,
        "stored": [one for one in outcomes if one.accepted],
        "rows": _grid(stays),
        "wrong": sum(bool(one.problem) for one in stays),
        "rest": rest,
        "done": _done(request),
    }
    return render(request, "desk/batch.html", shown)


def posted_rows(posted: QueryDict) -> tuple[list[Row], str]:
    """Rows of the grid and of the pasted list, and what of the list is too much at once."""
    columns = [posted.getlist(f"value{number}") for number in range(1, COLUMNS + 1)]
    cells = zip_longest(posted.getlist("account"), *columns, posted.getlist("why"), fillvalue="")
    typed = [
        Row(account.strip(), tuple(v.strip() for v in values if v.strip()), why.strip())
        for account, *values, why in cells
    ]
    lines = posted.get("list", "").splitlines()
    rows = [row for row in typed if not row.empty]
    room = max(0, AT_ONCE - len(rows))
    return [*rows, *rows_of("\n".join(lines[:room]))], "\n".join(lines[room:])


def _grid(stays: list[Outcome]) -> list[dict[str, Any]]:
    """The rows to be shown, blank ones last; the cursor in the first that waits."""
    blank = Outcome(Row("", ()))
    filled = [*stays, *[blank] * max(1, BLANK_ROWS - len(stays))]
    return [{"one": one, "focus": place == 0} for place, one in enumerate(filled)]


def _done(request: HttpRequest) -> list[AuditEntry]:
    """What the clerk entered last, so that the place on the paper is found again."""
    own = AuditEntry.objects.filter(
        who=request.user.get_username(), action=Action.ENTER_READINGS
    ).select_related("account")
    return list(own[:DONE_SHOWN])
