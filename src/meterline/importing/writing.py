"""Many rows at once into the tables: new ones as they are, known ones with their history."""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import (
    DateField,
    DecimalField,
    ForeignKey,
    Model,
    prefetch_related_objects,
)

from meterline.customers.audit import By, change_of, differences
from meterline.customers.models import Change

IDS_AT_ONCE = 2000
AT_ONCE = 500
"""Rows of one statement."""


class NewRows:
    """Rows to be added to a table.

    They go to the data base without becoming model objects first: of an import of
    hundreds of thousands of rows that was the larger part.
    """

    def __init__(self, model: type[Model]) -> None:
        self._model = model
        fields = model._meta.concrete_fields
        self._empty = {one.attname: one.get_default() for one in fields}
        # Only these are kept in another form than Python's by some data base.
        self._prepared = [one for one in fields if isinstance(one, DateField | DecimalField)]
        self._ids = _free_ids(model)
        self._rows: list[tuple[Any, ...]] = []

    def add(self, values: dict[str, Any]) -> int:
        """Add a row of these columns, the others at their defaults; its id."""
        row = {**self._empty, **values, "id": next(self._ids)}
        for one in self._prepared:
            if row[one.attname] is not None:
                row[one.attname] = one.get_db_prep_save(row[one.attname], connection)
        self._rows.append(tuple(row.values()))
        return int(row["id"])

    def write(self) -> None:
        """Insert what was added so far."""
        if not self._rows:
            return
        quote = connection.ops.quote_name
        columns = [quote(str(one.column)) for one in self._model._meta.concrete_fields]
        table, marks = quote(self._model._meta.db_table), ", ".join(["%s"] * len(columns))
        sql = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608
        with connection.cursor() as cursor:
            cursor.executemany(sql, self._rows)
        self._rows.clear()


def _free_ids(model: type[Model]) -> Iterator[int]:
    """Ids for new rows of a table, within the transaction of the import."""
    if connection.vendor == "sqlite":
        return _ids_of_sqlite(model)
    return _ids_of_postgresql(model)


def _ids_of_sqlite(model: type[Model]) -> Iterator[int]:
    # The transaction began as the only writer, so nobody else takes ids meanwhile.
    with connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute("SELECT max(seq) FROM sqlite_sequence WHERE name = %s", [table])
        (last,) = cursor.fetchone()
    yield from count((last or 0) + 1)


def _ids_of_postgresql(model: type[Model]) -> Iterator[int]:
    ask = "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)"
    while True:
        with connection.cursor() as cursor:
            cursor.execute(ask, [model._meta.db_table, IDS_AT_ONCE])
            ids = [row[0] for row in cursor.fetchall()]
        yield from ids


class Updates:
    """Known rows brought up to date; each change is recorded as a clerk's would be."""

    def __init__(self, by: By) -> None:
        self._by = by
        self._rows: dict[type[Model], dict[int, Model]] = defaultdict(dict)
        self._columns: dict[type[Model], set[str]] = defaultdict(set)
        self._steps: list[tuple[Model | None, Model]] = []

    def assign(self, row: Model, values: dict[str, Any]) -> bool:
        """Give a row these values; whether any of them is new."""
        differing = {name: one for name, one in values.items() if getattr(row, name) != one}
        if not differing:
            return False
        self._steps.append((copy(row), row))
        for name, value in differing.items():
            setattr(row, name, value)
        self._rows[type(row)][row.pk] = row
        self._columns[type(row)].update(differing)
        return True

    def added(self, row: Model) -> None:
        """Record that a row was added to something known."""
        self._steps.append((None, row))

    def write(self) -> None:
        """Store the rows, and the record once everything that it names is stored."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_update(rows.values(), self._columns[model], AT_ONCE)
            self._fetch_named(model)
        Change.objects.bulk_create(self._changes(), AT_ONCE)
        self._rows.clear()
        self._columns.clear()
        self._steps.clear()

    def _fetch_named(self, model: type[Model]) -> None:
        """Fetch at once the rows of other tables that changed columns point to."""
        fields = [model._meta.get_field(name) for name in self._columns[model]]
        names = [one.name for one in fields if isinstance(one, ForeignKey)]
        pairs = [pair for pair in self._steps if type(pair[1]) is model]
        prefetch_related_objects([row for pair in pairs for row in pair if row], *names)

    def _changes(self) -> Iterator[Change]:
        for before, after in self._steps:
            fields = differences(before, after)
            if fields:
                kind = Change.Kind.CHANGED if before else Change.Kind.ADDED
                yield change_of(after, kind, fields, self._by)
