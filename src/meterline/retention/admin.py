"""Pages of the company's people: reports of what was removed, requests to be carried out."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meterline.cabinet.admin import ErasureRequestAdmin
from meterline.cabinet.models import ErasureRequest
from meterline.customers.admin.base import ReadOnly
from meterline.retention.erasure import DecidedAlready, erase
from meterline.retention.models import RetentionRun
from meterline.retention.periods import periods
from meterline.staff.permissions import Action
from meterline.staff.services import branches_where, may

admin.site.unregister(ErasureRequest)


if TYPE_CHECKING:
    RequestForm = forms.ModelForm[ErasureRequest]
else:
    RequestForm = forms.ModelForm


class Decision(RequestForm):
    """A decision by hand: to refuse, or where a part was wished and removed by hand."""

    def clean(self) -> dict[str, Any]:
        """Nobody is left without an answer."""
        told: dict[str, Any] = super().clean() or {}
        decided = told.get("state") != ErasureRequest.State.NEW
        if decided and not str(told.get("answer") or "").strip():
            self.add_error("answer", "Напишите ответ потребителю")
        return told


@admin.register(ErasureRequest)
class Erasures(ErasureRequestAdmin):
    """Requests of the branches in which somebody may erase, with the erasure itself."""

    form = Decision
    actions = ("erase_chosen",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Those of a person's own branches."""
        own = branches_where(request.user, Action.ERASE_DATA)
        return super().get_queryset(request).filter(account__branch__in=own)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may erase anywhere."""
        return may(request.user, Action.ERASE_DATA)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may erase in the account's branch."""
        return may(request.user, Action.ERASE_DATA, obj.account.branch if obj else None)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A request that was decided stays as it was answered."""
        # A refused form has changed the object, but not the row.
        waiting = ErasureRequest.objects.filter(state=ErasureRequest.State.NEW)
        waits = obj is None or waiting.filter(pk=obj.pk).exists()
        return waits and self.has_view_permission(request, obj)

    @admin.action(description="Удалить данные и ответить потребителю…")
    def erase_chosen(
        self, request: HttpRequest, queryset: QuerySet[ErasureRequest]
    ) -> HttpResponse | None:
        """Ask once more, then erase."""
        chosen = queryset.filter(state=ErasureRequest.State.NEW).select_related("account__branch")
        if "confirmed" not in request.POST:
            told = {
                **self.admin_site.each_context(request),
                "title": "Удалить персональные данные?",
                "chosen": chosen,
                "stays": periods().stays,
                "opts": self.opts,
            }
            return render(request, "retention/erase.html", told)
        for one in chosen:
            self._erase(request, one)
        return None

    def _erase(self, request: HttpRequest, one: ErasureRequest) -> None:
        try:
            erase(one, request.user)  # type: ignore[arg-type]  # signed in: it is an employee
        except (DecidedAlready, PermissionDenied) as refusal:
            self.message_user(request, f"{one.account}: {refusal}", messages.ERROR)
        else:
            self.message_user(request, f"{one.account}: данные удалены, ответ записан")


@admin.register(RetentionRun)
class RetentionRuns(ReadOnly):
    """What the job removed, run by run."""

    list_display = ("started_at", "ended_at", "by", "removed", "files")
    fields = ("started_at", "ended_at", "by", "removed", "files")
    readonly_fields = ("removed",)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Whoever may erase, and whoever sees what was done."""
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever may erase, and whoever sees what was done."""
        return may(request.user, Action.ERASE_DATA) or may(request.user, Action.SEE_AUDIT)

    @admin.display(description="удалено")
    def removed(self, run: RetentionRun) -> str:
        """Kinds with their numbers."""
        kinds = periods().kinds
        return "; ".join(f"{kinds[key].label}: {count}" for key, count in run.counts.items())
