"""How long an employee stays signed in: not past a shift, and not at a desk that was left."""

from datetime import timedelta

from django.contrib.auth import login, logout
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.deprecation import MiddlewareMixin

from meterline.staff.audit import record
from meterline.staff.models import Deed

SHIFT = timedelta(hours=12)
IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
"""The last request is kept no more exactly than this, so that few of them write a row."""

KEPT = "staff_session"


def begin(request: HttpRequest, user: User) -> None:
    """Sign an employee in, whose password and code were right."""
    login(request, user, backend="django.contrib.auth.backends.ModelBackend")
    now = timezone.now().timestamp()
    request.session[KEPT] = (now, now)
    record(user, Deed.SIGNED_IN, "Вход", request=request)


def end(request: HttpRequest) -> None:
    """Sign whoever is signed in out."""
    if request.user.is_authenticated:
        record(request.user, Deed.SIGNED_OUT, "Выход", request=request)
    logout(request)


class StaffSessions(MiddlewareMixin):
    """Middleware: ends sessions that are too old or were left alone."""

    def process_request(self, request: HttpRequest) -> None:
        """Go on as nobody where the session is over."""
        # A visitor without a session is asked for none.
        if request.session.session_key and request.user.is_authenticated:
            self._keep_or_end(request)

    @staticmethod
    def _keep_or_end(request: HttpRequest) -> None:
        now = timezone.now().timestamp()
        since, seen = request.session.get(KEPT, (now, 0.0))
        if now - since > SHIFT.total_seconds() or 0 < seen < now - IDLE.total_seconds():
            logout(request)
        elif now - seen > NOTED_EVERY.total_seconds():
            request.session[KEPT] = (since, now)
