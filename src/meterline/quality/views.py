"""The figures, and the calls behind each of them."""

from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from meterline.customers.models import Branch
from meterline.quality import tables
from meterline.quality.charts import chart
from meterline.quality.conditions import ALL
from meterline.quality.counting import Group, added_up, confusions, groups, stopped
from meterline.quality.models import CallSummary
from meterline.quality.selection import Selection, SelectionForm
from meterline.staff.permissions import Action
from meterline.staff.services import allowed

PER_PAGE = 50


@require_safe
@never_cache
@allowed(Action.SEE_QUALITY)
def page(request: HttpRequest) -> HttpResponse:
    """All figures of the calls that were selected."""
    form = _form(request)
    selection = form.selection()
    found = groups(selection)
    form.offer_versions({group.version for group in found})
    shown = {
        "form": form,
        "selection": selection,
        "columns": tables.COLUMNS,
        **_tables(found, selection),
        **_stops(selection),
    }
    return render(request, "quality/page.html", shown)


def _form(request: HttpRequest) -> SelectionForm:
    return SelectionForm(request.user, timezone.localdate(), request.GET.dict())


def _tables(found: tuple[Group, ...], selection: Selection) -> dict[str, Any]:
    names: dict[int | None, str] = {None: "не определён"}
    names |= dict(Branch.objects.values_list("pk", "name"))
    total = added_up(found)
    days = tables.by_day(found)
    return {
        "total": tables.figures(total, selection),
        "charts": [chart(column, days, top) for column, top in tables.CHARTS],
        "days": [day.row(selection) for day in days],
        "cuts": (
            ("Филиал", tables.by_branch(found, selection, names)),
            ("Телефон", tables.by_phone(found, selection)),
            ("Версия", tables.by_version(found, selection)),
        ),
        "repeats": tables.repeats(total, selection),
    }


def _stops(selection: Selection) -> dict[str, Any]:
    found = stopped(selection)
    return {
        "funnel": tables.funnel(found, selection),
        "given_up": tables.given_up(found, selection),
        "words": tables.words(confusions(selection), selection),
    }


@require_safe
@never_cache
@allowed(Action.SEE_QUALITY)
def calls(request: HttpRequest) -> HttpResponse:
    """The calls that a figure counts. 404 for a figure that there is not."""
    form = _form(request)
    if request.GET.get("only", "calls") not in ALL or not form.is_valid():
        raise Http404("Такого показателя нет")
    selection = form.selection()
    rows, name = _wanted(selection, request)
    listed = Paginator(rows.order_by("-day", "call"), PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    shown = {
        "name": name,
        "selection": selection,
        "page": listed,
        "query": query.urlencode(),
        "back": selection.query(),
    }
    return render(request, "quality/calls.html", shown)


def _wanted(selection: Selection, request: HttpRequest) -> tuple[QuerySet[CallSummary], str]:
    """The summaries of a figure, or of a word heard for another, and what they are called."""
    counted = ALL[request.GET.get("only", "calls")]
    rows = selection.rows().filter(counted.calls).select_related("call", "branch")
    said, heard = request.GET.get("said"), request.GET.get("heard")
    if not (said and heard):
        return rows, counted.name
    # Once a call, however often the word was confused in it.
    confused = CallSummary.objects.filter(confusions__said=said, confusions__heard=heard)
    return rows.filter(pk__in=confused.values("pk")), f"Сказано «{said}», услышано «{heard}»"
