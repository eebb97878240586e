"""Entries and online payments as the company's people see them; one button gives money back."""

from typing import Any

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meterline.customers.admin.base import AnyInline, ReadOnly
from meterline.payments.models import (
    OnlineEvent,
    OnlinePayment,
    OnlineRefund,
    Payment,
    Posting,
    Refund,
)
from meterline.payments.online.refunding import left_of
from meterline.payments.refund_page import refund_page
from meterline.staff.permissions import Action
from meterline.staff.services import branches_where, may


class Money(ReadOnly):
    """Rows of accounts in the branches whose money somebody may see."""

    branch_of = "account__branch"

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """By role."""
        return may(request.user, Action.SEE_MONEY)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """By role."""
        return self.has_view_permission(request)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """Rows of the branches."""
        branches = branches_where(request.user, Action.SEE_MONEY)
        return super().get_queryset(request).filter(**{f"{self.branch_of}__in": branches})


@admin.register(Posting)
class PostingAdmin(Money):
    """What was charged and is owed."""

    list_display = ("account", "period", "amount", "at", "author")
    list_filter = ("account__branch",)
    search_fields = ("account__number",)
    date_hierarchy = "period"


@admin.register(Payment)
class PaymentAdmin(Money):
    """Money that came."""

    list_display = ("account", "amount", "paid_at", "source", "payment_id")
    list_filter = ("source", "account__branch")
    search_fields = ("account__number", "payment_id")
    date_hierarchy = "paid_at"


@admin.register(Refund)
class RefundAdmin(Money):
    """Money that went back."""

    list_display = ("account", "amount", "refunded_at", "source", "author", "reason")
    list_filter = ("source", "account__branch")
    search_fields = ("account__number", "refund_id")


class _Rows(AnyInline):
    """Rows that are only looked at."""

    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody."""
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Whoever may see the payment."""
        return may(request.user, Action.SEE_MONEY)


class EventRows(_Rows):
    """The payment's journal."""

    model = OnlineEvent
    fields = ("at", "kind", "state", "details", "author")
    ordering = ("id",)


class RefundRows(_Rows):
    """What was asked back."""

    model = OnlineRefund
    fields = ("asked", "amount", "reason", "author", "state", "provider_id")


@admin.register(OnlinePayment)
class OnlinePaymentAdmin(Money):
    """A payment over the site with its journal."""

    list_display = ("number", "account", "amount", "state", "started", "provider")
    list_filter = ("state", "provider", "account__branch")
    search_fields = ("account__number", "provider_id")
    date_hierarchy = "started"
    inlines = (EventRows, RefundRows)
    fields = (
        *("number", "account", "amount", "email", "state", "provider", "provider_id"),
        *("started", "expires", "reading_receipt", "payment", "give_back"),
    )
    readonly_fields = fields

    @admin.display(description="номер")
    def number(self, online: OnlinePayment) -> str:
        """What the payer was told."""
        return online.number

    @admin.display(description="вернуть")
    def give_back(self, online: OnlinePayment) -> SafeString | str:
        """The way to the page of refunds."""
        if left_of(online) <= 0:
            return "возвращать нечего"
        address = reverse("admin:payments_onlinepayment_refund", args=[online.pk])
        return format_html('<a href="{}">Вернуть деньги</a>', address)

    def get_urls(self) -> list[URLPattern]:
        """With the page of refunds."""
        page = self.admin_site.admin_view(refund_page)
        own = path("<int:pk>/refund/", page, name="payments_onlinepayment_refund")
        return [own, *super().get_urls()]
