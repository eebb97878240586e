"""What left the system, what waits for a person, and identifiers of other programs."""

from django.contrib import admin

from meterline.customers.admin.base import FoldedSearch, ReadOnly
from meterline.customers.models import ExportRun, GisMeter, HeldRow


@admin.register(ExportRun)
class ExportRunAdmin(ReadOnly):
    """Who exported what, and when."""

    list_display = ("at", "kind", "file", "author", "branch", "period", "since", "rows")
    list_filter = ("kind", "branch")
    date_hierarchy = "at"
    search_fields = ("file", "author", "sha256")


@admin.register(HeldRow)
class HeldRowAdmin(ReadOnly):
    """Rows of registries that were not accepted, with the reason."""

    list_display = ("run", "line", "account", "told", "amount", "reason", "state")
    list_filter = ("state",)
    list_select_related = ("run",)
    search_fields = ("account", "payment", "run__file")
    search_help_text = "Лицевой счёт, номер платежа или файл"


@admin.register(GisMeter)
class GisMeterAdmin(ReadOnly, FoldedSearch):
    """Identifiers of ГИС ЖКХ."""

    list_display = ("account", "meter", "device", "house")
    list_select_related = ("meter__account",)
    search_fields = ("meter__account__number", "meter__serial", "device", "house")
    search_help_text = "Лицевой счёт, номер счётчика или GUID"

    @admin.display(description="лицевой счёт")
    def account(self, row: GisMeter) -> str:
        """The account of the meter."""
        return row.meter.account.number
