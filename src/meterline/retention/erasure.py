"""Erasure on a consumer's request (152-ФЗ, ст. 14, 20, 21): what may go goes, the rest is told."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from meterline.cabinet.models import ErasureRequest, Joined, SignInCode
from meterline.calls.models import Call, Draft, Message, ReviewedTurn
from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.outbox import send
from meterline.customers.models import Account, Change, LinkedEmail, LinkedPhone
from meterline.reminders.models import Reminder, ReminderChoice
from meterline.retention.emptying import (
    empty_letter_texts,
    empty_letters,
    empty_messages,
    empty_outgoing,
    empty_texts,
    remove_recordings,
)
from meterline.retention.files import sweep
from meterline.retention.kinds import (
    OPEN_LETTERS,
    OPEN_MESSAGE_STATES,
    PROVES,
    callbacks,
    left_messages,
    letters,
    outgoing,
    recorded,
    reminded,
    with_texts,
)
from meterline.retention.letter import Kept, Removed, answer_to
from meterline.retention.periods import periods
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import require

WHY = "запрос потребителя на удаление"


class DecidedAlready(Exception):
    """The request was answered before. `str()` of it is a Russian sentence."""

    def __init__(self) -> None:
        super().__init__("Этот запрос уже решён.")


@dataclass(frozen=True)
class _Address:
    channel: Channel
    address: str


def erase(request: ErasureRequest, by: User) -> str:
    """Erase what the law does not need of an account, and tell the consumer. The answer.

    The letter goes to an address that was linked until now; without one the answer stays
    with the request. Raises PermissionDenied, and DecidedAlready. To be called outside of a
    transaction: files go only after it.
    """
    require(by, Action.ERASE_DATA, request.account.branch)
    now = timezone.now()
    with transaction.atomic():
        held = ErasureRequest.objects.select_for_update().get(pk=request.pk)
        if held.state != ErasureRequest.State.NEW:
            raise DecidedAlready
        told = _erase(held, by, now)
    sweep()
    return told


def _erase(request: ErasureRequest, by: User, now: datetime) -> str:
    account, address = request.account, _address(request.account)
    removed = [one for one in _remove(account, now) if one.count]
    told = answer_to(account, removed, _kept(account), periods().stays)
    if address:
        subject = f"Удаление персональных данных, лицевой счёт {account.number}"
        key = f"erasure:{request.pk}"
        send(address.channel, address.address, subject, told, key=key, account=account)
    request.state, request.answer = ErasureRequest.State.DONE, told
    request.decided_at, request.decided_by = now, by
    request.save()
    details = {"запрос": request.pk, "удалено": {one.what: one.count for one in removed}}
    record(by, Action.ERASE_DATA, "Данные удалены по запросу", account=account, details=details)
    return told


def _address(account: Account) -> _Address | None:
    """Where the answer goes; asked before the addresses themselves are removed."""
    if email := LinkedEmail.objects.filter(account=account).first():
        return _Address(Channel.EMAIL, email.address)
    phone = LinkedPhone.objects.filter(account=account).first()
    return _Address(Channel.SMS, phone.number) if phone else None


def _remove(account: Account, now: datetime) -> list[Removed]:
    return [*_of_addresses(account), *_of_calls(account, now), *_of_letters(account, now)]


def _of_addresses(account: Account) -> list[Removed]:
    own = {"account": account}
    joined = Joined.objects.filter(Q(account=account) | Q(other=account))
    codes = SignInCode.objects.filter(Q(account=account) | Q(joining=account))
    gone = [
        _deleted("привязанные телефоны", LinkedPhone.objects.filter(**own)),
        _deleted("привязанные адреса почты", LinkedEmail.objects.filter(**own)),
        _deleted("выбор напоминаний", ReminderChoice.objects.filter(**own)),
        _deleted("связи кабинетов", joined),
        _deleted("коды для входа", codes),
        Removed("телефоны в напоминаниях", _forget_reminders(account)),
    ]
    # The history of changes would keep the numbers and addresses that were just removed.
    tables = [str(one._meta.model_name) for one in (LinkedPhone, LinkedEmail)]
    Change.objects.filter(account=account, table__in=tables).update(fields={})
    return gone


def _forget_reminders(account: Account) -> int:
    """Telephones of reminders past and to come; the latter are called off."""
    waiting = Reminder.objects.filter(account=account, state=Reminder.State.WAITING)
    waiting.update(state=Reminder.State.REFUSED)
    return reminded().filter(account=account).update(number="")


def _of_calls(account: Account, now: datetime) -> list[Removed]:
    before = now - periods().kinds["proofs"].kept
    of_account = Q(call__account=account)
    needless = list(recorded().filter(account=account).exclude(PROVES, started__gte=before))
    texts = list(with_texts().filter(account=account))
    left = list(left_messages().filter(of_account))
    remove_recordings(needless, WHY, now)
    empty_texts(texts, WHY, now)
    empty_messages(left)
    spared = Call.objects.filter(PROVES, account=account, started__gte=before).values("pk")
    numbers = Call.objects.filter(account=account).exclude(pk__in=spared).exclude(caller="")
    again = callbacks().filter(account=account)
    return [
        Removed("записи разговоров", len(needless)),
        Removed("тексты звонков", len(texts)),
        Removed("сообщения, оставленные на линии", len(left)),
        Removed("телефоны звонивших", numbers.update(caller="")),
        Removed("пометки «перезвонить»", again.update(phone="", note="", outcome="")),
        _deleted("проверенные реплики", ReviewedTurn.objects.filter(of_account)),
        _deleted("черновики", Draft.objects.filter(of_account | Q(account=account.number))),
    ]


def _of_letters(account: Account, now: datetime) -> list[Removed]:
    before = now - periods().kinds["letter_proofs"].kept
    proofs = Q(received_at__gte=before) & ~Q(receipt="")
    own = letters().filter(account=account)
    needless, needed = list(own.exclude(proofs)), list(own.filter(proofs))
    written = list(outgoing().filter(account=account))
    empty_letters(needless, WHY, now)
    empty_letter_texts(needed)
    empty_outgoing(written)
    return [
        Removed("письма и сообщения от вас", len(needless)),
        Removed("тексты писем, по которым приняты показания", len(needed)),
        Removed("письма и сообщения вам", len(written)),
    ]


def _deleted(what: str, rows: QuerySet[Any]) -> Removed:
    return Removed(what, rows.delete()[0])


def _kept(account: Account) -> list[Kept]:
    """What the account keeps for a time, with the day on which the last of it goes."""
    calls = recorded().filter(PROVES, account=account).order_by("-started").first()
    proofs = letters().filter(account=account).exclude(receipt="").order_by("-received_at").first()
    found = []
    if calls:
        found.append(_until("proofs", calls.started, account))
    if proofs:
        found.append(_until("letter_proofs", proofs.received_at, account))
    waiting = IncomingMessage.objects.filter(account=account, state__in=OPEN_LETTERS)
    if waiting.exists():
        found.append(Kept("письма, на которые вам ещё не ответили", "нужны для ответа", "", None))
    open_ = Message.objects.filter(call__account=account, state__in=OPEN_MESSAGE_STATES)
    if open_.exists():
        found.append(Kept("сообщения на линии, которые разбираются", "нужны для ответа", "", None))
    return found


def _until(key: str, since: datetime, account: Account) -> Kept:
    period = periods().kinds[key]
    last = (since + period.kept).astimezone(account.branch.zone).date()
    return Kept(period.label, period.why, period.law, last)
