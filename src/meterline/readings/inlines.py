"""Rows of the ledger as parts of other pages."""

from datetime import datetime

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from meterline.customers.admin.base import ReadOnlyInline
from meterline.readings.models import Reading, Repeat, Verdict


class ReadingInline(ReadOnlyInline):
    """Readings of one register or one receipt, newest first."""

    model = Reading
    fields = ("register", "month", "value", "status", "source", "received_at")
    readonly_fields = ("month",)
    show_change_link = True

    @admin.display(description="за месяц")
    def month(self, reading: Reading) -> str:
        """The billing period."""
        return f"{reading.counted_for:%m.%Y}"


class RepeatInline(ReadOnlyInline):
    """Other times when the same value was given."""

    model = Repeat
    fields = ("source", "author", "call", "evidence", "received_at")


class CorrectionInline(ReadingInline):
    """Readings by which the same speaker corrected one."""

    fk_name = "corrects"
    verbose_name_plural = "Исправлено показаниями"


class VerdictInline(ReadOnlyInline):
    """What people decided about a reading, newest first."""

    model = Verdict
    fields = ("kind", "reason", "by", "at")
    readonly_fields = ("by", "at")

    @admin.display(description="кто решил")
    def by(self, verdict: Verdict) -> str:
        """Who decided."""
        return verdict.author

    @admin.display(description="когда")
    def at(self, verdict: Verdict) -> datetime:
        """When it was decided."""
        return verdict.received_at

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may see a reading may see what was decided about it."""
        return request.user.has_perm("readings.view_reading")
