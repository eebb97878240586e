"""Sheets of rules, tariffs and norms, shown as the tables that they are."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string

from meterline.charging.law.rules import Rules
from meterline.charging.law.sheets import Norms, Tariff
from meterline.charging.models import Sheet
from meterline.charging.sheet_files import parse
from meterline.charging.sheet_tables import norm_tables, rule_rows, tariff_rows
from meterline.customers.admin.base import ReadOnly


@admin.register(Sheet)
class SheetAdmin(ReadOnly):
    """Imported by `meterline sheets import`; nobody changes one here."""

    list_display = ("name", "kind", "branch_name", "valid_from", "state", "imported_at", "author")
    list_filter = ("kind", "branch", "placeholder")
    list_select_related = ("branch", "superseded_by")
    search_fields = ("name", "source", "file")
    date_hierarchy = "valid_from"
    fields = (
        "name",
        "kind",
        "branch_name",
        "valid_from",
        "state",
        "source",
        ("file", "sha256"),
        ("imported_at", "author"),
        "superseded_by",
        "tables",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is shown and is no column."""
        return ("branch_name", "state", "tables")

    @admin.display(description="филиал", ordering="branch")
    def branch_name(self, sheet: Sheet) -> str:
        """Whose it is."""
        return sheet.branch.name if sheet.branch else "все филиалы"

    @admin.display(description="состояние")
    def state(self, sheet: Sheet) -> str:
        """Whether it holds, and whether bills may rest on it."""
        if sheet.superseded_by is not None:
            return "заменён"
        return "заглушка: счета по нему не выставляются" if sheet.placeholder else "действует"

    @admin.display(description="содержание")
    def tables(self, sheet: Sheet) -> str:
        """The content as tables."""
        content = parse(sheet.content)
        if isinstance(content, Rules):
            return render_to_string("charging/rules.html", {"rows": rule_rows(content)})
        if isinstance(content, Tariff):
            months = sorted(content.ranges.heating_months)
            rows = tariff_rows(content)
            context = {"tariff": content, "rows": rows, "heating_months": months}
            return render_to_string("charging/tariff.html", context)
        assert isinstance(content, Norms)  # noqa: S101 - there is no other kind of sheet
        return render_to_string("charging/norms.html", {"tables": norm_tables(content)})
