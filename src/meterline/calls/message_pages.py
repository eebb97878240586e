"""The pages on which people listen to messages and see to those that the robot left to them."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html

from meterline.calls.messages import answer
from meterline.calls.models import Message
from meterline.calls.recordings import recording_file
from meterline.customers.admin.base import FoldedSearch
from meterline.customers.models.accounts import ZONE_NAMES

ZONES = dict(ZONE_NAMES)

OPEN = (Message.State.NEW, Message.State.PERSON)


class MessageAdmin(FoldedSearch):
    """Messages: saving one that waits marks it as seen to, with the note written there."""

    list_display = ("at", "caller", "purpose", "state", "reason", "guess", "receipt", "branch")
    list_filter = ("state", "branch", "reason", "purpose")
    list_select_related = ("call", "branch")
    date_hierarchy = "at"
    search_fields = ("call__reference", "call__caller", "receipt")
    search_help_text = "Часть телефона, номера обращения или расписки"
    readonly_fields = (
        *("at", "branch", "purpose", "state", "reason", "receipt", "worked_off_at"),
        *("worked_off_by", "caller", "listen", "in_call", "guess", "heard", "page"),
    )
    fieldsets = (
        (None, {"fields": (("at", "purpose", "branch"), ("caller", "page"), ("state", "reason"))}),
        ("Сообщение", {"fields": ("listen", "heard", "guess", "in_call", "receipt")}),
        ("Обработка", {"fields": ("note", ("worked_off_at", "worked_off_by"))}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only callers leave messages."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody deletes them."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Keep the note; a message that waits is seen to by now.

        Nothing else of the row is written: the robot may be working it off at this moment.
        """
        Message.objects.filter(pk=obj.pk).update(note=form.cleaned_data["note"])
        answer(obj.pk, request.user.get_username(), timezone.now())

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """One button, that says what it does."""
        context["waits"] = context["original"].state in OPEN
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description="звонил")
    def caller(self, message: Message) -> str:
        """The caller's number."""
        return message.call.caller or "номер скрыт"

    @admin.display(description="послушать")
    def listen(self, message: Message) -> Any:
        """A player of the message alone."""
        there = message.begin is not None and recording_file(message.call.recording) is not None
        return render_to_string("calls/message_player.html", {"message": message, "there": there})

    @admin.display(description="разговор")
    def page(self, message: Message) -> Any:
        """The way to the call."""
        address = reverse("admin:calls_call_change", args=[message.call_id])
        return format_html('<a href="{}">{}</a>', address, message.call.reference)

    @admin.display(description="лучшая догадка")
    def guess(self, message: Message) -> str:
        """Account and values as far as they were understood."""
        told = message.understood
        return _said(told.get("account"), told.get("submitted") or told.get("values") or ())

    @admin.display(description="услышано")
    def heard(self, message: Message) -> str:
        """The letters, as heard."""
        return (message.understood.get("heard") or {}).get("text") or "—"

    @admin.display(description="подтверждено в звонке")
    def in_call(self, message: Message) -> str:
        """What the caller had said yes to."""
        told = message.confirmed or {}
        return _said(told.get("account"), told.get("values") or ())


def _said(account: str | None, values: Iterable[tuple[str, str, int]]) -> str:
    """«100000001: счётчик 7100, день 12345»."""
    shown = [f"счётчик {serial}, {ZONES.get(zone, zone)} {value}" for serial, zone, value in values]
    return ": ".join(part for part in (account, "; ".join(shown)) if part) or "—"
