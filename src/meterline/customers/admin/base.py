"""What the admin pages share."""

from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from meterline.customers.search import search_term

# The types' parameters are for the type checker: at run time the classes take none.
if TYPE_CHECKING:
    AnyAdmin = admin.ModelAdmin[Any]
    AnyInline = admin.TabularInline[Any, Any]
else:
    AnyAdmin = admin.ModelAdmin
    AnyInline = admin.TabularInline


class Pages(AnyAdmin):
    """Pages titled by the name of what they show.

    Django's own titles decline no Russian noun («Изменить шкала»).
    """

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """The list."""
        title = capfirst(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": title, **(extra_context or {})})

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> Any:
        """The page of one row, or of a new one."""
        name = self.opts.verbose_name
        title = capfirst(name) if object_id else f"Добавить: {name}"
        context = {"title": title, **(extra_context or {})}
        return super().changeform_view(request, object_id, form_url, context)


class FoldedSearch(Pages):
    """A list that is searched without regard to case, ё, quotes and grouping of digits."""

    list_per_page = 50
    show_full_result_count = False

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term_: str
    ) -> tuple[QuerySet[Any], bool]:
        """Search for what was typed as the tables keep it."""
        return super().get_search_results(request, queryset, search_term(search_term_))


class ReadOnly(Pages):
    """Rows that people look at and programs write."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes them."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes them."""
        return False


class ReadOnlyInline(AnyInline):
    """Rows of another table, only shown."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody adds rows here."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes them."""
        return False


def list_link(page: str, text: str, **filters: object) -> str:
    """A link to a filtered list. `page` is like `readings_reading`."""
    address = reverse(f"admin:{page}_changelist", query=filters)
    return format_html('<a href="{}">{}</a>', address, text)
