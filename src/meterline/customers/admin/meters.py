"""Meters, metering points and acts."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.helpers import AdminForm
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from meterline.customers import services
from meterline.customers.admin.base import AnyInline, FoldedSearch
from meterline.customers.admin.forms import NewMeterForm, ReplacementForm
from meterline.customers.admin.recorded import Recorded, by_user
from meterline.customers.models import Meter, MeterAct, MeteringPoint, Register
from meterline.customers.replacement import replace_meter


class RegisterInline(AnyInline):
    """A meter's registers; which there are is decided when the meter is added."""

    model = Register
    fields = ("zone", "opening", "closing")
    readonly_fields = ("zone",)
    extra = 0
    max_num = 0
    can_delete = False
    show_change_link = True


class ActInline(AnyInline):
    """What was put on record at a meter."""

    model = MeterAct
    verbose_name = "акт"
    verbose_name_plural = "акты"
    fields = ("kind", "day", "number", "note")
    extra = 0


@admin.register(Meter)
class MeterAdmin(Recorded, FoldedSearch):
    """A meter with its registers and acts, and the way to replace it."""

    list_display = (
        *("serial", "account", "point", "zones"),
        *("verified_until", "removed", "automatic"),
    )
    list_filter = (
        "account__branch",
        "digits",
        "automatic",
        ("removed", admin.EmptyFieldListFilter),
    )
    list_select_related = ("account", "point")
    search_fields = ("serial__contains", "account__number__contains")
    search_help_text = "Часть номера счётчика или лицевого счёта"
    autocomplete_fields = ("account", "point")
    readonly_fields = ("replaced",)
    fieldsets = (
        (None, {"fields": ("account", "point", ("serial", "digits", "ratio"))}),
        (
            "На месте",
            {"fields": (("installed", "removed"), "verified_until", "automatic", "replaced")},
        ),
    )
    fieldsets_of_new = (
        (None, {"fields": ("account", "point", ("serial", "zones", "digits", "ratio"))}),
        ("На месте", {"fields": ("installed", "verified_until", "automatic")}),
    )
    change_form_template = "admin/customers/meter/change_form.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meter]:
        """Meters with their registers."""
        return super().get_queryset(request).prefetch_related("registers")

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A new meter's form asks for its tariff."""
        form = {} if obj else {"form": NewMeterForm}
        return super().get_form(request, obj, change, **{**form, **kwargs})

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new meter has no history."""
        own = super().get_fieldsets(request, obj)
        return own if obj else [*self.fieldsets_of_new, *own[len(self.fieldsets) :]]

    def get_inlines(self, request: HttpRequest, obj: Any) -> Any:
        """Registers and acts of a meter that is there."""
        return (RegisterInline, ActInline) if obj else ()

    def save_model(self, request: HttpRequest, obj: Meter, form: Any, change: bool) -> None:
        """Store the meter, a new one with its registers."""
        super().save_model(request, obj, form, change)
        if not change:
            for register in form.registers():
                services.save(register, by_user(request, form))

    def render_change_form(
        self, request: HttpRequest, context: Any, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page, with a way to replace the meter where that can be done."""
        meter = context.get("original")
        may = meter is not None and self.has_change_permission(request, meter)
        context["replaceable"] = may and meter.removed is None
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        """The usual pages, and the replacement."""
        view = self.admin_site.admin_view(self.replace)
        return [
            path("<int:pk>/replace/", view, name="customers_meter_replace"),
            *super().get_urls(),
        ]

    def replace(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The form that takes a meter down and puts up a new one."""
        old = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_change_permission(request, old):
            raise PermissionDenied
        form = ReplacementForm(old, request.POST or None)
        if request.method == "POST" and form.is_valid():
            fresh = self._replaced(request, old, form)
            if fresh:
                messages.success(request, f"Счётчик {old} заменён на {fresh}.")
                address = reverse("admin:customers_meter_change", args=[fresh.pk])
                return HttpResponseRedirect(address)
        return TemplateResponse(
            request, "admin/customers/meter/replace.html", self._context(request, old, form)
        )

    def _replaced(self, request: HttpRequest, old: Meter, form: ReplacementForm) -> Meter | None:
        by = by_user(request, form)
        try:
            return replace_meter(old, form.new, form.closing, form.cleaned_data["day"], by)
        except ValidationError as refused:
            for name, reasons in getattr(refused, "error_dict", {None: [refused]}).items():
                form.add_error(name if name in form.fields else None, reasons)
        return None

    def _context(self, request: HttpRequest, old: Meter, form: Any) -> dict[str, Any]:
        return {
            **self.admin_site.each_context(request),
            "title": f"Заменить счётчик {old}",
            "opts": self.opts,
            "media": self.media + form.media,
            "meter": old,
            "form": form,
            "adminform": AdminForm(form, form.sections, {}, model_admin=self),
        }

    @admin.display(description="шкалы")
    def zones(self, meter: Meter) -> str:
        """Zones that the meter counts."""
        return ", ".join(register.get_zone_display() for register in meter.registers.all())

    @admin.display(description="замена")
    def replaced(self, meter: Meter) -> str:
        """Which meter stood here before, and which after."""
        after = Meter.objects.filter(replaces=meter).first()
        told = [f"установлен вместо {meter.replaces}"] if meter.replaces else []
        told += [f"заменён на {after}"] if after else []
        return "; ".join(told) or "—"


@admin.register(MeteringPoint)
class MeteringPointAdmin(Recorded, FoldedSearch):
    """A metering point of an account that has several."""

    list_display = ("name", "account", "address", "max_power_kw", "common_property")
    list_filter = ("common_property", "account__branch")
    list_select_related = ("account",)
    search_fields = ("name", "account__number__contains")
    search_help_text = "Часть названия, как оно написано, или лицевого счёта"
    autocomplete_fields = ("account",)
    fieldsets = (
        (None, {"fields": ("account", "name", "address", "max_power_kw", "common_property")}),
    )


@admin.register(MeterAct)
class MeterActAdmin(Recorded, FoldedSearch):
    """Acts of all meters."""

    list_display = ("day", "kind", "meter", "account", "number", "note")
    list_filter = ("kind", "meter__account__branch")
    list_select_related = ("meter__account",)
    date_hierarchy = "day"
    search_fields = ("number", "meter__serial__contains", "meter__account__number__contains")
    search_help_text = "Номер акта, часть номера счётчика или лицевого счёта"
    autocomplete_fields = ("meter",)
    fieldsets = ((None, {"fields": ("meter", "kind", "day", "number", "note")}),)

    @admin.display(description="лицевой счёт")
    def account(self, act: MeterAct) -> str:
        """The account that the meter stands at."""
        return act.meter.account.number
