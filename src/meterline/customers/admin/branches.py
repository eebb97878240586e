"""Branches."""

from django.contrib import admin

from meterline.customers.admin.base import Pages
from meterline.customers.models import Branch


@admin.register(Branch)
class BranchAdmin(Pages):
    """A branch with its window and hours."""

    list_display = ("name", "key", "window", "hours_workday", "hours_window", "iana")
    search_fields = ("name", "key")
    fieldsets = (
        (None, {"fields": ("key", "name", "iana")}),
        (
            "Приём показаний",
            {
                "fields": (
                    ("window_from", "window_to"),
                    "account_digits",
                    "zone_order",
                    "name_unconfirmed_allowed",
                )
            },
        ),
        (
            "Операторы",
            {
                "fields": (
                    ("hours_workday", "hours_window"),
                    "operator_sip",
                    ("dispatcher_sip", "dispatcher_number"),
                ),
                "description": "Часы — по времени филиала, вида 08:00-17:00; пусто — не работают. "
                "В дни приёма операторы отвечают и в выходные, кроме праздников.",
            },
        ),
    )

    @admin.display(description="приём")
    def window(self, branch: Branch) -> str:
        """Days of the month in which readings are taken."""
        return f"с {branch.window_from} по {branch.window_to} число"
