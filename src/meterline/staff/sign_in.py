"""The pages by which employees sign in: password first, then the code of their telephone."""

from datetime import timedelta
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from meterline.limits.entrances import Entrance
from meterline.limits.services import TooMany, give_back, spend
from meterline.limits.visitors import visitor
from meterline.staff import factor, sessions
from meterline.staff.audit import record
from meterline.staff.models import Deed

PENDING = "staff_pending"
"""Who gave the right password and not yet a code: [id, since when, where to go]."""

PENDING_FOR = timedelta(minutes=10)
WRONG_CODE = "Код не подошёл. Введите тот, что на телефоне сейчас."


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Login and password. Further by the second factor, where one is required or set up."""
    form, refusal = AuthenticationForm(request), ""
    if request.method == "POST":
        keys = _keys(request, request.POST.get("username", ""))
        refusal = _spend(keys)
        if not refusal:
            # Not before: a form that was given a password tells whether it is right.
            form = AuthenticationForm(request, data=request.POST)
            if form.is_valid():
                for key in keys:
                    give_back(Entrance.STAFF_SIGN_IN, key)
                return _password_right(request, form.get_user())
            _refused(request, "Имя или пароль не подошли")
    shown = {"form": form, "refusal": refusal, "next": _next(request)}
    return render(request, "staff/sign_in.html", shown)


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The code of the telephone, or a recovery code."""
    user, onward = _pending(request)
    if user is None or not factor.has_factor(user):
        return redirect("staff:sign-in")
    if request.method == "GET":
        return render(request, "staff/code.html")
    refusal = _try_code(request, user)
    if not refusal:
        return _signed_in(request, user, onward)
    return render(request, "staff/code.html", {"refusal": refusal})


@never_cache
@require_http_methods(["GET", "POST"])
def enrol(request: HttpRequest) -> HttpResponse:
    """The first sign-in: the telephone takes the secret, its first code proves it."""
    user, onward = _pending(request)
    if user is None or factor.has_factor(user):
        return redirect("staff:sign-in")
    secret, address = factor.begin(user)
    refusal = ""
    if request.method == "POST":
        refusal = _spend([f"code:{user.pk}"])
        codes = None if refusal else factor.confirm(user, request.POST.get("code", ""), _now())
        if codes:
            _forget(request)
            sessions.begin(request, user)
            return render(request, "staff/recovery_codes.html", {"codes": codes, "next": onward})
        refusal = refusal or WRONG_CODE
    qr = segno.make(address).svg_inline(scale=5, border=4, light="#fff")
    shown = {"secret": _grouped(secret), "qr": qr, "refusal": refusal}
    return render(request, "staff/enrol.html", shown)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Out."""
    sessions.end(request)
    return redirect("staff:sign-in")


def _password_right(request: HttpRequest, user: User) -> HttpResponse:
    onward = _next(request)
    if factor.has_factor(user):
        page = "staff:sign-in-code"
    elif settings.METERLINE_SECOND_FACTOR:
        page = "staff:sign-in-enrol"
    else:
        return _signed_in(request, user, onward)
    request.session.cycle_key()
    request.session[PENDING] = (user.pk, _now().timestamp(), onward)
    return redirect(page)


def _try_code(request: HttpRequest, user: User) -> str:
    """Why a code was refused; empty where it was right."""
    key = f"code:{user.pk}"
    refusal = _spend([key])
    if refusal:
        return refusal
    if not factor.check(user, request.POST.get("code", ""), _now()):
        _refused(request, WRONG_CODE, user)
        return WRONG_CODE
    give_back(Entrance.STAFF_SIGN_IN, key)
    return ""


def _signed_in(request: HttpRequest, user: User, onward: str) -> HttpResponse:
    _forget(request)
    sessions.begin(request, user)
    return redirect(onward or settings.LOGIN_REDIRECT_URL)


def _pending(request: HttpRequest) -> tuple[User | None, str]:
    """Who is between password and code, and where to go afterwards."""
    kept: Any = request.session.get(PENDING)
    if not kept or _now().timestamp() - kept[1] > PENDING_FOR.total_seconds():
        messages.info(request, "Введите имя и пароль.")
        return None, ""
    return User.objects.filter(pk=kept[0], is_active=True).first(), kept[2]


def _forget(request: HttpRequest) -> None:
    request.session.pop(PENDING, None)


def _keys(request: HttpRequest, login: str) -> list[str]:
    return [f"login:{login.strip().casefold()}", f"visitor:{visitor(request)}"]


def _spend(keys: list[str]) -> str:
    """Count a try of each; why no more are taken, or an empty text."""
    try:
        for key in keys:
            spend(Entrance.STAFF_SIGN_IN, key, _now())
    except TooMany as refusal:
        return str(refusal)
    return ""


def _refused(request: HttpRequest, why: str, user: User | None = None) -> None:
    """Keep a wrong try; those beyond the allowance fill no log."""
    login = user.get_username() if user else _known_login(request)
    record(login, Deed.REFUSED, why, request=request)


def _known_login(request: HttpRequest) -> str:
    """What was typed, if it is a login: it may as well be a password in the wrong field."""
    typed = request.POST.get("username", "")
    return typed if User.objects.filter(username=typed).exists() else "неизвестное имя"


def _next(request: HttpRequest) -> str:
    """The page to go to, if it is ours."""
    page = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(page, {request.get_host()}, request.is_secure())
    ours = page and safe and not page.startswith(reverse("staff:sign-in"))
    return page if ours else ""


def _grouped(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def _now() -> Any:
    return timezone.now()
