"""Customers, contracts and accounts."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html

from meterline.customers.admin.base import AnyInline, FoldedSearch, ReadOnlyInline, list_link
from meterline.customers.admin.recorded import Recorded
from meterline.customers.finding import found_among
from meterline.customers.models import (
    Account,
    Contract,
    Customer,
    LinkedEmail,
    LinkedPhone,
    Meter,
    MeteringPoint,
)
from meterline.customers.text import fold


class AccountInline(AnyInline):
    """A customer's accounts."""

    model = Account
    fields = ("number", "branch", "address", "state")
    extra = 0
    show_change_link = True


class AccountsUnderInline(ReadOnlyInline):
    """The accounts of a contract."""

    model = Account
    fields = ("number", "branch", "address", "state")
    show_change_link = True


class PointInline(AnyInline):
    """The metering points of an account that has several."""

    model = MeteringPoint
    # «Добавить ещё один …»: Django declines nothing, so the noun has to be masculine.
    verbose_name = "объект учёта"
    verbose_name_plural = "точки учёта"
    fields = ("name", "address", "max_power_kw", "common_property")
    extra = 0


class MeterInline(ReadOnlyInline):
    """An account's meters, those taken down too; each has a page of its own."""

    model = Meter
    fields = (
        *("shown", "point", "scales", "digits", "ratio", "installed", "removed"),
        *("verified_until", "automatic"),
    )
    readonly_fields = fields
    ordering = ("point", "removed", "id")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meter]:
        """Meters with their registers."""
        return super().get_queryset(request).prefetch_related("registers")

    @admin.display(description="счётчик")
    def shown(self, meter: Meter) -> str:
        """The serial, a link to the meter's page."""
        address = reverse("admin:customers_meter_change", args=[meter.pk])
        return format_html('<a href="{}">{}</a>', address, meter)

    @admin.display(description="шкалы")
    def scales(self, meter: Meter) -> str:
        """Zones that the meter counts."""
        return ", ".join(one.get_zone_display() for one in meter.registers.all())


class PhoneInline(AnyInline):
    """Telephones that call for an account."""

    model = LinkedPhone
    verbose_name = "телефон"
    verbose_name_plural = "телефоны"
    extra = 0


class EmailInline(AnyInline):
    """Addresses that write for an account."""

    model = LinkedEmail
    verbose_name = "адрес почты"
    verbose_name_plural = "адреса почты"
    extra = 0


@admin.register(Customer)
class CustomerAdmin(Recorded, FoldedSearch):
    """A person or an organisation."""

    list_display = ("name", "kind", "numbers")
    list_filter = ("kind",)
    search_fields = ("name_folded",)
    search_help_text = "Часть имени, лицевого счёта, адреса, телефона, почты или договора"
    fieldsets = ((None, {"fields": ("kind", "name")}),)
    inlines = (AccountInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """Customers with their accounts."""
        return super().get_queryset(request).prefetch_related("accounts")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Customers by their accounts, and those who have none yet by name."""
        if not search_term.strip():
            return queryset, False
        named = Customer.objects.filter(name_folded__contains=fold(search_term))
        owners = found_among(Account.objects.all(), search_term)
        found = named.order_by().values_list("pk").union(owners.order_by().values_list("customer"))
        return queryset.filter(pk__in=found), False

    @admin.display(description="лицевые счета")
    def numbers(self, customer: Customer) -> str:
        """All accounts of the customer."""
        return ", ".join(account.number for account in customer.accounts.all())


@admin.register(Contract)
class ContractAdmin(Recorded, FoldedSearch):
    """A contract with its accounts."""

    list_display = ("number", "customer", "numbers", "signed", "ended")
    list_select_related = ("customer",)
    search_fields = ("number_folded__contains", "customer__name_folded__contains")
    search_help_text = "Часть номера договора или имени"
    autocomplete_fields = ("customer",)
    fieldsets = ((None, {"fields": ("number", "customer", ("signed", "ended"))}),)
    inlines = (AccountsUnderInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contract]:
        """Contracts with their accounts."""
        return super().get_queryset(request).prefetch_related("accounts")

    @admin.display(description="лицевые счета")
    def numbers(self, contract: Contract) -> str:
        """All accounts under the contract."""
        return ", ".join(account.number for account in contract.accounts.all())


@admin.register(Account)
class AccountAdmin(Recorded, FoldedSearch):
    """An account with its points, meters, telephones and e-mails."""

    list_display = ("number", "customer", "address", "branch", "serials", "numbers", "state")
    list_filter = ("branch", "customer__kind", "state", "electric_heating", "tariff_group")
    list_select_related = ("branch", "customer")
    search_fields = ("number",)
    search_help_text = (
        "Часть лицевого счёта, имени, адреса, номера счётчика, телефона, почты или договора"
    )
    autocomplete_fields = ("customer", "contract")
    readonly_fields = ("links",)
    inlines = (PointInline, MeterInline, PhoneInline, EmailInline)
    fieldsets = (
        (
            None,
            {"fields": ("number", "branch", "customer", "contract", "address", "state", "links")},
        ),
        (
            "Для начислений",
            {
                "fields": (
                    ("residents", "rooms"),
                    ("electric_stove", "electric_heating", "meter_can_be_fitted"),
                    "tariff_group",
                    ("max_power_kw", "max_power_hours"),
                )
            },
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Accounts with what the list shows of them."""
        return super().get_queryset(request).prefetch_related("meters", "phones")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """The same search as everywhere."""
        return (found_among(queryset, search_term) if search_term.strip() else queryset), False

    @admin.display(description="счётчики")
    def serials(self, account: Account) -> str:
        """Serials of the meters in their places."""
        return ", ".join(one.serial for one in account.meters.all() if one.removed is None)

    @admin.display(description="телефоны")
    def numbers(self, account: Account) -> str:
        """Linked telephones."""
        return ", ".join(phone.number for phone in account.phones.all())

    @admin.display(description="ещё")
    def links(self, account: Account) -> Any:
        """Links to the account's readings and calls, and to a new meter."""
        if account.pk is None:
            return "—"
        new = reverse("admin:customers_meter_add", query={"account": account.pk})
        return format_html(
            '{} · {} · <a href="{}">Добавить счётчик</a>',
            list_link(
                "readings_reading", "Показания", register__meter__account__id__exact=account.pk
            ),
            list_link("calls_call", "Звонки", account__id__exact=account.pk),
            new,
        )
