"""An item's row with all that a decision about it needs, whatever its kind is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import Http404

from meterline.calls.models import Call, Message
from meterline.calls.recordings import recording_sha256
from meterline.channels.known import accounts_at, accounts_of_sender
from meterline.channels.models import IncomingMessage
from meterline.channels.text import parse
from meterline.customers.models import Account, Branch
from meterline.language.zones import Zone
from meterline.readings.checks import RegisterKey
from meterline.readings.models import Reading
from meterline.review.evidence import Heard, heard_message, heard_value
from meterline.review.models import Kind
from meterline.review.waiting import Key, of_mine
from meterline.staff.permissions import Action
from meterline.staff.services import Person, require


@dataclass(frozen=True)
class Subject:
    """What is to be decided about.

    `guess` is what was understood, by register; `at` when it came; `only` the register that
    alone is asked about. `evidence` tells what a correction rests on.
    """

    key: Key
    row: Any
    at: datetime
    account: Account | None
    branch: Branch | None
    guess: Mapping[RegisterKey, int] = field(default_factory=dict)
    only: RegisterKey | None = None
    call: Call | None = None
    heard: Heard | None = None
    phone: str = ""
    evidence: str = ""
    name_confirmed: bool = True

    @property
    def sha256(self) -> str:
        """The hash of what a correction rests on: of the recording, or of the letter."""
        if self.key.kind is Kind.LETTER:
            return str(self.row.evidence_sha256)
        return (recording_sha256(self.call.recording) or "") if self.call else ""


def subject_of(key: Key, user: Person, account: str = "") -> Subject:
    """An item that a person may decide about, whatever became of it.

    `account` is the number that a person found for a message or letter. Raises Http404, and
    PermissionDenied for an account of another's branch.
    """
    reader, ways = READERS[key.kind]
    number = _number(key)
    rows = of_mine(key.kind, user, ways())
    row = rows.filter(pk=number).first() if number is not None else None
    if row is None:
        raise Http404("Такого случая в очереди нет")
    subject = reader(key, row, account)
    if account and subject.account:
        require(user, Action.REVIEW, subject.account.branch)
    return subject


def _number(key: Key) -> int | UUID | None:
    try:
        return UUID(key.item) if key.kind is Kind.MESSAGE else int(key.item)
    except ValueError:
        return None


def _reading(key: Key, row: Reading, account: str) -> Subject:
    register = row.register
    zone = Zone(register.zone)
    of = register.meter.account
    call = row.call
    return Subject(
        key,
        row,
        row.received_at,
        of,
        of.branch,
        guess={(register.meter.serial, zone): row.value},
        only=(register.meter.serial, zone),
        call=call,
        heard=heard_value(call, zone.value, row.value) if call else None,
        phone=(call.caller if call else "") or _phone(of),
        evidence=f"проверка показания {row.pk}" + (f", звонок {call.reference}" if call else ""),
        name_confirmed=row.name_confirmed,
    )


def _message(key: Key, row: Message, account: str) -> Subject:
    told = row.understood
    found = _account(account or told.get("account") or "")
    same = found is not None and found.number == told.get("account")
    values = (told.get("submitted") or told.get("values") or ()) if same else ()
    return Subject(
        key,
        row,
        row.at,
        found,
        found.branch if found else row.branch,
        guess={(serial, Zone(zone)): int(value) for serial, zone, value in values},
        call=row.call,
        heard=heard_message(row),
        phone=row.call.caller,
        evidence=f"проверка сообщения, звонок {row.call.reference}",
        name_confirmed=row.reason != Message.Reason.NAME,
    )


def _letter(key: Key, row: IncomingMessage, account: str) -> Subject:
    found = _account(account) if account else row.account
    return Subject(
        key,
        row,
        row.received_at,
        found,
        found.branch if found else row.branch,
        guess=_written(row, found),
        phone=_phone(found),
        evidence=f"проверка: {row.get_channel_display()}, сообщение {row.pk}",
    )


def _written(letter: IncomingMessage, account: Account | None) -> Mapping[RegisterKey, int]:
    """What a letter says for an account, as far as it can be told."""
    if account is None:
        return {}
    linked = {account.number, *accounts_of_sender(letter)}
    lookup = accounts_at(letter.received_at)
    parsed = parse(letter.body, lookup, subject=letter.subject, linked=tuple(linked))
    return {
        (one.serial, one.zone): one.value
        for record in parsed.records
        if record.account == account.number
        for one in record.values
        if one.serial
    }


def _account(number: str) -> Account | None:
    accounts = Account.objects.select_related("branch", "customer")
    return accounts.filter(number=number).first() if number else None


def _phone(account: Account | None) -> str:
    first = account.phones.first() if account else None
    return first.number if first else ""


READERS: Mapping[Kind, tuple[Callable[[Key, Any, str], Subject], Callable[[], Any]]] = {
    Kind.READING: (
        _reading,
        lambda: Reading.objects.select_related(
            "call",
            "receipt",
            "register__meter__account__branch",
            "register__meter__account__customer",
        ),
    ),
    Kind.MESSAGE: (_message, lambda: Message.objects.select_related("call", "branch")),
    Kind.LETTER: (
        _letter,
        lambda: IncomingMessage.objects.select_related("account__customer", "account__branch"),
    ),
}
"""How a row of each kind is read, and with what beside it."""
