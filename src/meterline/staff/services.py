"""Whether somebody may do something; who gets which role."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse

from meterline.customers.models import Branch
from meterline.staff.audit import Who, record
from meterline.staff.models import Deed, RoleAssignment
from meterline.staff.permissions import GRANTS, Action, Reach, Role

Person = AbstractBaseUser | AnonymousUser
Rest = ParamSpec("Rest")
View = Callable[Concatenate[HttpRequest, Rest], HttpResponseBase]

KEPT = "_meterline_roles"
"""Roles asked once are kept with the user's object, which lives as long as a request."""


def may(user: Person, action: Action, branch: Branch | None = None) -> bool:
    """Whether a person may do something in a branch; without one: in any branch at all."""
    if _may_all(user):
        return True
    return any(
        branch is None or reach is Reach.ALL or of in (None, branch.pk)
        for of, reach in _leave(user, action)
    )


def require(user: Person, action: Action, branch: Branch | None = None) -> None:
    """Raise PermissionDenied, with a Russian sentence, unless the person may."""
    if may(user, action, branch):
        return
    where = f" в филиале «{branch}»" if branch and may(user, action) else ""
    raise PermissionDenied(f"Ваша роль не позволяет{where}: {action.label}.")


def branches_where(user: Person, action: Action) -> QuerySet[Branch]:
    """The branches in which a person may do something."""
    branches = Branch.objects.all()
    if everywhere(user, action):
        return branches
    return branches.filter(pk__in=[of for of, _ in _leave(user, action)])


def everywhere(user: Person, action: Action) -> bool:
    """Whether a person may do something in all branches, those to come too."""
    leave = _leave(user, action)
    return _may_all(user) or any(of is None or reach is Reach.ALL for of, reach in leave)


def everywhere_by_role(user: Person, action: Action) -> bool:
    """Whether a person holds a role in all branches that lets him do something."""
    return any(of is None for of, _ in _leave(user, action))


def allowed(action: Action) -> Callable[[View[Rest]], View[Rest]]:
    """A view for those who may do something in some branch; others sign in, or get 403.

    Which branch the view is about it checks itself, by `require`. What is refused is on record.
    """

    def decorate(view: View[Rest]) -> View[Rest]:
        @wraps(view)
        def checked(
            request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponseBase:
            if not request.user.is_authenticated:
                return sign_in_first(request)
            try:
                require(request.user, action)
                return view(request, *args, **kwargs)
            except PermissionDenied as refusal:
                details = {"страница": request.path}
                record(request.user, Deed.DENIED, str(refusal), details=details, request=request)
                raise

        cast(Any, checked).action = action
        return checked

    return decorate


def signed_in(view: View[Rest]) -> View[Rest]:
    """A view for every employee."""

    @wraps(view)
    def checked(
        request: HttpRequest, /, *args: Rest.args, **kwargs: Rest.kwargs
    ) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return sign_in_first(request)
        return view(request, *args, **kwargs)

    return checked


def sign_in_first(request: HttpRequest) -> HttpResponse:
    """To the sign-in, and back to the page afterwards."""
    return redirect_to_login(request.get_full_path(), reverse("staff:sign-in"))


def grant(by: Who, user: User, role: Role, branch: Branch | None) -> RoleAssignment:
    """Give a role in a branch, or in all; the one that is there already stays."""
    with transaction.atomic():
        held, fresh = RoleAssignment.objects.get_or_create(user=user, role=role, branch=branch)
        if fresh:
            _record_role(by, "Роль дана", held)
    return held


def withdraw(by: Who, held: RoleAssignment) -> None:
    """Take a role away."""
    with transaction.atomic():
        _record_role(by, "Роль снята", held)
        held.delete()


def _record_role(by: Who, what: str, held: RoleAssignment) -> None:
    login = held.user.get_username()
    details = {"сотрудник": login, "роль": held.role}
    subject = f"{what}: {login}, {held}"
    record(by, Action.MANAGE_STAFF, subject, branch=held.branch, details=details)
    held.user.__dict__.pop(KEPT, None)


def _may_all(user: Person) -> bool:
    return bool(user.is_active and getattr(user, "is_superuser", False))


def _leave(user: Person, action: Action) -> list[tuple[int | None, Reach]]:
    """Branch's id (None for all) and reach of each role by which a person may do something."""
    grants = GRANTS[action]
    return [(of, grants[role]) for role, of in _roles(user) if role in grants]


def _roles(user: Person) -> list[tuple[Role, int | None]]:
    if not (user.is_authenticated and user.is_active):
        return []
    if KEPT not in user.__dict__:
        held = RoleAssignment.objects.filter(user_id=user.pk).values_list("role", "branch_id")
        user.__dict__[KEPT] = [(Role(role), branch) for role, branch in held]
    return cast(list[tuple[Role, int | None]], user.__dict__[KEPT])
