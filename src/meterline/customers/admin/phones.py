"""Telephones."""

from django.contrib import admin

from meterline.customers.admin.base import FoldedSearch
from meterline.customers.models import LinkedPhone, PhoneOverride


@admin.register(LinkedPhone)
class LinkedPhoneAdmin(FoldedSearch):
    """Telephones and the accounts that they call for."""

    list_display = ("number", "account", "customer")
    list_select_related = ("account__customer",)
    search_fields = ("number", "account__number", "account__customer__name_folded")
    search_help_text = "Часть телефона, лицевого счёта или имени"
    autocomplete_fields = ("account",)

    @admin.display(description="абонент")
    def customer(self, phone: LinkedPhone) -> str:
        """Whose account it is."""
        return phone.account.customer.name


@admin.register(PhoneOverride)
class PhoneOverrideAdmin(FoldedSearch):
    """Numbers whose branch is known better than the numbering plan knows it."""

    list_display = ("number", "branch", "note")
    list_filter = ("branch",)
    search_fields = ("number", "note")
