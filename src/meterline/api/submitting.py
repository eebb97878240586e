"""One submission through the interface, safe to repeat."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from ninja.errors import HttpError

from meterline.api.models import Token, UsedKey
from meterline.api.schemas import GivenValue, Receipt
from meterline.api.tokens import digest_of
from meterline.customers.models import Account, Meter
from meterline.readings.checks import MeterValue
from meterline.readings.models import Source
from meterline.readings.periods import place
from meterline.readings.services import submit_reading
from meterline.readings.submission import Submission, UnknownRegister
from meterline.readings.terms import term_of


class KeyReused(HttpError):
    """The same Idempotency-Key came with another request."""

    def __init__(self) -> None:
        super().__init__(422, "Этот Idempotency-Key уже использован для другого запроса.")


@dataclass(frozen=True)
class Handover:
    """Readings as a program hands them over, and where it has them from."""

    account: Account
    given: list[GivenValue]
    insist: bool = False
    source: Source = Source.WEB
    evidence: str = ""


def submit_once(token: Token, key: str, handover: Handover, at: datetime) -> tuple[Receipt, bool]:
    """The receipt, and whether this very request came before.

    Raises NotAccepted, and KeyReused where the key came with something else.
    """
    account = handover.account
    values = _meter_values(handover)
    request = _digest(handover, values)
    again = _came_before(token, key, request)
    accepted = submit_reading(
        Submission(
            account=account.number,
            values=values,
            source=handover.source,
            received_at=at,
            author=f"api:{token.pk}",
            evidence=handover.evidence or f"API, ключ {token.beginning}…",
            key=f"{token.pk}:{key}",
            insisted=handover.insist,
        )
    )
    _remember(token, key, request)
    receipt = Receipt(
        receipt=accepted.number,
        counted_for=place(at, term_of(account, at)).counted_for,
        consumption=accepted.consumption,
        late=accepted.late,
        early=accepted.early,
        duplicate=accepted.duplicate,
        under_review=accepted.under_review,
    )
    return receipt, again


def _meter_values(handover: Handover) -> tuple[MeterValue, ...]:
    account = handover.account
    return tuple(
        MeterValue(one.meter or _only_meter(account), one.zone, one.value) for one in handover.given
    )


def _only_meter(account: Account) -> str:
    """The account's meter where none is named. Raises UnknownRegister where it has several."""
    serials = Meter.objects.filter(account=account, removed=None).values_list("serial", flat=True)
    if len(serials) != 1:
        raise UnknownRegister
    return serials[0]


def _digest(handover: Handover, values: tuple[MeterValue, ...]) -> str:
    said = sorted((one.serial, one.zone.value, one.value) for one in values)
    rest = [handover.insist, handover.source.value, handover.evidence]
    return digest_of(json.dumps([handover.account.number, said, rest]))


def _came_before(token: Token, key: str, request: str) -> bool:
    earlier = UsedKey.objects.filter(token=token, key=key).first()
    if earlier and earlier.request != request:
        raise KeyReused
    return earlier is not None


def _remember(token: Token, key: str, request: str) -> None:
    """Kept after the submission: one that was refused may be mended under the same key."""
    try:
        with transaction.atomic():
            UsedKey.objects.get_or_create(token=token, key=key, defaults={"request": request})
    except IntegrityError:
        # The same request, twice at once: the other one has remembered it.
        return
