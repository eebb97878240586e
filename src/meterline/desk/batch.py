"""Rows of a paper list, each stored by itself or sent back with what is wrong."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from meterline.customers.models import Account
from meterline.customers.zones import parse_zone_order
from meterline.desk.entry import Entered, enter
from meterline.desk.fields import NOT_A_NUMBER, Field, Sheet, sheet_of
from meterline.desk.pasted import Row
from meterline.readings.submission import Accepted, Implausible, NotAccepted, UnknownAccount

ONE_METER = "У абонента несколько счётчиков: внесите на его странице."
AUTOMATIC = "Счётчик передаёт показания сам."


@dataclass(frozen=True)
class Outcome:
    """What became of a row: stored, or a problem in words."""

    row: Row
    account: Account | None = None
    accepted: Accepted | None = None
    problem: str = ""
    doubtful: bool = False
    """Whether a reason would have it stored all the same."""


def enter_row(request: HttpRequest, row: Row, day: date) -> Outcome:
    """Store one row of a list that was taken in on a day."""
    number = row.account.replace(" ", "").replace("-", "")
    account = Account.objects.select_related("branch", "customer").filter(number=number).first()
    if account is None:
        return Outcome(row, problem=str(UnknownAccount()))
    at = received_at(account, day)
    sheet = sheet_of(account, at)
    problem = _placed(account, sheet, row.values) or _numbers(sheet)
    if problem:
        return Outcome(row, account, problem=problem)
    evidence = f"список от {day:%d.%m.%Y}"
    entered = Entered(account, sheet.values(), at, evidence=evidence, insists=row.why)
    try:
        return Outcome(row, account, enter(request, entered))
    except Implausible as refusal:
        sheet.note(refusal.checked)
        return Outcome(row, account, problem=_problems(sheet), doubtful=True)
    except (NotAccepted, PermissionDenied) as refusal:
        return Outcome(row, account, problem=str(refusal))


def received_at(account: Account, day: date) -> datetime:
    """The moment for a paper taken in on a day: now, or that day's noon at the branch."""
    now = timezone.now()
    zone = account.branch.zone
    today = now.astimezone(zone).date()
    return now if day >= today else datetime.combine(day, time(12), zone)


def _placed(account: Account, sheet: Sheet, values: Sequence[str]) -> str:
    """Put the values into the fields, in the branch's order of zones; why that cannot be."""
    with_fields = [meter for meter in sheet.meters if meter.fields]
    if len(with_fields) > 1:
        return ONE_METER
    if not with_fields:
        return AUTOMATIC
    fields = _in_order(account, with_fields[0].fields)
    if len(values) != len(fields):
        zones = ", ".join(one.zone for one in fields if one.zone)
        told = f" ({zones})" if zones else ""
        return f"Шкал у счётчика: {len(fields)}{told}, а значений: {len(values)}."
    for one, value in zip(fields, values, strict=True):
        one.typed = value
    return ""


def _in_order(account: Account, fields: list[Field]) -> list[Field]:
    order = parse_zone_order(account.branch.zone_order)
    if not all(one.key[1] in order for one in fields):
        return fields
    return sorted(fields, key=lambda one: order.index(one.key[1]))


def _numbers(sheet: Sheet) -> str:
    sheet.values()
    return NOT_A_NUMBER if sheet.problems else ""


def _problems(sheet: Sheet) -> str:
    told = ((one.zone, one.problem) for one in sheet.fields if one.problem)
    return " ".join(f"{zone}: {problem}" if zone else problem for zone, problem in told)
