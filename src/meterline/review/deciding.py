"""A reviewer's decision: taken down in the ledger, with the audit log, once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from meterline.calls.messages import answer
from meterline.calls.models import Message
from meterline.channels.inbox import seen_to
from meterline.readings.accounts import known_account
from meterline.readings.checks import MeterValue
from meterline.readings.decisions import Decision, NotDecided, decide
from meterline.readings.models import Reading, Source, Verdict
from meterline.readings.services import submit_reading
from meterline.readings.submission import Accepted, Implausible, NotAccepted, Submission
from meterline.review.callbacks import call_back
from meterline.review.claims import claim, release
from meterline.review.models import Callback, Kind
from meterline.review.subjects import Subject
from meterline.review.waiting import waits
from meterline.review.words import problem_of
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import require

TAKEN = "Этот случай уже у другого проверяющего."
GONE = "Этот случай уже решён."
NOTHING = "Впишите показание цифрами, как на счётчике до запятой."
NO_REASON = "Выберите причину отказа."
NO_ACCOUNT = "Сначала найдите лицевой счёт."


class Refused(Exception):
    """A decision that was not taken down; `str()` is a Russian sentence.

    With `may_insist` the same values are stored if the reviewer says so again.
    """

    def __init__(self, why: str, *, may_insist: bool = False) -> None:
        super().__init__(why)
        self.may_insist = may_insist


class Lost(Refused):
    """Somebody else has the item, or it is decided: nothing is left to do about it here."""


@dataclass(frozen=True)
class Asked:
    """What a reviewer asks for: `do` names the decision, `typed` holds values by field."""

    do: str
    at: datetime
    typed: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    insists: bool = False


@dataclass(frozen=True)
class Case:
    """An item before its reviewer."""

    subject: Subject
    asked: Asked
    user: User

    @property
    def reading(self) -> Reading | None:
        """The reading to be decided about; none where the item is a message."""
        return self.subject.row if self.subject.key.kind is Kind.READING else None


def settle(request: HttpRequest, user: User, subject: Subject, asked: Asked) -> str:
    """Take a decision down; what was done, in Russian. Raises Refused and PermissionDenied."""
    with transaction.atomic():
        if not claim(user, subject.key, asked.at):
            raise Lost(TAKEN)
        if not waits(subject.key, user):
            release(subject.key)
            raise Lost(GONE)
        require(user, Action.REVIEW, subject.branch)
        case = Case(subject, asked, user)
        try:
            told, details = DECISIONS[asked.do](case)
        except (NotDecided, NotAccepted) as refused:
            raise Refused(str(refused)) from refused
        release(subject.key)
        record(
            user,
            Action.REVIEW,
            f"{subject.key.kind.label.capitalize()} {subject.key.item}: {told}",
            branch=subject.branch,
            account=subject.account,
            details={**details, **({"пометка": asked.note} if asked.note else {})},
            request=request,
        )
    return told


Told = tuple[str, dict[str, object]]
"""What was done, and the details for the audit log."""


def _accept(case: Case) -> Told:
    """As it was understood."""
    if case.reading:
        _decide(case, Verdict.Kind.ACCEPTED, "Проверено: верно.")
        return "принято", {"значение": case.reading.value}
    if case.subject.guess:
        return _store(case, _values(case.subject))
    _close(case)
    return "обработано", {}


def _correct(case: Case) -> Told:
    """As the reviewer types or picks."""
    values = _typed(case)
    if case.reading and [one.value for one in values] == [case.reading.value]:
        return _accept(case)
    return _store(case, values)


def _reject(case: Case) -> Told:
    why = case.asked.reason.strip()
    if not why:
        raise Refused(NO_REASON)
    if case.reading:
        _decide(case, Verdict.Kind.REJECTED, _sentence(case, why))
    else:
        _close(case)
    return "отклонено", {"почему": why}


def _call_back(case: Case) -> Told:
    given = case.asked.reason
    reason = Callback.Reason(given) if given in Callback.Reason.values else Callback.Reason.VALUE
    row = call_back(case.subject, case.user, reason, case.asked.note, case.asked.at)
    return "перезвонить", {"зачем": row.get_reason_display()}


DECISIONS: Mapping[str, Callable[[Case], Told]] = {
    "accept": _accept,
    "correct": _correct,
    "reject": _reject,
    "callback": _call_back,
}
"""What a reviewer may do with an item; to skip it decides nothing."""


def _store(case: Case, values: tuple[MeterValue, ...]) -> Told:
    """Store other values in the reviewer's name, in place of the reading in doubt."""
    accepted = _submit(case, values)
    _accept_insisted(case, accepted)
    told = ", ".join(str(one.value) for one in values)
    if case.reading:
        _decide(case, Verdict.Kind.REJECTED, _sentence(case, f"исправлено на {told}"))
    else:
        _close(case, accepted.number)
    was = {"было": case.reading.value} if case.reading else {}
    return f"записано {told}", {**was, "стало": told, "расписка": accepted.number}


