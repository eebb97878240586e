"""Pages of calls: what was said, what was understood, and the recording."""

from typing import Any

from django.contrib import admin
from django.template.loader import render_to_string

from meterline.calls.message_pages import MessageAdmin
from meterline.calls.models import (
    Call,
    CallEvent,
    Draft,
    Message,
    Operator,
    ReviewedTurn,
    TurnExport,
)
from meterline.calls.recordings import recording_file
from meterline.calls.review import ReviewedTurnAdmin
from meterline.calls.selectors import transcript
from meterline.calls.turns import turns_of
from meterline.customers.admin.base import FoldedSearch, Pages, ReadOnly, ReadOnlyInline


class EventInline(ReadOnlyInline):
    """The log of a call, line by line."""

    model = CallEvent
    fields = ("sequence", "at", "kind", "data")
    classes = ("collapse",)
    ordering = ("sequence",)


@admin.register(Call)
class CallAdmin(ReadOnly, FoldedSearch):
    """A call with its transcript."""

    list_display = ("started", "caller", "account", "branch", "outcome", "lasted", "carrier")
    list_filter = ("outcome", "branch", "carrier", "region_evidence")
    list_select_related = ("account", "branch")
    date_hierarchy = "started"
    search_fields = (
        "id",
        "reference",
        "caller",
        "account__number",
        "account__customer__name_folded",
    )
    search_help_text = "Часть телефона, лицевого счёта, имени или номера обращения"
    inlines = (EventInline,)
    readonly_fields = ("lasted", "listen", "said", "turns")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("started", "lasted", "outcome"),
                    ("reference", "caller", "dialled", "carrier"),
                    ("branch", "region_evidence"),
                    "account",
                )
            },
        ),
        ("Разговор", {"fields": ("listen", "said", "turns")}),
    )

    class Media:
        css = {"all": ("calls/transcript.css",)}  # noqa: RUF012 - Django reads it so

    @admin.display(description="длился")
    def lasted(self, call: Call) -> str:
        """Minutes and seconds."""
        if call.ended is None:
            return "—"
        seconds = round((call.ended - call.started).total_seconds())
        return f"{seconds // 60}:{seconds % 60:02}"

    @admin.display(description="запись")
    def listen(self, call: Call) -> Any:
        """A player, where there is a recording."""
        there = recording_file(call.recording) is not None
        return render_to_string("calls/player.html", {"call": call, "there": there})

    @admin.display(description="что сказано")
    def said(self, call: Call) -> Any:
        """The transcript."""
        return render_to_string("calls/transcript.html", {"utterances": transcript(call.pk)})

    @admin.display(description="реплики абонента")
    def turns(self, call: Call) -> Any:
        """The caller's turns, each with its review or the way to one."""
        reviews = {review.turn: review for review in call.reviewed.all()}
        shown = [{"turn": turn, "review": reviews.get(turn.number)} for turn in turns_of(call.pk)]
        return render_to_string("calls/turns.html", {"turns": shown})


@admin.register(TurnExport)
class TurnExportAdmin(ReadOnly):
    """Who took callers' voices out of the database."""

    list_display = ("at", "by", "calls", "turns", "only")


@admin.register(Draft)
class DraftAdmin(ReadOnly):
    """What was understood in calls that broke."""

    list_display = ("call", "caller", "account", "heard", "expires")
    search_fields = ("caller", "account")
    list_select_related = ("call",)


@admin.register(Operator)
class OperatorAdmin(Pages):
    """Whose calls a person sees; the right «Может принимать звонки» is given beside it."""

    list_display = ("user", "branch")
    list_filter = ("branch",)
    list_select_related = ("user", "branch")


admin.site.register(Message, MessageAdmin)
admin.site.register(ReviewedTurn, ReviewedTurnAdmin)
