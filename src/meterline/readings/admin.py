"""Pages of the ledger: they show it, nothing in them changes it."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from meterline.customers.admin.base import FoldedSearch, ReadOnly
from meterline.customers.admin.recorded import Recorded
from meterline.customers.models import Register
from meterline.readings.inlines import ReadingInline, RepeatInline
from meterline.readings.journal_pages import JournalEntryAdmin
from meterline.readings.models import JournalEntry, Reading, Receipt, Repeat, Verdict
from meterline.readings.reading_pages import ReadingAdmin
from meterline.readings.receipts import receipt_row


@admin.register(Register)
class RegisterAdmin(Recorded, FoldedSearch):
    """A register with all its readings."""

    list_display = ("meter", "zone", "account")
    list_filter = ("zone", "meter__account__branch")
    list_select_related = ("meter__account",)
    search_fields = ("meter__serial", "meter__account__number")
    search_help_text = "Часть номера счётчика или лицевого счёта"
    autocomplete_fields = ("meter",)
    inlines = (ReadingInline,)
    fieldsets = ((None, {"fields": ("meter", "zone", ("opening", "closing"))}),)

    @admin.display(description="лицевой счёт")
    def account(self, register: Register) -> str:
        """The account that the meter stands at."""
        return register.meter.account.number


admin.site.register(Reading, ReadingAdmin)
admin.site.register(JournalEntry, JournalEntryAdmin)


@admin.register(Receipt)
class ReceiptAdmin(ReadOnly):
    """Receipts, found by the number that was told."""

    list_display = (
        *("number", "account", "issued_at", "consumption"),
        *("late", "early", "duplicate", "under_review"),
    )
    list_display_links = ("number",)
    list_filter = ("under_review", "late", "duplicate", "account__branch")
    list_select_related = ("account",)
    date_hierarchy = "issued_at"
    search_fields = ("account__number",)
    search_help_text = "Номер расписки или часть лицевого счёта"
    show_full_result_count = False
    inlines = (ReadingInline, RepeatInline)

    @admin.display(description="номер", ordering="id")
    def number(self, receipt: Receipt) -> str:
        """What was told to the consumer."""
        return receipt.number

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Receipt], search_term: str
    ) -> tuple[QuerySet[Receipt], bool]:
        """A receipt's number is worked out from its row, so it is searched apart."""
        found, distinct = super().get_search_results(request, queryset, search_term)
        row = receipt_row(search_term.strip())
        if row is not None:
            found |= queryset.filter(pk=row) | queryset.filter(same_as=row)
        return found, distinct


@admin.register(Repeat)
class RepeatAdmin(ReadOnly):
    """The same value given again."""

    list_display = ("reading", "source", "author", "received_at")
    list_filter = ("source",)
    list_select_related = ("reading",)
    show_full_result_count = False


@admin.register(Verdict)
class VerdictAdmin(ReadOnly):
    """What people decided about readings, on whose pages it is done."""

    list_display = ("reading", "kind", "reason", "by", "at")
    list_filter = ("kind", "author")
    fields = ("reading", "kind", "reason", "by", "at", "evidence")
    readonly_fields = ("by", "at")
    list_select_related = ("reading",)
    date_hierarchy = "received_at"
    search_fields = ("reason", "author", "reading__register__meter__account__number")
    search_help_text = "Часть причины, имени сотрудника или лицевого счёта"
    show_full_result_count = False

    @admin.display(description="кто решил", ordering="author")
    def by(self, verdict: Verdict) -> str:
        """Who decided."""
        return verdict.author

    @admin.display(description="когда", ordering="received_at")
    def at(self, verdict: Verdict) -> datetime:
        """When it was decided."""
        return verdict.received_at
