"""Accounts for those who may see them, and for what they mean to do there."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from meterline.customers.models import Account
from meterline.staff.permissions import Action
from meterline.staff.services import require


def account_for(request: HttpRequest, number: str, action: Action) -> Account:
    """The account of that number. Raises Http404, or PermissionDenied by its branch."""
    accounts = Account.objects.select_related("branch", "customer", "contract")
    account = get_object_or_404(accounts, number=number)
    require(request.user, action, account.branch)
    return account
