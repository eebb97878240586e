"""Who may see a page: whoever is signed in, and of accounts only his own."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache

from meterline.cabinet.visits import Visit, visit_of

View = Callable[..., HttpResponseBase]
"""A request first; then the visit, then the account, then what the address names."""


def signed_in(view: View) -> View:
    """A page of a cabinet; whoever is not signed in is asked to. No browser keeps a copy."""

    @never_cache
    @wraps(view)
    def page(request: HttpRequest, **named: Any) -> HttpResponseBase:
        visit = visit_of(request, timezone.now())
        if visit is None:
            return redirect("cabinet:sign-in")
        return view(request, visit, **named)

    return page


def own_account(view: View) -> View:
    """A page of an account: one that the cabinet does not show is not found."""

    @signed_in
    @wraps(view)
    def page(request: HttpRequest, visit: Visit, account: int, **named: Any) -> HttpResponseBase:
        own = visit.find(account)
        if own is None:
            raise Http404
        return view(request, visit, own, **named)

    return page
