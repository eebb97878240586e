"""Runs with their reports, and the accounts that they could not charge."""

from decimal import Decimal
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.html import format_html

from meterline.charging.models import Run, Uncharged
from meterline.charging.models.wording import KINDS_OF_GROUND, KINDS_OF_REASON
from meterline.charging.tally import Sums, Tally
from meterline.customers.admin.base import ReadOnly, list_link
from meterline.customers.models import Account


@admin.register(Run)
class RunAdmin(ReadOnly):
    """A month of a branch computed once."""

    list_display = (
        "branch",
        "period",
        "started",
        "state",
        "accounts",
        "amount",
        "changed",
        "uncharged_accounts",
        "author",
    )
    list_filter = ("branch", "period")
    list_select_related = ("branch",)
    date_hierarchy = "period"
    fields = ("branch", "period", "author", ("started", "finished"), "state", "links", "tables")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """What is shown and is no column."""
        return ("state", "links", "tables")

    @admin.display(description="состояние")
    def state(self, run: Run) -> str:
        """Whether it came to its end."""
        if run.finished:
            return "закончен"
        return "оставлен: правила или цены с тех пор другие" if run.abandoned else "не закончен"

    @admin.display(description="счетов")
    def accounts(self, run: Run) -> int:
        """How many accounts it went over."""
        return _tally(run).accounts

    @admin.display(description="начислено, ₽")
    def amount(self, run: Run) -> Decimal:
        """What all charges come to."""
        return _tally(run).total.amount

    @admin.display(description="отличий от прошлого")
    def changed(self, run: Run) -> str:
        """How many charges came out otherwise than before, and by how much together."""
        tally = _tally(run)
        return f"{tally.changed} ({tally.difference} ₽)" if tally.changed else "нет"

    @admin.display(description="не начислено")
    def uncharged_accounts(self, run: Run) -> int:
        """How many accounts could not be charged."""
        return _tally(run).uncharged

    @admin.display(description="списки")
    def links(self, run: Run) -> str:
        """Links to the rows of the run."""
        return format_html(
            "{} · {}",
            list_link("charging_charge", "Начисления, записанные им", run__id__exact=run.pk),
            list_link("charging_uncharged", "Не начислено", run__id__exact=run.pk),
        )

    @admin.display(description="итоги")
    def tables(self, run: Run) -> str:
        """The report."""
        tally = _tally(run)
        context = {
            "tally": tally,
            "grounds": _named(KINDS_OF_GROUND, tally.grounds),
            "reasons": _named(KINDS_OF_REASON, tally.reasons),
            "changes": _changes(tally),
        }
        return render_to_string("charging/report.html", context)


@admin.register(Uncharged)
class UnchargedAdmin(ReadOnly):
    """Accounts that a run could not charge: why, and what to do."""

    list_display = ("account", "run", "why", "mend")
    list_filter = ("run__branch", "run__period")
    list_select_related = ("account", "run__branch")
    search_fields = ("account__number",)
    search_help_text = "Часть лицевого счёта"


def _tally(run: Run) -> Tally:
    return Tally.from_json(run.report)


def _named(names: dict[str, str], kinds: dict[str, Sums]) -> list[tuple[str, Sums]]:
    return [(name, kinds[kind]) for kind, name in names.items() if kind in kinds]


def _changes(tally: Tally) -> list[tuple[Account, Decimal, Decimal]]:
    accounts = Account.objects.in_bulk([one.account for one in tally.changes])
    return [(accounts[one.account], one.before, one.after) for one in tally.changes]
