"""Pages of the company's people: wishes to be answered, and what was done in cabinets."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from meterline.cabinet.models import Deed, ErasureRequest
from meterline.customers.admin.base import FoldedSearch, ReadOnly


@admin.register(ErasureRequest)
class ErasureRequestAdmin(FoldedSearch):
    """Wishes that data be erased, those that wait first."""

    list_display = ("account", "state", "asked_at", "answer_by", "decided_by")
    list_filter = ("state", "account__branch")
    list_select_related = ("account", "decided_by")
    search_fields = ("account__number", "account__customer__name_folded")
    readonly_fields = ("account", "wish", "asked_at", "answer_by", "decided_at", "decided_by")
    fields = ("account", "wish", "asked_at", "answer_by", "state", "answer", *readonly_fields[-2:])
    ordering = ("-state", "answer_by")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only consumers ask."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What was asked and answered stays on record."""
        return False

    def save_model(
        self, request: HttpRequest, obj: ErasureRequest, form: Any, change: bool
    ) -> None:
        """Keep who decided, and when."""
        if obj.state != ErasureRequest.State.NEW:
            obj.decided_at, obj.decided_by_id = timezone.now(), request.user.pk
        super().save_model(request, obj, form, change)


@admin.register(Deed)
class DeedAdmin(ReadOnly):
    """What consumers did in their cabinets."""

    list_display = ("at", "account", "kind", "detail", "by")
    list_filter = ("kind",)
    list_select_related = ("account", "by")
    search_fields = ("account__number",)
