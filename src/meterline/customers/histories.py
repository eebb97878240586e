"""The history of the customer base as people read it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import DateField, DecimalField, Model, Q, QuerySet
from django.utils.text import capfirst

from meterline.customers.models import Account, Change

NOTHING = "—"


@dataclass(frozen=True)
class FieldTold:
    """A field of a changed row; `old` and `new` as the pages write values."""

    name: str
    old: str
    new: str


@dataclass(frozen=True)
class ChangeTold:
    """A change in words: «Счётчик № 123: изменено»."""

    at: datetime
    author: str
    why: str
    what: str
    fields: tuple[FieldTold, ...]


def changes_of(row: Model) -> QuerySet[Change]:
    """Changes of a row; of an account also those of its meters, links, customer and contract."""
    own = Q(table=row._meta.model_name, row=row.pk)
    if isinstance(row, Account):
        own |= Q(account_id=row.pk)
        own |= Q(table="customer", row=row.customer_id)
        own |= Q(table="contract", row=row.contract_id)
    return Change.objects.filter(own)


def tell(change: Change) -> ChangeTold:
    """A change in Russian."""
    model = apps.get_model("customers", change.table)
    fields = tuple(_fields(model, change.fields))
    what = f"{_named(model, change)}: {change.get_kind_display()}"
    return ChangeTold(change.at, change.author, change.why, what, fields)


def _named(model: type[Model], change: Change) -> str:
    row = model._default_manager.filter(pk=change.row).first()
    name = capfirst(model._meta.verbose_name)
    return f"{name} {row}" if row else f"{name} (строка {change.row})"


def _fields(model: type[Model], fields: dict[str, list[Any]]) -> Iterator[FieldTold]:
    for name, (old, new) in fields.items():
        try:
            field = model._meta.get_field(name)
        except FieldDoesNotExist:  # a column of an earlier version
            yield FieldTold(name, _plain(old), _plain(new))
        else:
            label = str(getattr(field, "verbose_name", name))
            yield FieldTold(label, _told(field, old), _told(field, new))


def _told(field: Any, value: Any) -> str:
    if value is not None and field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if value and isinstance(field, DateField):
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if value and isinstance(field, DecimalField):
        return str(value).replace(".", ",")
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "да" if value else "нет"
    return NOTHING if value is None else str(value)
