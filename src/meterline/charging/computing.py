"""A batch of accounts charged, and compared with what is charged already. Reads only."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple, Protocol

import structlog

from meterline.charging.due import Due
from meterline.charging.law.errors import CannotCharge, MaxPowerUnknown, NormUnknown
from meterline.charging.law.facts import AccountFacts
from meterline.charging.law.results import Charge
from meterline.charging.law.rules import OrganisationRules
from meterline.charging.loading import Batch, facts_of
from meterline.charging.models import Charge as ChargeRow
from meterline.charging.records import Record, reason_of, record_of
from meterline.charging.tally import Sums, Tally
from meterline.errors import Mendable

log = structlog.get_logger()

MENDS: dict[type[CannotCharge], str] = {
    NormUnknown: "загрузите лист нормативов филиала за этот месяц",
    MaxPowerUnknown: "укажите максимальную мощность и число часов в лицевом счёте",
}

FAULT_MEND = "передайте номер счёта и текст ошибки тем, кто сопровождает программу"


class Law(Protocol):
    """How accounts of a branch are charged for a period, with all that was in force."""

    @property
    def basis(self) -> str:
        """A digest of rules, tariffs, norms and settings."""

    @property
    def months_averaged(self) -> int:
        """How many months of readings an average needs."""

    @property
    def organisations(self) -> OrganisationRules:
        """By when organisations hand over their readings, and more."""

    def charge(self, account: AccountFacts) -> Charge:
        """Charge one account. Raises Mendable or CannotCharge where something is not known."""


@dataclass(frozen=True)
class Job:
    """What is done to every batch of a run."""

    law: Law
    due: Due
    trial: bool = False


class Fresh(NamedTuple):
    """A charge to be stored, in the place of `predecessor` where there is one."""

    account: int
    predecessor: int | None
    record: Record


class Refused(NamedTuple):
    """An account that could not be charged. The texts are Russian."""

    account: int
    why: str
    mend: str


class Stored(NamedTuple):
    """A charge that holds."""

    pk: int
    digest: str
    amount: Decimal


@dataclass
class Result:
    """What a batch came to."""

    last: int
    tally: Tally = field(default_factory=Tally)
    fresh: list[Fresh] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)


def compute(job: Job, batch: Batch) -> Result:
    """Charge every account of a batch; one that cannot be charged stops no other."""
    result = Result(batch.last)
    stored = _stored(batch)
    for account, facts in facts_of(batch, job.law.months_averaged + 1):
        if job.due.waits(facts):
            result.tally.waiting += 1
            continue
        charge = _charge(job.law, account, facts, result)
        if charge is not None:
            take(charge, account, stored.get(account), result)
    if job.trial:
        result.fresh.clear()
    return result


def _charge(law: Law, row: int, facts: AccountFacts, result: Result) -> Charge | None:
    try:
        return law.charge(facts)
    except Mendable as lacking:
        refused = Refused(row, lacking.message, lacking.mend)
    except CannotCharge as lacking:
        refused = Refused(row, str(lacking), MENDS[type(lacking)])
    except Exception as fault:
        log.exception("an account was not charged", row=row)
        refused = Refused(row, f"сбой расчёта: {fault!r}"[:300], FAULT_MEND)
    result.refused.append(refused)
    result.tally.uncharged += 1
    return None


def take(charge: Charge, account: int, before: Stored | None, result: Result) -> None:
    """Count a charge of an account, and keep it to be stored where it is new or another."""
    record, tally = record_of(charge), result.tally
    if before is not None and before.digest == record.digest:
        tally.unchanged += 1
    else:
        result.fresh.append(Fresh(account, before.pk if before else None, record))
        if before is None:
            tally.new += 1
        else:
            tally.compare(account, before.amount, charge.amount)
    _count(charge, record, tally)


def _count(charge: Charge, record: Record, tally: Tally) -> None:
    energy, amount, ground, reason, *_ = record.charge
    whole = Decimal(energy), Decimal(amount)
    tally.total.add(1, *whole)
    if not charge.issuable:
        tally.held_back.add(1, *whole)
    tally.grounds.setdefault(ground, Sums()).charges += 1
    tally.reasons.setdefault(reason, Sums()).charges += 1
    for line in charge.lines:
        by_ground = tally.grounds.setdefault(line.portion.ground.value, Sums())
        by_ground.add(0, line.energy, line.amount)
        by_reason = tally.reasons.setdefault(reason_of(line), Sums())
        by_reason.add(0, line.energy, line.amount)


def _stored(batch: Batch) -> dict[int, Stored]:
    rows = ChargeRow.objects.current().filter(period=batch.period, **batch.within("account"))
    fields = ("account_id", "pk", "digest", "amount")
    return {account: Stored(*row) for account, *row in rows.order_by().values_list(*fields)}
