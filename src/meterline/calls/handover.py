"""Calls that the robot hands over to a person: what their logs tell, and who may see it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User

from meterline.calls.models import Call, CallEvent, Operator
from meterline.customers.models import Account, Branch

SHOWN_FOR = timedelta(hours=2)
"""How long a call stays in the list."""

HANDED_OVER = "transferring"
"""The event that begins a transfer: it tells all that the person has to know."""

ENDS = ("transferred", "transfer_failed", "ended")


class Reach(StrEnum):
    """How far the transfer has come."""

    RINGING = "соединяется"
    TAKEN = "у оператора"
    FAILED = "оператор не ответил"
    LEFT = "абонент не дождался"


PURPOSES = {
    "operator": "попросил оператора",
    "attempts": "робот не понял",
    "emergency": "авария",
}
"""Why a call is handed over."""


@dataclass(frozen=True)
class Value:
    """A value understood for a register. `zone` is a tariff zone's key."""

    serial: str
    zone: str
    value: int


@dataclass(frozen=True)
class Handover:
    """One transfer. `account` is the number as understood, known to the base or not."""

    call: Call
    at: datetime
    purpose: str
    branch: Branch | None
    account: str
    values: tuple[Value, ...]
    name_agrees: bool | None
    reach: Reach

    @property
    def emergency(self) -> bool:
        """Whether a life may be in danger."""
        return self.purpose == "emergency"

    @property
    def why(self) -> str:
        """The purpose in Russian."""
        return PURPOSES.get(self.purpose, self.purpose)


def branches_of(user: AbstractBaseUser | AnonymousUser) -> frozenset[str]:
    """Keys of the branches whose calls a person takes; all for a superuser."""
    if not isinstance(user, User) or not user.has_perm("calls.take_call"):
        return frozenset()
    if user.is_superuser:
        return frozenset(Branch.objects.values_list("key", flat=True))
    mine = Operator.objects.filter(user=user).values_list("branch__key", flat=True)
    return frozenset(mine)


def handed_over(branches: frozenset[str], now: datetime) -> tuple[Handover, ...]:
    """The last transfer of each call of these branches in the last two hours, newest first."""
    events = CallEvent.objects.filter(
        kind__in=(HANDED_OVER, *ENDS), call__started__gte=now - SHOWN_FOR
    )
    of_calls: dict[UUID, list[CallEvent]] = {}
    for event in events.select_related("call").order_by("call", "sequence"):
        of_calls.setdefault(event.call_id, []).append(event)
    shown = (_last(log, branches) for log in of_calls.values())
    return tuple(sorted((one for one in shown if one), key=lambda one: one.at, reverse=True))


def handover_of(call: UUID, branches: frozenset[str]) -> Handover | None:
    """The last transfer of a call, if it went to one of these branches."""
    events = CallEvent.objects.filter(call_id=call, kind__in=(HANDED_OVER, *ENDS))
    return _last(list(events.select_related("call").order_by("sequence")), branches)


def account_named(number: str) -> Account | None:
    """An account with its owner, meters and registers, as the person needs it."""
    found = Account.objects.filter(number=number).select_related("customer", "branch")
    return found.prefetch_related("meters__registers").first()


def _last(log: list[CallEvent], branches: frozenset[str]) -> Handover | None:
    places = [place for place, event in enumerate(log) if event.kind == HANDED_OVER]
    if not places or log[places[-1]].data["branch"] not in branches:
        return None
    begun, after = log[places[-1]], [event.kind for event in log[places[-1] + 1 :]]
    return _told(begun, begun.data, _reach(after))


def _told(event: CallEvent, data: Mapping[str, Any], reach: Reach) -> Handover:
    return Handover(
        call=event.call,
        at=event.at,
        purpose=data["purpose"],
        branch=Branch.objects.filter(key=data["branch"]).first(),
        account=data["account"] or "",
        values=tuple(Value(*value) for value in data["values"]),
        name_agrees=data["name_agrees"],
        reach=reach,
    )


def _reach(after: list[str]) -> Reach:
    """By what followed in the log: a call that was taken ends at once for the robot."""
    if "transferred" in after:
        return Reach.TAKEN
    if "transfer_failed" in after:
        return Reach.FAILED
    return Reach.LEFT if "ended" in after else Reach.RINGING
