"""What the last page shows: the ledger's own row, found by the visitor's signed key."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from meterline.language.zones import Zone
from meterline.readings.asking.asked import ZONES
from meterline.readings.asking.filled import Filled
from meterline.readings.models import Reading, Receipt
from meterline.readings.submission import Accepted
from meterline.site.consequences import consequences
from meterline.site.handing_over import HandedOver

Told = dict[str, Any]


@dataclass(frozen=True)
class ReceiptShown:
    """A receipt with its values, `(serial, zone, value)`, and what is told of it."""

    number: str
    account: str
    at: datetime
    period: date
    values: tuple[tuple[str, str, int], ...]
    consumption: int | None
    consequences: list[str]
    email: str
    letter: bool


def told(done: HandedOver, form: Filled, email: str) -> Told:
    """What the browser keeps to see the page again."""
    accepted = done.accepted
    return {
        "key": done.key,
        "missed": accepted.months_missed,
        "expired": accepted.verification_expired,
        "organisation": accepted.organisation,
        "last": form.asked.last.isoformat(),
        "email": email,
        "letter": done.letter,
    }


def receipt_told(kept: Told | None) -> ReceiptShown | None:
    """The receipt that the browser kept; None if there is none."""
    if kept is None:
        return None
    found = Receipt.objects.select_related("account__branch").filter(key=kept["key"]).first()
    return _shown(found, kept) if found else None


def _shown(receipt: Receipt, kept: Told) -> ReceiptShown:
    readings = _readings(receipt)
    accepted = Accepted(
        receipt.number,
        receipt.consumption,
        late=receipt.late,
        early=receipt.early,
        duplicate=receipt.duplicate,
        under_review=receipt.under_review,
        months_missed=kept["missed"],
        verification_expired=kept["expired"],
        organisation=kept["organisation"],
    )
    return ReceiptShown(
        number=receipt.number,
        account=receipt.account.number,
        at=timezone.localtime(receipt.issued_at, receipt.account.branch.zone),
        period=readings[0].counted_for,
        values=tuple(
            (one.register.meter.serial, ZONES[Zone(one.register.zone)][0], one.value)
            for one in readings
        ),
        consumption=None if receipt.duplicate else receipt.consumption,
        consequences=consequences(accepted, date.fromisoformat(kept["last"])),
        email=kept["email"],
        letter=kept["letter"],
    )


def _readings(receipt: Receipt) -> list[Reading]:
    """The values of a submission, new ones and such as were known."""
    added = receipt.readings.select_related("register__meter")
    known = receipt.repeats.select_related("reading__register__meter")
    found = [*added, *(one.reading for one in known)]
    return sorted(found, key=lambda one: one.register_id)