def _submit(case: Case, values: tuple[MeterValue, ...]) -> Accepted:
    """As of the time of what was said or written, for whose month it counts."""
    subject, account = case.subject, case.subject.account
    if account is None:
        raise Refused(NO_ACCOUNT)
    submission = Submission(
        account=account.number,
        values=values,
        source=Source.CLERK,
        received_at=subject.at,
        author=case.user.get_username(),
        evidence=subject.evidence,
        evidence_sha256=subject.sha256,
        name_confirmed=subject.name_confirmed,
        insisted=case.asked.insists,
    )
    try:
        return submit_reading(submission)
    except Implausible as doubt:
        why = " ".join(filter(None, map(problem_of, doubt.checked)))
        raise Refused(why or str(doubt), may_insist=not case.asked.insists) from doubt


def _accept_insisted(case: Case, accepted: Accepted) -> None:
    """What a reviewer insists on needs no second review."""
    if not accepted.under_review:
        return
    account = case.subject.account
    mine = Reading.objects.filter(
        register__meter__account=account,
        source=Source.CLERK,
        author=case.user.get_username(),
        received_at=case.subject.at,
        status=Reading.Status.UNDER_REVIEW,
        verdicts=None,
    )
    for one in mine:
        decide(_decision(case, one.pk, Verdict.Kind.ACCEPTED, "Записано проверяющим: верно."))


def _decide(case: Case, kind: Verdict.Kind, why: str) -> None:
    decide(_decision(case, case.subject.row.pk, kind, why))


def _decision(case: Case, reading: int, kind: Verdict.Kind, why: str) -> Decision:
    author = case.user.get_username()
    return Decision(reading, kind, author, case.asked.at, why, case.subject.evidence)


def _close(case: Case, receipt: str = "") -> None:
    """The message or letter is seen to. Raises Refused where somebody was faster."""
    row, at = case.subject.row, case.asked.at
    if isinstance(row, Message):
        said = ", ".join(filter(None, (case.asked.reason, case.asked.note)))
        Message.objects.filter(pk=row.pk).update(note=said, receipt=receipt or row.receipt)
        done = answer(row.pk, case.user.get_username(), at)
    else:
        type(row).objects.filter(pk=row.pk).update(
            receipt=receipt or row.receipt, account=case.subject.account
        )
        done = seen_to(row, case.user, at)
    if not done:
        raise Lost(GONE)


def _sentence(case: Case, why: str) -> str:
    return f"{why}: {case.asked.note}" if case.asked.note else why


def _values(subject: Subject) -> tuple[MeterValue, ...]:
    return tuple(MeterValue(*key, value) for key, value in subject.guess.items())


def _typed(case: Case) -> tuple[MeterValue, ...]:
    """What was typed, by the registers that the item is about."""
    subject = case.subject
    if subject.account is None:
        raise Refused(NO_ACCOUNT)
    typed = case.asked.typed
    rows = known_account(subject.account, subject.at).rows
    keys = {f"v{row}": key for key, row in rows.items() if subject.only in (None, key)}
    values = tuple(MeterValue(*key, typed[name]) for name, key in keys.items() if name in typed)
    if not values:
        raise Refused(NOTHING)
    return values
