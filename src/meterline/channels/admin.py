"""Pages on which people see to what could not be answered, and look up what was written."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join

from meterline.channels.files import kept_file
from meterline.channels.inbox import seen_to
from meterline.channels.models import IncomingAttachment, IncomingMessage, OutgoingMessage
from meterline.channels.outbox import send_again
from meterline.customers.admin.base import FoldedSearch, ReadOnly
from meterline.staff.permissions import Action
from meterline.staff.services import may

SHOWN = frozenset({"image/jpeg", "image/png", "image/webp", "image/gif"})
"""Kinds of files that a browser may show; all others are saved."""


class Messages(ReadOnly, FoldedSearch):
    """Rows that nobody changes but by what the actions do."""

    def has_handle_permission(self, request: HttpRequest) -> bool:
        """Whoever decides about doubtful readings sees to messages too."""
        return may(request.user, Action.REVIEW)


@admin.register(IncomingMessage)
class IncomingMessageAdmin(Messages):
    """What came, by what became of it."""

    list_display = ("received_at", "channel", "sender", "subject", "state", "reason", "receipt")
    list_filter = ("state", "channel", "branch")
    date_hierarchy = "received_at"
    search_fields = ("sender", "receipt", "account__number")
    search_help_text = "Часть адреса, номера расписки или лицевого счёта"
    actions = ("seen_to",)
    fieldsets = (
        (None, {"fields": (("received_at", "channel"), ("sender", "trusted"), "subject")}),
        ("Текст", {"fields": ("body", "files", "raw")}),
        ("Обработка", {"fields": (("state", "reason"), ("account", "receipt"), "answers")}),
        (None, {"fields": (("handled_at", "handled_by"), "evidence_sha256")}),
    )

    def get_urls(self) -> list[URLPattern]:
        """The files of a message beside its page."""
        own = [
            path("<int:message>/raw", self.raw_file, name="channels_message_raw"),
            path("file/<int:attachment>", self.attachment, name="channels_message_file"),
        ]
        wrapped = [
            path(str(one.pattern), self.admin_site.admin_view(one.callback), name=one.name)
            for one in own
        ]
        return [*wrapped, *super().get_urls()]

    def raw_file(self, request: HttpRequest, message: int) -> FileResponse:
        """The message as it came, to be saved."""
        self._require_view(request)
        found = get_object_or_404(IncomingMessage, pk=message)
        ending = "eml" if found.channel == "email" else "json"
        return _file(found.evidence, f"{message}.{ending}", "application/octet-stream")

    def attachment(self, request: HttpRequest, attachment: int) -> FileResponse:
        """A file that came with a message; pictures are shown."""
        self._require_view(request)
        found = get_object_or_404(IncomingAttachment, pk=attachment)
        return _file(found.file, found.name, found.content_type)

    def _require_view(self, request: HttpRequest) -> None:
        if not self.has_view_permission(request):
            raise Http404

    @admin.display(description="вложения")
    def files(self, message: IncomingMessage) -> str:
        """Links to what came with it."""
        rows = (
            (reverse("admin:channels_message_file", args=[one.pk]), one.name, one.size // 1024)
            for one in message.attachments.exclude(file="")
        )
        return format_html_join(", ", '<a href="{}">{}</a> ({} КБ)', rows) or "нет"

    @admin.display(description="как пришло")
    def raw(self, message: IncomingMessage) -> str:
        """A link to the evidence."""
        page = reverse("admin:channels_message_raw", args=[message.pk])
        return format_html('<a href="{}">исходное сообщение</a>', page)

    @admin.display(description="ответ")
    def answers(self, message: IncomingMessage) -> str:
        """What was answered."""
        return "\n\n".join(message.replies.values_list("text", flat=True)) or "нет"

    @admin.action(description="Отметить разобранными", permissions=["handle"])
    def seen_to(self, request: HttpRequest, queryset: QuerySet[IncomingMessage]) -> None:
        """A person has seen to what waits."""
        done = sum(seen_to(message, request.user, timezone.now()) for message in queryset)
        self.message_user(request, f"Отмечено разобранными: {done}", messages.SUCCESS)


@admin.register(OutgoingMessage)
class OutgoingMessageAdmin(Messages):
    """What was written, and whether it went out."""

    list_display = ("created_at", "channel", "address", "subject", "state", "attempts", "error")
    list_filter = ("state", "channel")
    date_hierarchy = "created_at"
    search_fields = ("address", "account__number")
    search_help_text = "Часть адреса или лицевого счёта"
    actions = ("again",)
    fields = (
        ("created_at", "channel", "address"),
        *("subject", "said"),
        *(("state", "attempts", "error"), ("next_at", "sent_at"), "account"),
    )

    @admin.display(description="текст")
    def said(self, message: OutgoingMessage) -> str:
        """Answers only: other letters carry codes by which a consumer signs in."""
        return message.text if message.answers_id else "не показывается"

    @admin.action(description="Послать снова", permissions=["handle"])
    def again(self, request: HttpRequest, queryset: QuerySet[OutgoingMessage]) -> None:
        """What was given up, or waits for its next try, goes out now."""
        done = send_again(queryset, timezone.now())
        self.message_user(request, f"Будет послано: {done}", messages.SUCCESS)


def _file(place: str, name: str, kind: str) -> FileResponse:
    found = kept_file(place)
    if found is None:
        raise Http404
    shown: Any = kind if kind in SHOWN else "application/octet-stream"
    return FileResponse(
        found.open("rb"), as_attachment=kind not in SHOWN, filename=name, content_type=shown
    )
