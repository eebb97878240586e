"""Pages whose changes are written by the services, with who, when and why."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse

from meterline.customers import services
from meterline.customers.admin.base import Pages
from meterline.customers.audit import By
from meterline.customers.histories import changes_of, tell

MOST_TOLD = 200
"""Changes that a row's history shows, the latest first."""

WHY = "Почему"


class WhyForm(ModelForm):  # type: ignore[type-arg]
    """A row's form that asks for the reason of a change."""

    why = forms.CharField(
        label=WHY,
        max_length=200,
        help_text="Останется в истории рядом с вашим именем: заявление, акт, звонок",
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "why" in self.fields:
            self.fields["why"].required = self.instance.pk is not None


class Recorded(Pages):
    """Rows that are added, changed and deleted with a record of it."""

    form = WhyForm

    class Media:
        css = {"all": ("customers/admin.css",)}  # noqa: RUF012 - Django reads it so

    object_history_template = "admin/customers/history.html"

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """The page's own fields, and the reason where something may be changed."""
        own = super().get_fieldsets(request, obj)
        if obj:
            allowed = self.has_change_permission(request, obj)
        else:
            allowed = self.has_add_permission(request)
        return [*own, (None, {"fields": ("why",)})] if allowed else own

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Store the row with its record."""
        services.save(obj, by_user(request, form))

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Store the rows that stand on the page of another, with their records."""
        formset.save(commit=False)
        by = by_user(request, form)
        for row in formset.deleted_objects:
            services.remove(row, by)
        for row in (*formset.new_objects, *(row for row, _ in formset.changed_objects)):
            services.save(row, by)

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Delete the row with a record of it."""
        services.remove(obj, by_user(request))

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """Delete several, each with its record."""
        for row in queryset:
            services.remove(row, by_user(request))

    def history_view(
        self, request: HttpRequest, object_id: str, extra_context: Any = None
    ) -> HttpResponse:
        """Who changed the row, when, why, and what; not only on these pages."""
        row = get_object_or_404(self.get_queryset(request), pk=object_id)
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "title": f"История: {self.opts.verbose_name} {row}",
            "opts": self.opts,
            "object": row,
            "changes": [tell(one) for one in changes_of(row)[:MOST_TOLD]],
        }
        return TemplateResponse(request, self.object_history_template, context)


def by_user(request: HttpRequest, form: Any = None) -> By:
    """The user of a page, with the reason that the form was given."""
    why = form.cleaned_data.get("why", "") if form else ""
    return By(request.user.get_username(), why)
