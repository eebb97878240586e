"""Pages of employees and roles, of the audit log, and each one's own."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, spend
from meterline.staff import factor, people
from meterline.staff.forms import AuditSearch, EmployeeForm, RoleForm
from meterline.staff.models import RecoveryCode, RoleAssignment
from meterline.staff.permissions import Action
from meterline.staff.selectors import entries_for
from meterline.staff.services import allowed, branches_where, grant, require, signed_in, withdraw

PER_PAGE = 50


@never_cache
@require_GET
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """An employee's own page: roles, second factor, password."""
    me = _me(request)
    shown = {
        "roles": RoleAssignment.objects.filter(user=me).select_related("branch"),
        "has_factor": factor.has_factor(me),
        "codes_left": RecoveryCode.objects.filter(factor__user=me).count(),
    }
    return render(request, "staff/home.html", shown)


@never_cache
@require_POST
@signed_in
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes for a code of the telephone."""
    try:
        spend(Entrance.STAFF_SIGN_IN, f"code:{request.user.pk}", timezone.now())
    except TooMany as refusal:
        messages.error(request, str(refusal))
        return redirect("staff:home")
    codes = factor.renew_recovery_codes(_me(request), request.POST.get("code", ""), timezone.now())
    if codes is None:
        messages.error(request, "Код не подошёл, запасные коды остались прежними.")
        return redirect("staff:home")
    return render(request, "staff/recovery_codes.html", {"codes": codes})


@never_cache
@require_GET
@allowed(Action.SEE_AUDIT)
def audit_log(request: HttpRequest) -> HttpResponse:
    """The audit log, searched."""
    form = AuditSearch(request.GET or None)
    wanted = form.cleaned_data if form.is_bound and form.is_valid() else {}
    pages = Paginator(entries_for(request.user, wanted), PER_PAGE)
    page = pages.get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    shown = {"form": form, "page": page, "query": query.urlencode()}
    return render(request, "staff/audit.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
@allowed(Action.MANAGE_STAFF)
def employees(request: HttpRequest) -> HttpResponse:
    """All employees; somebody is taken on."""
    form = EmployeeForm(request.POST or None)
    role = RoleForm(request.user, request.POST or None)
    if request.method == "POST" and form.is_valid() and role.is_valid():
        user = form.save(commit=False)
        people.take_on(request.user, user, role.role_chosen, role.cleaned_data["branch"])
        return _with_password_page(request, user)
    shown = {"people": people.employees(), "form": form, "role": role}
    return render(request, "staff/employees.html", shown)


@never_cache
@require_GET
@allowed(Action.MANAGE_STAFF)
def employee(request: HttpRequest, pk: int) -> HttpResponse:
    """One employee."""
    return _employee_page(request, _employee(pk))


@require_POST
@allowed(Action.MANAGE_STAFF)
def add_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a role."""
    user, form = _managed(request, pk), RoleForm(request.user, request.POST)
    if form.is_valid():
        grant(request.user, user, form.role_chosen, form.cleaned_data["branch"])
    else:
        messages.error(request, "Эту роль в этом филиале вы дать не можете.")
    return redirect("staff:employee", pk)


@require_POST
@allowed(Action.MANAGE_STAFF)
def remove_role(request: HttpRequest, pk: int, role: int) -> HttpResponse:
    """Take a role away."""
    _managed(request, pk)
    held = get_object_or_404(RoleAssignment, pk=role, user_id=pk)
    if held.branch:
        require(request.user, Action.MANAGE_STAFF, held.branch)
    withdraw(request.user, held)
    return redirect("staff:employee", pk)


@never_cache
@require_POST
@allowed(Action.MANAGE_STAFF)
def new_password_page(request: HttpRequest, pk: int) -> HttpResponse:
    """A page on which the employee sets a new password."""
    return _with_password_page(request, _managed(request, pk))


@require_POST
@allowed(Action.MANAGE_STAFF)
def drop_factor(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a lost telephone."""
    user = _managed(request, pk)
    if factor.drop(request.user, user):
        messages.success(request, "Второй фактор сброшен: его подключат при следующем входе.")
    return redirect("staff:employee", pk)


@require_POST
@allowed(Action.MANAGE_STAFF)
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in no more."""
    people.dismiss(request.user, _managed(request, pk))
    return redirect("staff:employee", pk)


@require_POST
@allowed(Action.MANAGE_STAFF)
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again."""
    people.take_back(request.user, _managed(request, pk))
    return redirect("staff:employee", pk)


def _employee(pk: int) -> User:
    return get_object_or_404(people.employees(), pk=pk)


def _managed(request: HttpRequest, pk: int) -> User:
    user = _employee(pk)
    if not people.may_manage(request.user, user):
        raise PermissionDenied("Этим сотрудником распоряжается другой администратор.")
    return user


def _with_password_page(request: HttpRequest, user: User) -> HttpResponse:
    path = people.password_page(request.user, user)
    return _employee_page(request, _employee(user.pk), request.build_absolute_uri(path))


def _employee_page(request: HttpRequest, user: User, password_page: str = "") -> HttpResponse:
    managed = set(branches_where(request.user, Action.MANAGE_STAFF))
    shown: dict[str, Any] = {
        "one": user,
        "roles": [
            (held, held.branch is None or held.branch in managed) for held in user.roles.all()
        ],
        "may_manage": people.may_manage(request.user, user),
        "form": RoleForm(request.user),
        "password_page": password_page,
    }
    return render(request, "staff/employee.html", shown)


def _me(request: HttpRequest) -> User:
    return User.objects.get_by_natural_key(request.user.get_username())
