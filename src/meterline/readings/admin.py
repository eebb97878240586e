"""Pages of the ledger: they show it, nothing in them changes it."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from meterline.customers.admin.base import FoldedSearch, ReadOnly, ReadOnlyInline
from meterline.customers.models import Register
from meterline.readings.models import Reading, Receipt, Repeat
from meterline.readings.receipts import receipt_row


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


@admin.register(Register)
class RegisterAdmin(FoldedSearch):
    """A register with all its readings."""

    list_display = ("meter", "zone", "account")
    list_filter = ("zone", "meter__account__branch")
    list_select_related = ("meter__account",)
    search_fields = ("meter__serial", "meter__account__number")
    search_help_text = "Часть номера счётчика или лицевого счёта"
    autocomplete_fields = ("meter",)
    inlines = (ReadingInline,)

    @admin.display(description="лицевой счёт")
    def account(self, register: Register) -> str:
        """The account that the meter stands at."""
        return register.meter.account.number


@admin.register(Reading)
class ReadingAdmin(ReadOnly, FoldedSearch):
    """The ledger."""

    list_display = ("account", "register", "month", "value", "status", "source", "received_at")
    list_filter = ("status", "source", "register__meter__account__branch", "name_confirmed")
    list_select_related = ("register__meter__account",)
    date_hierarchy = "counted_for"
    search_fields = (
        "register__meter__account__number",
        "register__meter__account__customer__name_folded",
        "register__meter__serial",
    )
    search_help_text = "Часть лицевого счёта, имени или номера счётчика"
    inlines = (RepeatInline,)

    @admin.display(description="лицевой счёт")
    def account(self, reading: Reading) -> str:
        """The account of the reading's register."""
        return reading.register.meter.account.number

    @admin.display(description="за месяц", ordering="counted_for")
    def month(self, reading: Reading) -> str:
        """The billing period."""
        return f"{reading.counted_for:%m.%Y}"

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """An account's page links to the account's readings."""
        by_account = "register__meter__account__id__exact"
        return lookup == by_account or super().lookup_allowed(lookup, value, request)


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
