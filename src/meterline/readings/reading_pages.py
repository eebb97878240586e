"""The pages of readings, where people decide about them."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ActionForm
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from meterline.customers.admin.base import FoldedSearch, ReadOnly
from meterline.readings.decisions import (
    NEXT,
    PERMISSION,
    Decision,
    NotDecided,
    decide,
    status_name,
    status_of,
)
from meterline.readings.inlines import CorrectionInline, RepeatInline, VerdictInline
from meterline.readings.models import JournalEntry, Reading, Verdict

ACTIONS = {
    Verdict.Kind.ACCEPTED: "Принять",
    Verdict.Kind.REJECTED: "Отклонить",
    Verdict.Kind.CANCELLED: "Отменить",
}

WORDS = dict([*Reading.Status.choices, *Verdict.Kind.choices])


class DecisionForm(ActionForm):
    """What is to be done with the chosen readings, and why."""

    reason = forms.CharField(label="Причина:", required=False)


class WordFilter(admin.SimpleListFilter):
    """Readings by the latest word on them."""

    title = "действует как"
    parameter_name = "word"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """All words."""
        return list(WORDS.items())

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """Those of the chosen word."""
        return queryset.worded().filter(word=self.value()) if self.value() else queryset


class ReadingAdmin(ReadOnly, FoldedSearch):
    """The ledger."""

    list_display = ("account", "register", "month", "value", "word", "source", "received_at")
    list_filter = (WordFilter, "source", "register__meter__account__branch", "name_confirmed")
    list_select_related = ("register__meter__account",)
    date_hierarchy = "counted_for"
    search_fields = (
        "register__meter__account__number",
        "register__meter__account__customer__name_folded",
        "register__meter__serial",
    )
    search_help_text = "Часть лицевого счёта, имени или номера счётчика"
    inlines = (VerdictInline, CorrectionInline, RepeatInline)
    readonly_fields = ("word", "at_first", "entry")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("register", "value"),
                    ("period", "counted_for"),
                    ("word", "at_first", "name_confirmed"),
                    "corrects",
                )
            },
        ),
        (
            "Откуда",
            {
                "fields": (
                    ("source", "author", "received_at"),
                    ("call", "evidence"),
                    ("receipt", "entry"),
                )
            },
        ),
    )
    actions = ("accept", "reject", "cancel")
    action_form = DecisionForm

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reading]:
        """Readings with what was decided about them."""
        return super().get_queryset(request).prefetch_related("verdicts")

    @admin.display(description="действует как")
    def word(self, reading: Reading) -> str:
        """The latest word on it."""
        return status_name(reading)

    @admin.display(description="при приёме")
    def at_first(self, reading: Reading) -> str:
        """What the checks made of it when it came."""
        return reading.get_status_display()

    @admin.display(description="в журнале передач")
    def entry(self, reading: Reading) -> Any:
        """The way to the journal's entry."""
        found = JournalEntry.objects.filter(receipt=reading.receipt_id).first()
        if reading.receipt_id is None or found is None:
            return "внесено без передачи"
        address = reverse("admin:readings_journalentry_change", args=[found.pk])
        return format_html('<a href="{}">{}</a>', address, found)

    @admin.display(description="лицевой счёт")
    def account(self, reading: Reading) -> str:
        """The account of the reading's register."""
        return reading.register.meter.account.number

    @admin.display(description="за месяц", ordering="counted_for")
    def month(self, reading: Reading) -> str:
        """The billing period."""
        return f"{reading.counted_for:%m.%Y}"

    def has_decide_permission(self, request: HttpRequest) -> bool:
        """Who may add verdicts may decide."""
        return request.user.has_perm(PERMISSION)

    def get_urls(self) -> list[Any]:
        """The form of a decision posts to an address of its own."""
        decide_one = self.admin_site.admin_view(require_POST(self.decide_view))
        address = path("<int:reading>/decide/", decide_one, name="readings_reading_decide")
        return [address, *super().get_urls()]

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> Any:
        """The page with the buttons of what may be decided now."""
        if self.has_decide_permission(request):
            kinds = NEXT[status_of(context["original"])]
            context["decisions"] = [(kind.value, ACTIONS[kind]) for kind in kinds]
        return super().render_change_form(request, context, *args, **kwargs)

    def decide_view(self, request: HttpRequest, reading: int) -> HttpResponse:
        """Take down what was decided on a reading's page."""
        if not self.has_decide_permission(request):
            raise PermissionDenied
        if request.POST.get("kind") not in Verdict.Kind.values:
            return HttpResponseBadRequest()
        self._decide(request, [reading], Verdict.Kind(request.POST["kind"]))
        return redirect("admin:readings_reading_change", reading)

    @admin.action(description="Принять", permissions=["decide"])
    def accept(self, request: HttpRequest, readings: QuerySet[Reading]) -> None:
        """Use the chosen readings after all."""
        self._decide(request, readings.values_list("pk", flat=True), Verdict.Kind.ACCEPTED)

    @admin.action(description="Отклонить", permissions=["decide"])
    def reject(self, request: HttpRequest, readings: QuerySet[Reading]) -> None:
        """Do not use the chosen readings that wait for a person."""
        self._decide(request, readings.values_list("pk", flat=True), Verdict.Kind.REJECTED)

    @admin.action(description="Отменить", permissions=["decide"])
    def cancel(self, request: HttpRequest, readings: QuerySet[Reading]) -> None:
        """Take the chosen readings out of use."""
        self._decide(request, readings.values_list("pk", flat=True), Verdict.Kind.CANCELLED)

    def _decide(self, request: HttpRequest, readings: Iterable[int], kind: Verdict.Kind) -> None:
        """Take one decision down about each reading and tell how it went."""
        author, reason = request.user.get_username(), request.POST.get("reason", "")
        for pk in readings:
            try:
                verdict = decide(Decision(pk, kind, author, timezone.now(), reason))
            except NotDecided as refusal:
                messages.error(request, str(refusal))
            else:
                told = verdict.get_kind_display().capitalize()
                messages.success(request, f"{told}: {verdict.reading}")

    def lookup_allowed(self, lookup: str, value: str, request: Any = None) -> bool:
        """An account's page links to the account's readings."""
        by_account = "register__meter__account__id__exact"
        return lookup == by_account or super().lookup_allowed(lookup, value, request)
