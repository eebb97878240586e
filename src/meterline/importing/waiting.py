"""Rows of registries that found no place are kept, each once, until somebody decides."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from meterline.customers.models import HeldRow, ImportRun
from meterline.importing.handed import Handed
from meterline.readings.submission import digest

State = HeldRow.State


@dataclass(frozen=True)
class Held:
    """A row that waits, and why; `money` where its money waits too."""

    row: Handed
    reason: str
    money: bool

    def key(self, sender: str) -> str:
        """Tells the same row again, as long as it says the same."""
        values = repr(sorted(self.row.shown.items()))
        money = str(self.row.amount) if self.money else ""
        return digest("held", sender, self.row.key, self.row.account, values, money)


def decided(sender: str, rows: Sequence[Held]) -> set[str]:
    """Keys of those of some rows about which somebody has decided."""
    known = HeldRow.objects.filter(key__in=[one.key(sender) for one in rows])
    return set(known.exclude(state=State.WAITING).values_list("key", flat=True))


def fresh(sender: str, rows: Sequence[Held]) -> Mapping[str, Held]:
    """Those of some rows that are not kept yet, by their keys."""
    keyed = {one.key(sender): one for one in rows}
    known = set(HeldRow.objects.filter(key__in=keyed).values_list("key", flat=True))
    return {key: one for key, one in keyed.items() if key not in known}


def keep(run: ImportRun, sender: str, rows: Mapping[str, Held]) -> None:
    """Keep rows by their keys."""
    HeldRow.objects.bulk_create(_row(run, sender, key, one) for key, one in rows.items())


def release(sender: str, payments: Collection[str], but: Collection[str]) -> None:
    """What was taken after all waits no more, but for the rows of these keys."""
    waiting = HeldRow.objects.filter(sender=sender, payment__in=payments, state=State.WAITING)
    waiting.exclude(key__in=but).update(state=State.TAKEN)


def payment_of(one: Handed) -> str:
    """What a row's payment is called, or the row itself where there is none."""
    return (one.payment or one.key)[:100]


def _row(run: ImportRun, sender: str, key: str, one: Held) -> HeldRow:
    row = one.row
    return HeldRow(
        run=run,
        key=key,
        line=row.line,
        sender=sender,
        payment=payment_of(row),
        account=row.account[:30],
        serial=row.serial,
        shown={} if row.unread else {str(tariff): value for tariff, value in row.shown.items()},
        source=row.source,
        given=row.given.isoformat() if row.given else "",
        amount=row.amount if one.money else None,
        payer=row.payer,
        told=str(row)[:300],
        reason=one.reason[:300],
    )
