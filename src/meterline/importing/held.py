"""Rows of registries that found no place: listed, and decided about by a person.

Each decision is a row's last: money is booked and readings are given by the same services
as from the file, so a file that comes again finds them taken. Who may decide is the
caller's to check.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from meterline.customers.models import Account, Branch, HeldRow
from meterline.importing.handed import Handed
from meterline.importing.placing import (
    Place,
    Refused,
    moment_of,
    place_for,
    places_of,
    require_current,
    values_of,
)
from meterline.payments.refusals import PaymentRefused
from meterline.payments.services import Incoming, receive_payment
from meterline.readings.models import Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import NotAccepted, Submission

State = HeldRow.State


class NotDecided(Exception):
    """A decision that was not taken down. `str()` of it is a Russian sentence."""


@dataclass(frozen=True)
class Decision:
    """Who decides about a row (its id), when, and why or what about it (in Russian)."""

    row: int
    author: str
    at: datetime
    note: str = ""


def list_held(
    branches: Iterable[Branch] | None = None, state: str = State.WAITING, search: str = ""
) -> QuerySet[HeldRow]:
    """Rows in a state, newest first; with `branches` none of other branches' accounts.

    `search` is a part of the account, the payment's number, the payer or the file.
    """
    rows = HeldRow.objects.filter(state=state).select_related("run", "assigned")
    if branches is not None:
        others = Account.objects.filter(number=OuterRef("account")).exclude(branch__in=branches)
        rows = rows.filter(~Exists(others))
    for word in search.split():
        rows = rows.filter(
            Q(account__contains=word)
            | Q(payment__contains=word)
            | Q(payer__icontains=word)
            | Q(run__file__contains=word)
        )
    return rows


def assign(decision: Decision, account: Account) -> HeldRow:
    """Give a row's money and readings to an account. Raises NotDecided.

    Money that is booked stays so though the reading is refused: the note says why then.
    """
    with transaction.atomic():
        row = _waiting(decision.row)
        place = places_of([account.number])[account.number]
        one = _handed(row, account)
        told = [_pay(row, one, place, decision, row.amount)] if row.amount else []
        told += _give(row, one, place, decision)
        row.assigned = account
        return _close(
            row, State.ASSIGNED, decision, "; ".join(filter(None, [*told, decision.note]))
        )


def reject(decision: Decision) -> HeldRow:
    """Drop a row. Raises NotDecided without a reason."""
    return _decide(State.REJECTED, decision)


def return_money(decision: Decision) -> HeldRow:
    """Mark that a row's money goes back to the payer. Raises NotDecided."""
    return _decide(State.TO_RETURN, decision)


def _decide(state: State, decision: Decision) -> HeldRow:
    if not decision.note.strip():
        raise NotDecided("Укажите причину.")
    with transaction.atomic():
        row = _waiting(decision.row)
        if state == State.TO_RETURN and not row.amount:
            raise NotDecided("В этой строке нет денег, которые ждут решения.")
        return _close(row, state, decision, decision.note.strip())


def _waiting(pk: int) -> HeldRow:
    """The row, locked until the transaction ends."""
    rows = HeldRow.objects.select_for_update(of=("self",)).select_related("run")
    row = rows.filter(pk=pk).first()
    if row is None:
        raise NotDecided("Такой строки нет.")
    if row.state != State.WAITING:
        raise NotDecided(f"Эта строка уже решена ({row.get_state_display()}).")
    return row


def _close(row: HeldRow, state: State, decision: Decision, note: str) -> HeldRow:
    row.state, row.note = state, note[:300]
    row.decided_at, row.decided_by = decision.at, decision.author[:100]
    row.save(update_fields=["state", "note", "decided_at", "decided_by", "assigned"])
    return row


def _handed(row: HeldRow, account: Account) -> Handed:
    """The row as its file's line was, for another account. Raises NotDecided."""
    one = Handed(
        line=row.line,
        key=f"{row.payment}:{row.serial}",
        account=account.number,
        serial=row.serial,
        shown={int(tariff): value for tariff, value in row.shown.items()},
        source=Source(row.source or Source.REGISTRY),
        given=_given(row.given),
        payment=row.payment,
        amount=row.amount,
    )
    if not one.amount and not one.shown:
        raise NotDecided("В строке нет ни денег, ни показаний, которые можно принять.")
    try:
        place_for(one, places_of([account.number]))
    except Refused as refusal:
        raise NotDecided(_sentence(refusal)) from refusal
    return one


def _given(written: str) -> datetime | date | None:
    if len(written) == len("2026-11-22"):
        return date.fromisoformat(written)
    return datetime.fromisoformat(written) if written else None


def _pay(row: HeldRow, one: Handed, place: Place, decision: Decision, amount: Decimal) -> str:
    try:
        receive_payment(
            Incoming(
                account=place.account,
                amount=amount,
                paid_at=moment_of(one.given, place.zone, decision.at),
                payment_id=row.payment,
                source=row.sender,
                author=decision.author,
                evidence=_evidence(row),
            )
        )
    except (PaymentRefused, Refused) as refusal:
        raise NotDecided(_sentence(refusal)) from refusal
    return "платёж зачтён"


def _give(row: HeldRow, one: Handed, place: Place, decision: Decision) -> list[str]:
    if not one.shown:
        return []
    try:
        # A savepoint: a reading that is refused takes no money with it.
        with transaction.atomic():
            accepted = submit_reading(_submission(row, one, place, decision))
    except (Refused, NotAccepted) as refusal:
        if not row.amount:
            raise NotDecided(_sentence(refusal)) from refusal
        return [f"показания не приняты: {refusal}"]
    return [f"показания {'на проверке' if accepted.under_review else 'приняты'}, {accepted.number}"]


def _submission(row: HeldRow, one: Handed, place: Place, decision: Decision) -> Submission:
    moment = moment_of(one.given, place.zone, decision.at)
    require_current(moment, decision.at)
    return Submission(
        account=place.account.number,
        values=values_of(one, place),
        source=one.source,
        received_at=moment,
        author=decision.author,
        evidence=_evidence(row),
        evidence_sha256=row.run.sha256,
        key=f"{row.sender}:{one.key}",
        insisted=True,
    )


def _evidence(row: HeldRow) -> str:
    return f"{row.run.file}, строка {row.line}"[:200]


def _sentence(refusal: Exception) -> str:
    text = str(refusal).rstrip(".")
    return f"{text[:1].upper()}{text[1:]}."
