"""What is done in a cabinet is put on record, for the consumer himself and for disputes."""

from datetime import datetime

from meterline.cabinet.models import Deed
from meterline.customers.models import Account

SHOWN = 30


def note(
    kind: Deed.Kind, account: Account, at: datetime, *, by: Account | None = None, detail: str = ""
) -> Deed:
    """Record that something was done with an account; `by` is who signed in, if another."""
    deed: Deed = Deed.objects.create(
        kind=kind, account=account, by=by or account, at=at, detail=detail[:100]
    )
    return deed


def latest_deeds(account: Account) -> list[Deed]:
    """What was done with an account lately, latest first."""
    return list(Deed.objects.filter(account=account).select_related("by")[:SHOWN])
