"""Charges, each line explained."""

from datetime import date
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.formats import number_format

from meterline.charging.explained import explained
from meterline.charging.models import Charge, Run
from meterline.charging.models.wording import PLACEHOLDER
from meterline.customers.admin.base import ReadOnly


class PeriodFilter(admin.SimpleListFilter):
    """Billing periods that were charged: asked of the runs, which are few."""

    title = "расчётный период"
    parameter_name = "period"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Months, the latest first."""
        months = Run.objects.order_by("-period").values_list("period", flat=True).distinct()
        return [(month.isoformat(), f"{month:%m.%Y}") for month in months]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Charge]) -> QuerySet[Charge]:
        """Charges of the chosen month."""
        known = {value for value, _ in self.lookup_choices}
        value = self.value()
        return queryset.filter(period=date.fromisoformat(value)) if value in known else queryset


class HoldsFilter(admin.SimpleListFilter):
    """Charges that hold, which is what people mean, or also those that were replaced."""

    title = "состояние"
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """What can be chosen besides those that hold."""
        return [("replaced", "заменённые"), ("any", "все")]

    def choices(self, changelist: Any) -> Any:
        """Name the usual choice by what it is."""
        choices = list(super().choices(changelist))
        choices[0]["display"] = "действующие"
        return choices

    def queryset(self, request: HttpRequest, queryset: QuerySet[Charge]) -> QuerySet[Charge]:
        """Rows of the chosen state."""
        if self.value() == "any":
            return queryset
        if self.value() == "replaced":
            return queryset.exclude(successor=None)
        return queryset.filter(successor=None)


@admin.register(Charge)
class ChargeAdmin(ReadOnly):
    """A charge with its lines; a run writes them, nobody changes one here."""

    list_display = (
        "account",
        "month",
        "branch",
        "volume",
        "amount",
        "ground",
        "reason",
        "bill",
    )
    list_filter = (
        HoldsFilter,
        PeriodFilter,
        "account__branch",
        "ground",
        "reason",
        "issuable",
    )
    list_select_related = ("account__branch",)
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("account__number",)
    search_help_text = "Часть лицевого счёта"
    fields = (
        "account",
        ("month", "branch"),
        ("volume", "amount"),
        ("ground", "reason"),
        "bill",
        "run",
        ("successor", "before"),
        "lines",
    )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is shown and is no column."""
        return ("month", "branch", "volume", "bill", "before", "lines")

    @admin.display(description="расчётный период", ordering="period")
    def month(self, charge: Charge) -> str:
        """The billing period."""
        return f"{charge.period:%m.%Y}"

    @admin.display(description="филиал")
    def branch(self, charge: Charge) -> str:
        """Whose account it is."""
        return charge.account.branch.name

    @admin.display(description="объём, кВт·ч", ordering="energy")
    def volume(self, charge: Charge) -> str:
        """kWh without zeros after the comma."""
        return number_format(charge.energy.normalize())

    @admin.display(description="счёт")
    def bill(self, charge: Charge) -> str:
        """Whether a bill may be issued."""
        return "можно выставить" if charge.issuable else PLACEHOLDER

    @admin.display(description="вместо начисления")
    def before(self, charge: Charge) -> str:
        """The charge that this one took the place of."""
        same = Charge.objects.filter(account=charge.account_id, period=charge.period)
        earlier = same.filter(successor=charge).first()
        return f"{earlier.amount} ₽, расчёт {earlier.run_id}" if earlier else "—"

    @admin.display(description="строки")
    def lines(self, charge: Charge) -> str:
        """The lines, each with its sentence."""
        rows = charge.lines.select_related("meter").order_by("place")
        return render_to_string("charging/lines.html", {"lines": explained(rows)})
