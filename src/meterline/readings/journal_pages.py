"""Pages of the journal of transmissions."""

import json
from typing import Any

from django.contrib import admin
from django.utils.html import format_html

from meterline.customers.admin.base import ReadOnly
from meterline.readings.models import JournalEntry


class JournalEntryAdmin(ReadOnly):
    """The journal, found by number, hash or account."""

    list_display = ("number", "at", "kind", "receipt", "hash")
    list_filter = ("kind",)
    list_select_related = ("receipt",)
    date_hierarchy = "at"
    search_fields = ("=number", "=hash", "receipt__account__number")
    search_help_text = "Номер записи, хэш или часть лицевого счёта"
    show_full_result_count = False
    fields = ("number", "at", "kind", "receipt", "verdict", "call", "told", "previous", "hash")
    readonly_fields = ("told",)

    @admin.display(description="содержание")
    def told(self, entry: JournalEntry) -> Any:
        """The body, spread over lines."""
        spread = json.dumps(json.loads(entry.body), ensure_ascii=False, indent=2)
        return format_html("<pre>{}</pre>", spread)
