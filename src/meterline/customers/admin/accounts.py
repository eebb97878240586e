"""Customers, accounts and meters."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html

from meterline.customers.admin.base import AnyInline, FoldedSearch, list_link
from meterline.customers.models import Account, Customer, LinkedPhone, Meter, Register


class AccountInline(AnyInline):
    """A customer's accounts."""

    model = Account
    fields = ("number", "branch", "address", "state")
    extra = 0
    show_change_link = True


class MeterInline(AnyInline):
    """An account's meters."""

    model = Meter
    fields = ("serial", "digits", "ratio", "installed", "verified_until")
    extra = 0
    show_change_link = True


class PhoneInline(AnyInline):
    """Telephones that call for an account."""

    model = LinkedPhone
    extra = 0


class RegisterInline(AnyInline):
    """A meter's registers."""

    model = Register
    extra = 0
    show_change_link = True


@admin.register(Customer)
class CustomerAdmin(FoldedSearch):
    """A person or an organisation."""

    list_display = ("name", "kind", "numbers")
    list_filter = ("kind",)
    search_fields = ("name_folded", "accounts__number", "accounts__address_folded")
    search_help_text = "Часть имени, лицевого счёта или адреса"
    inlines = (AccountInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Customer]:
        """Customers with their accounts."""
        return super().get_queryset(request).prefetch_related("accounts")

    @admin.display(description="лицевые счета")
    def numbers(self, customer: Customer) -> str:
        """All accounts of the customer."""
        return ", ".join(account.number for account in customer.accounts.all())


@admin.register(Account)
class AccountAdmin(FoldedSearch):
    """An account with its meters and telephones."""

    list_display = ("number", "customer", "address", "branch", "serials", "numbers", "state")
    list_filter = ("branch", "customer__kind", "state")
    list_select_related = ("branch", "customer")
    search_fields = (
        "number",
        "customer__name_folded",
        "address_folded",
        "meters__serial",
        "phones__number",
    )
    search_help_text = "Часть лицевого счёта, имени, адреса, номера счётчика или телефона"
    autocomplete_fields = ("customer",)
    readonly_fields = ("history",)
    inlines = (MeterInline, PhoneInline)
    fieldsets = (
        (None, {"fields": ("number", "branch", "customer", "address", "state", "history")}),
        (
            "Для начислений",
            {"fields": (("residents", "rooms"), "electric_stove", "max_power_kw")},
        ),
    )

    def get_queryset(self, request: HttpRequest) -> QuerySet[Account]:
        """Accounts with what the list shows of them."""
        return super().get_queryset(request).prefetch_related("meters", "phones")

    @admin.display(description="счётчики")
    def serials(self, account: Account) -> str:
        """Serials of the account's meters."""
        return ", ".join(meter.serial for meter in account.meters.all())

    @admin.display(description="телефоны")
    def numbers(self, account: Account) -> str:
        """Linked telephones."""
        return ", ".join(phone.number for phone in account.phones.all())

    @admin.display(description="история")
    def history(self, account: Account) -> Any:
        """Links to the account's readings and calls."""
        if account.pk is None:
            return "—"
        return format_html(
            "{} · {}",
            list_link(
                "readings_reading", "Показания", register__meter__account__id__exact=account.pk
            ),
            list_link("calls_call", "Звонки", account__id__exact=account.pk),
        )


@admin.register(Meter)
class MeterAdmin(FoldedSearch):
    """A meter with its registers."""

    list_display = ("serial", "account", "zones", "digits", "ratio", "verified_until")
    list_filter = ("account__branch", "digits")
    list_select_related = ("account",)
    search_fields = ("serial", "account__number")
    search_help_text = "Часть номера счётчика или лицевого счёта"
    autocomplete_fields = ("account",)
    inlines = (RegisterInline,)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Meter]:
        """Meters with their registers."""
        return super().get_queryset(request).prefetch_related("registers")

    @admin.display(description="зоны")
    def zones(self, meter: Meter) -> str:
        """Zones that the meter counts."""
        return ", ".join(register.get_zone_display() for register in meter.registers.all())
