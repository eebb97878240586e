"""Pages of reminders."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from meterline.customers.admin.base import FoldedSearch, Pages, ReadOnly
from meterline.reminders.models import Campaign, DoNotCall, Reminder
from meterline.reminders.services import fill


@admin.register(Campaign)
class CampaignAdmin(Pages):
    """Campaigns, with what came of them."""

    list_display = ("name", "branch", "first_day", "last_day", "running", "result")
    list_filter = ("running", "branch")
    actions = ("fill_now",)
    fieldsets = (
        (None, {"fields": ("name", "branch", ("first_day", "last_day"), "running")}),
        (
            "Звонки",
            {
                "fields": (("from_hour", "to_hour"), "lines", ("tries", "pause_hours")),
                "description": "Часы — по времени филиала абонента. Звоним тем, кто ещё не передал "
                "показания, чей телефон привязан к счёту и кто не просил не звонить. Список "
                "составляет действие «Составить список» на странице кампаний.",
            },
        ),
    )

    @admin.action(description="Составить список")
    def fill_now(self, request: HttpRequest, queryset: QuerySet[Campaign]) -> None:
        """Add everybody who has not submitted yet."""
        for campaign in queryset:
            added = fill(campaign, timezone.now())
            self.message_user(request, f"{campaign}: добавлено {added}", messages.SUCCESS)

    @admin.display(description="итог")
    def result(self, campaign: Campaign) -> str:
        """How many reminders are in each state."""
        names = dict(Reminder.State.choices)
        rows = campaign.reminders.values_list("state").annotate(n=Count("id")).order_by("state")
        return ", ".join(f"{names[state]}: {n}" for state, n in rows) or "список не составлен"


@admin.register(Reminder)
class ReminderAdmin(ReadOnly, FoldedSearch):
    """Who is called, and how far it is."""

    list_display = ("account", "number", "campaign", "state", "tried", "due")
    list_filter = ("state", "campaign")
    list_select_related = ("account", "campaign")
    search_fields = ("account__number", "number", "account__customer__name_folded")


@admin.register(DoNotCall)
class DoNotCallAdmin(Pages):
    """Numbers that want no calls."""

    list_display = ("number", "since", "why")
    search_fields = ("number",)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """From now on."""
        return {"since": timezone.now()}
