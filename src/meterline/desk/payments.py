"""Money taken at the desk, with the readings of the bill's stub."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db import transaction
from django.http import HttpRequest

from meterline.customers.models import Account
from meterline.desk.entry import Entered, enter
from meterline.payments.models import Payment
from meterline.payments.services import Incoming, receive_payment
from meterline.readings.checks import MeterValue
from meterline.readings.models import Source
from meterline.readings.submission import Accepted
from meterline.staff.audit import record
from meterline.staff.permissions import Action
from meterline.staff.services import require

SOURCE = "desk"


@dataclass(frozen=True)
class Taken:
    """What a customer paid, by which cash receipt, and what he told with it."""

    account: Account
    amount: Decimal
    cash_receipt: str
    at: datetime
    values: Sequence[MeterValue] = ()
    insists: str = ""


def take(request: HttpRequest, taken: Taken) -> tuple[Payment, Accepted | None]:
    """Store payment and readings, both or neither; the same cash receipt is stored once.

    Raises PermissionDenied, PaymentRefused, and NotAccepted.
    """
    account, branch = taken.account, taken.account.branch
    require(request.user, Action.TAKE_PAYMENTS, branch)
    with transaction.atomic():
        payment = receive_payment(
            Incoming(
                account=account,
                amount=taken.amount,
                paid_at=taken.at,
                payment_id=f"{branch.key}/{taken.cash_receipt}",
                source=SOURCE,
                author=request.user.get_username(),
                evidence=f"кассовый чек {taken.cash_receipt}",
            )
        )
        details = {"сумма": str(taken.amount), "кассовый чек": taken.cash_receipt}
        record(
            request.user,
            Action.TAKE_PAYMENTS,
            f"Оплата принята, чек {taken.cash_receipt}",
            account=account,
            details=details,
            request=request,
        )
        accepted = enter(request, _readings(taken)) if taken.values else None
    return payment, accepted


def _readings(taken: Taken) -> Entered:
    evidence = f"с оплатой, чек {taken.cash_receipt}"
    return Entered(taken.account, taken.values, taken.at, Source.RECEIPT, evidence, taken.insists)
