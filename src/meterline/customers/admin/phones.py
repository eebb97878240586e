"""Telephones and e-mails."""

from django.contrib import admin

from meterline.customers.admin.base import FoldedSearch
from meterline.customers.admin.recorded import Recorded
from meterline.customers.models import LinkedEmail, LinkedPhone, PhoneOverride


class LinkAdmin(Recorded, FoldedSearch):
    """What is linked to an account."""

    list_select_related = ("account__customer",)
    autocomplete_fields = ("account",)

    @admin.display(description="абонент")
    def customer(self, link: LinkedPhone | LinkedEmail) -> str:
        """Whose account it is."""
        return link.account.customer.name


@admin.register(LinkedPhone)
class LinkedPhoneAdmin(LinkAdmin):
    """Telephones and the accounts that they call for."""

    list_display = ("number", "account", "customer")
    search_fields = (
        *("number__contains", "account__number__contains"),
        "account__customer__name_folded__contains",
    )
    search_help_text = "Часть телефона, лицевого счёта или имени"
    fieldsets = ((None, {"fields": ("number", "account")}),)


@admin.register(LinkedEmail)
class LinkedEmailAdmin(LinkAdmin):
    """Addresses of electronic mail and the accounts that they write for."""

    list_display = ("address", "account", "customer")
    search_fields = ("address__icontains", "account__number__contains")
    search_help_text = "Часть адреса или лицевого счёта"
    fieldsets = ((None, {"fields": ("address", "account")}),)


@admin.register(PhoneOverride)
class PhoneOverrideAdmin(Recorded, FoldedSearch):
    """Numbers whose branch is known better than the numbering plan knows it."""

    list_display = ("number", "branch", "note")
    list_filter = ("branch",)
    search_fields = ("number", "note")
    fieldsets = ((None, {"fields": ("number", "branch", "note")}),)
