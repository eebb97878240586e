"""Complaints: taken down with the call or the account that they are about, and answered."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from meterline.calls.models import Call
from meterline.customers.models import Account
from meterline.quality.models import Complaint
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import Person, branches_where, everywhere, require


class NotFound(Exception):
    """What a complaint is about is not there. `str()` of it is a Russian sentence."""


@dataclass(frozen=True)
class About:
    """What is complained of: a call, an account, or both."""

    call: Call | None
    account: Account | None


def about(reference: str, account: str) -> About:
    """The call of a reference and the account of a number. Raises NotFound."""
    call = Call.objects.filter(reference=reference).first() if reference else None
    found = Account.objects.filter(number=account).first() if account else None
    if reference and call is None:
        raise NotFound("Звонка с таким номером обращения нет.")
    if account and found is None:
        raise NotFound("Такого лицевого счёта нет.")
    if call is None and found is None:
        raise NotFound("Укажите номер обращения или лицевой счёт.")
    return About(call, found or (call.account if call else None))


@dataclass(frozen=True)
class Words:
    """What was complained of, and what was decided, which may be empty yet."""

    text: str
    outcome: str = ""


def complain(
    what: About, words: Words, user: Person, now: datetime, request: HttpRequest
) -> Complaint:
    """Take a complaint down. Raises PermissionDenied outside of the person's branches."""
    branch = what.account.branch if what.account else what.call.branch if what.call else None
    require(user, Action.SCORE_CALLS, branch)
    with transaction.atomic():
        made: Complaint = Complaint.objects.create(
            call=what.call,
            account=what.account,
            branch=branch,
            text=words.text,
            outcome=words.outcome,
            at=now,
            by=user.get_username()[:150],
        )
        _audit(made, "жалоба записана", user, request)
    return made


def settle(complaint: Complaint, outcome: str, user: Person, request: HttpRequest) -> None:
    """Write down what came of a complaint. Raises PermissionDenied as above."""
    require(user, Action.SCORE_CALLS, complaint.branch)
    with transaction.atomic():
        complaint.outcome = outcome
        complaint.save(update_fields=["outcome"])
        _audit(complaint, "решение по жалобе", user, request)


def complaints_for(user: Person) -> QuerySet[Complaint]:
    """The complaints of the branches whose quality a person may see, the newest first."""
    rows = Complaint.objects.select_related("call", "account", "branch").order_by("-at")
    if everywhere(user, Action.SEE_QUALITY):
        return rows
    return rows.filter(branch__in=branches_where(user, Action.SEE_QUALITY))


def _audit(complaint: Complaint, what: str, user: Person, request: HttpRequest) -> None:
    record(
        user,
        Action.SCORE_CALLS,
        f"{what}: № {complaint.pk}",
        branch=complaint.branch,
        account=complaint.account,
        request=request,
    )
