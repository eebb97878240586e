"""Employees: taken on, given a way to set a password, dismissed. Each step is on record."""

from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from meterline.customers.models import Branch
from meterline.staff.audit import Who, record
from meterline.staff.permissions import Action, Role
from meterline.staff.services import Person, branches_where, everywhere, grant


def take_on(by: Who, user: User, role: Role | None = None, branch: Branch | None = None) -> None:
    """Store a new employee, without a password until he sets one himself, with a first role."""
    with transaction.atomic():
        user.is_staff = True
        user.set_unusable_password()
        user.save()
        _record(by, "Сотрудник заведён", user)
        if role:
            grant(by, user, role, branch)


def password_page(by: Who, user: User) -> str:
    """The path of a page on which the employee sets a password, once, within three days."""
    _record(by, "Выдана ссылка для пароля", user)
    uid = urlsafe_base64_encode(force_bytes(user.pk))
    token = default_token_generator.make_token(user)
    return reverse("staff:password-set", args=[uid, token])


def dismiss(by: Who, user: User) -> None:
    """Let an employee in no more; what he has open ends with the next click."""
    _set_active(by, user, active=False)


def take_back(by: Who, user: User) -> None:
    """Let a dismissed employee in again."""
    _set_active(by, user, active=True)


def may_manage(manager: Person, user: User) -> bool:
    """Whether somebody may see to an employee: of his branches only, and not to himself."""
    if getattr(manager, "is_superuser", False):
        return True
    if user.is_superuser or user.pk == manager.pk:
        return False
    if everywhere(manager, Action.MANAGE_STAFF):
        return True
    held = set(user.roles.values_list("branch_id", flat=True))
    return held <= set(branches_where(manager, Action.MANAGE_STAFF).values_list("pk", flat=True))


def employees() -> QuerySet[User]:
    """All of them, by name, with `codes`: whether a second factor is set up."""
    people = User.objects.prefetch_related("roles__branch")
    people = people.annotate(codes=Count("second_factor__confirmed_at"))
    return people.order_by("-is_active", "last_name", "first_name", "username")


def _set_active(by: Who, user: User, *, active: bool) -> None:
    with transaction.atomic():
        user.is_active = active
        user.save(update_fields=["is_active"])
        _record(by, "Сотрудник возвращён" if active else "Сотрудник уволен", user)


def _record(by: Who, what: str, user: User) -> None:
    login = user.get_username()
    record(by, Action.MANAGE_STAFF, f"{what}: {login}", details={"сотрудник": login})
