"""Tables read in batches by their ids: bounded memory, and no transaction held for long."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

from meterline.exporting.scope import ROWS_AT_ONCE

AnyModel = TypeVar("AnyModel", bound=Model)


def in_batches(rows: QuerySet[AnyModel], size: int = ROWS_AT_ONCE) -> Iterator[list[AnyModel]]:
    """Rows in the order of their ids."""
    last = 0
    while batch := list(rows.filter(pk__gt=last).order_by("pk")[:size]):
        yield batch
        last = batch[-1].pk


def pages_of(rows: QuerySet[Any], size: int = ROWS_AT_ONCE) -> Iterator[QuerySet[Any]]:
    """Query sets of so many rows each, in the order of their ids."""
    last = 0
    while keys := list(rows.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:size]):
        yield rows.filter(pk__gt=last, pk__lte=keys[-1]).order_by("pk")
        last = keys[-1]
