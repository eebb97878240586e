"""What a change of a row is: who makes it, when and why, which fields it touches."""

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Field, ForeignKey, Model
from django.utils import timezone

from meterline.customers.models import Account, Change, GisMeter, MeterAct, Register

Fields = dict[str, list[Any]]
"""Name of a field → [before, after], as JSON keeps them; other tables' rows by their names."""


@dataclass(frozen=True)
class By:
    """Who changes something, when and why. `author` is a login or a program's name."""

    author: str
    why: str = ""
    at: datetime = field(default_factory=timezone.now)


def recorded_fields(model: type[Model]) -> list["Field[Any, Any]"]:
    """The fields whose changes are told: all that a person may set."""
    return [one for one in model._meta.concrete_fields if one.editable and not one.primary_key]


def differences(before: Model | None, after: Model | None) -> Fields:
    """How a row differs from what it was; None stands for a row that is not there."""
    row = after or before
    if row is None:
        return {}
    found: Fields = {}
    for one in recorded_fields(type(row)):
        old, new = _value(before, one), _value(after, one)
        if old != new:
            found[one.name] = [_kept(before, one), _kept(after, one)]
    return found


def change_of(row: Model, kind: Change.Kind, fields: Fields, by: By) -> Change:
    """The record of a change, not yet stored."""
    return Change(
        at=by.at,
        author=by.author[:100],
        why=by.why[:200],
        kind=kind,
        table=str(row._meta.model_name),
        row=row.pk,
        account_id=account_id_of(row),
        fields=fields,
    )


def account_id_of(row: Model) -> int | None:
    """The account that a row belongs to, None for branches, customers and contracts."""
    if isinstance(row, Account):
        return row.pk
    if isinstance(row, Register | MeterAct | GisMeter):
        return row.meter.account_id
    return getattr(row, "account_id", None)


def _value(row: Model | None, one: "Field[Any, Any]") -> Any:
    value = getattr(row, one.attname) if row else None
    return None if value == "" else value


def _kept(row: Model | None, one: "Field[Any, Any]") -> Any:
    value = _value(row, one)
    if value is None or row is None:
        return None
    if isinstance(one, ForeignKey):
        return str(getattr(row, one.name))
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value
