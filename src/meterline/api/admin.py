"""Tokens and webhooks in the administration."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone

from meterline.api.models import Token, Webhook
from meterline.api.scopes import Scope
from meterline.api.tokens import BadScopes, Owner, check_scopes, make_token
from meterline.api.webhooks import new_secret
from meterline.customers.admin.base import Pages
from meterline.readings.journal.chain import head


class TokenForm(forms.ModelForm):  # type: ignore[type-arg]
    """A new token."""

    scopes = forms.MultipleChoiceField(
        label="права", choices=Scope.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Token
        fields = ("name", "account", "branch", "scopes", "expires")

    def clean(self) -> dict[str, Any]:
        """Refuse scopes that do not go together."""
        cleaned = super().clean() or {}
        try:
            check_scopes(cleaned.get("account"), map(Scope, cleaned.get("scopes", [])))
        except BadScopes as bad:
            self.add_error("scopes", str(bad))
        return cleaned


@admin.register(Token)
class TokenAdmin(Pages):
    """Tokens: made and revoked, never changed."""

    form = TokenForm
    list_display = (
        "name",
        "beginning",
        "account",
        "branch",
        "rights",
        "expires",
        "used",
        "revoked",
    )
    list_filter = ("branch",)
    search_fields = ("name", "beginning", "account__number")
    autocomplete_fields = ("account",)
    actions = ("revoke",)

    def has_change_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """Only the list, to revoke."""
        return obj is None and super().has_change_permission(request)

    def has_delete_permission(self, request: HttpRequest, obj: Token | None = None) -> bool:
        """A revoked token stays as a record."""
        return False

    def save_model(self, request: HttpRequest, obj: Token, form: Any, change: bool) -> None:
        """Make the token and show it once."""
        owner = Owner(obj.name, request.user.get_username(), obj.account, obj.branch)
        row, text = make_token(owner, [Scope(one) for one in obj.scopes], obj.expires)
        obj.pk, obj.digest, obj.beginning = row.pk, row.digest, row.beginning
        messages.warning(request, f"Ключ показывается один раз, сохраните его: {text}")

    @admin.display(description="права")
    def rights(self, token: Token) -> str:
        """The scopes as people read them."""
        return ", ".join(Scope(one).label for one in token.scopes)

    @admin.action(description="Отозвать", permissions=["change"])
    def revoke(self, request: HttpRequest, tokens: QuerySet[Token]) -> None:
        """Revoke some tokens from now on."""
        count = tokens.filter(revoked=None).update(revoked=timezone.now())
        messages.success(request, f"Отозвано ключей: {count}")


@admin.register(Webhook)
class WebhookAdmin(Pages):
    """Webhooks, and how their deliveries go."""

    list_display = ("name", "url", "branch", "active", "delivered", "attempts", "problem")
    fields = ("name", "url", "branch", "active", "delivered", "problem", "attempts", "next_try")
    readonly_fields = ("problem", "attempts", "next_try")

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new webhook hears what comes from now on."""
        return {"delivered": head().number}

    def save_model(self, request: HttpRequest, obj: Webhook, form: Any, change: bool) -> None:
        """Give a new webhook its key of signatures, shown once."""
        if not change:
            obj.secret = new_secret()
            messages.warning(
                request, f"Ключ подписи показывается один раз, сохраните его: {obj.secret}"
            )
        super().save_model(request, obj, form, change)
