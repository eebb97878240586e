"""Readings that a clerk enters: checked as on the phone, stored once, on record."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.http import HttpRequest

from meterline.customers.models import Account
from meterline.readings.checks import MeterValue
from meterline.readings.models import Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import Accepted, Submission
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import require

NAMES: dict[Source, str] = {
    Source.CLERK: "Показания внесены",
    Source.CONTROL: "Контрольное показание внесено",
    Source.RECEIPT: "Показания внесены с оплатой",
}
ACTIONS: dict[Source, Action] = {
    Source.CLERK: Action.ENTER_READINGS,
    Source.CONTROL: Action.ENTER_CONTROL,
    Source.RECEIPT: Action.ENTER_READINGS,
}


@dataclass(frozen=True)
class Entered:
    """Values for an account, and what they rest on.

    `insists` is why implausible values are right all the same; empty where nobody says so.
    `action` is what the clerk needs leave for, where it is more than entering.
    """

    account: Account
    values: Sequence[MeterValue]
    at: datetime
    source: Source = Source.CLERK
    evidence: str = "в офисе"
    insists: str = ""
    action: Action | None = None

    @property
    def needs(self) -> Action:
        """What the clerk has to be allowed."""
        return self.action or ACTIONS[self.source]


def enter(request: HttpRequest, entered: Entered) -> Accepted:
    """Store values in the name of the page's user, with a record of it.

    Raises PermissionDenied, and NotAccepted as `submit_reading` does.
    """
    require(request.user, entered.needs, entered.account.branch)
    with transaction.atomic():
        accepted = submit_reading(_submission(request, entered))
        record(
            request.user,
            entered.needs,
            f"{NAMES[entered.source]}, расписка {accepted.number}",
            account=entered.account,
            details=_details(entered, accepted),
            request=request,
        )
    return accepted


def _submission(request: HttpRequest, entered: Entered) -> Submission:
    insists = f"; настаивает: {entered.insists}" if entered.insists else ""
    return Submission(
        account=entered.account.number,
        values=tuple(entered.values),
        source=entered.source,
        received_at=entered.at,
        author=request.user.get_username(),
        evidence=f"{entered.evidence}{insists}"[:200],
        insisted=bool(entered.insists),
    )


def _details(entered: Entered, accepted: Accepted) -> dict[str, object]:
    told = ", ".join(f"{one.serial} {one.zone.value}: {one.value}" for one in entered.values)
    return {
        "расписка": accepted.number,
        "значения": told,
        "основание": entered.evidence,
        "получено": entered.at.isoformat(),
        **({"настаивает": entered.insists} if entered.insists else {}),
        **({"повтор": "да"} if accepted.duplicate else {}),
    }
