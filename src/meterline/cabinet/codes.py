"""One-time codes: asked for by the number of an account, sent to what is linked to it.

Whoever asks learns nothing of which accounts exist or have an address: without one, a code
is kept all the same that was sent to nobody and opens nothing.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import constant_time_compare, salted_hmac

from meterline.cabinet.models import SignInCode
from meterline.channels.models import Channel
from meterline.channels.outbox import send
from meterline.customers.models import Account
from meterline.limits.entrances import Entrance
from meterline.limits.services import give_back, spend

DIGITS = 6
VALID = timedelta(minutes=10)
TRIES = 5
"""Codes typed for one that was sent."""

KEPT = timedelta(days=1)
"""How long a code's row outlives it."""

WAYS = (Channel.EMAIL, Channel.SMS)

SUBJECT = "Код для личного кабинета"
SIGN_IN = (
    "Код для входа в личный кабинет: {code}. Действует 10 минут. "
    "Никому его не сообщайте: сотрудники компании кода не спрашивают."
)
JOIN = (
    "Кто-то хочет видеть ваш лицевой счёт …{last} в личном кабинете счёта …{joining}. "
    "Если это вы, впишите там код {code}, он действует 10 минут. "
    "Если не вы, никому не сообщайте код."
)


@dataclass(frozen=True)
class Request:
    """A code asked for. `visitor` is counted by; `joining` is whose cabinet the account joins."""

    number: str
    way: Channel
    visitor: str
    joining: Account | None = None


def ask_code(request: Request, at: datetime) -> int:
    """Send a code if there is where to; the id that `redeem` takes. Raises TooMany."""
    spend(Entrance.CABINET_ADDRESS, request.visitor, at)
    spend(Entrance.CABINET_CODE, request.number, at)
    SignInCode.objects.filter(ends_at__lt=at - KEPT).delete()
    account = Account.objects.filter(number=request.number).first()
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    with transaction.atomic():
        row = SignInCode.objects.create(
            account=account,
            joining=request.joining,
            way=request.way,
            digest=_digest(code, request.number),
            asked_at=at,
            ends_at=at + VALID,
        )
        if account:
            _send(row, account, code)
    return row.pk


def redeem(pk: int, number: str, typed: str, at: datetime) -> SignInCode | None:
    """The row of a code that was typed rightly and in time, now used up; else None.

    `number` is what the code was asked for. Raises TooMany.
    """
    spend(Entrance.CABINET_TRY, number, at)
    fresh = SignInCode.objects.filter(pk=pk, used_at=None, ends_at__gt=at)
    if not fresh.filter(tries__lt=TRIES).update(tries=F("tries") + 1):
        return None
    row = fresh.select_related("account", "joining").filter(account__isnull=False).first()
    if row is None or not constant_time_compare(row.digest, _digest(typed, number)):
        return None
    if not fresh.update(used_at=at):
        return None
    give_back(Entrance.CABINET_TRY, number)
    return row


def _digest(code: str, number: str) -> str:
    """Six digits are soon tried through: without the site's secret the digest tells nothing."""
    return salted_hmac("cabinet.code", f"{number}:{code}", algorithm="sha256").hexdigest()


def _send(row: SignInCode, account: Account, code: str) -> None:
    """To all that is linked, so that whoever else has an address learns of it."""
    text = SIGN_IN.format(code=code)
    if row.joining:
        text = JOIN.format(code=code, last=account.number[-4:], joining=row.joining.number[-4:])
    way = Channel(row.way)
    for address in linked(account, way):
        key = f"cabinet-code:{row.pk}:{address}"
        send(way, address, SUBJECT, text, account=account, key=key, at=row.asked_at)


def linked(account: Account, way: Channel) -> list[str]:
    """The addresses of an account that a code may go to."""
    if way is Channel.EMAIL:
        return list(account.emails.values_list("address", flat=True))
    return list(account.phones.values_list("number", flat=True))
