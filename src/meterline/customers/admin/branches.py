"""Branches with their windows, hours and calendars."""

from django.contrib import admin

from meterline.customers.admin.base import AnyInline
from meterline.customers.admin.recorded import Recorded
from meterline.customers.models import Branch, BranchDay, SubmissionWindow


class WindowInline(AnyInline):
    """Windows that hold from a month on."""

    model = SubmissionWindow
    extra = 0


class DayInline(AnyInline):
    """Days on which the branch works otherwise than usual."""

    model = BranchDay
    extra = 0


@admin.register(Branch)
class BranchAdmin(Recorded):
    """A branch with its window and hours."""

    inlines = (WindowInline, DayInline)

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
                ),
                "description": "Эти дни действуют, пока ниже нет срока приёма с месяца.",
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


@admin.register(SubmissionWindow)
class SubmissionWindowAdmin(Recorded):
    """Windows of all branches."""

    list_display = ("branch", "valid_from", "first_day", "last_day")
    list_filter = ("branch",)
    list_select_related = ("branch",)
    search_fields = ("branch__name",)
    fieldsets = ((None, {"fields": ("branch", "valid_from", ("first_day", "last_day"))}),)


@admin.register(BranchDay)
class BranchDayAdmin(Recorded):
    """Special days of all branches."""

    list_display = ("day", "branch", "hours", "note")
    list_filter = ("branch",)
    list_select_related = ("branch",)
    date_hierarchy = "day"
    search_fields = ("note",)
    fieldsets = ((None, {"fields": ("branch", "day", "hours", "note")}),)
