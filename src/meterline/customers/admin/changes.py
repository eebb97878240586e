"""What was changed in the customer base, and which files were imported."""

from typing import Any

from django.apps import apps
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html_join

from meterline.customers.admin.base import ReadOnly
from meterline.customers.histories import tell
from meterline.customers.models import Change, ImportRun

NEVER_CHANGED = ("change", "importrun", "exportrun", "heldrow")


class TableFilter(admin.SimpleListFilter):
    """What was changed, by the tables' Russian names."""

    title = "что изменено"
    parameter_name = "table"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All tables of the customer base that people change."""
        models = apps.get_app_config("customers").get_models()
        names = {str(one._meta.model_name): str(one._meta.verbose_name) for one in models}
        return [(key, name) for key, name in names.items() if key not in NEVER_CHANGED]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Change]) -> QuerySet[Change]:
        """Changes of the chosen table."""
        return queryset.filter(table=self.value()) if self.value() else queryset


@admin.register(Change)
class ChangeAdmin(ReadOnly):
    """Changes of all rows, the latest first."""

    list_display = ("at", "author", "what", "account", "told", "why")
    list_display_links = ("at", "what")
    list_filter = ("kind", TableFilter)
    list_select_related = ("account",)
    date_hierarchy = "at"
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("account__number", "author", "why")
    search_help_text = "Лицевой счёт, кто или почему"
    fields = ("at", "author", "why", "account", "what", "told")
    readonly_fields = ("what", "told")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """All of them."""
        return self.fields

    @admin.display(description="что")
    def what(self, change: Change) -> str:
        """«Счётчик № 123: изменено»."""
        return tell(change).what

    @admin.display(description="поля")
    def told(self, change: Change) -> str:
        """«адрес: Ленина, 1 → Мира, 2»."""
        rows = ((one.name, one.old, one.new) for one in tell(change).fields)
        return format_html_join("", "<div>{}: {} → {}</div>", rows)


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    """Files that were imported."""

    list_display = ("at", "file", "author", "kind", "added", "changed", "unchanged")
    list_filter = ("kind",)
    date_hierarchy = "at"
    search_fields = ("file", "author", "sha256")
