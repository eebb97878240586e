"""Many rows at once into the tables: new ones as they are, known ones with their history."""

from collections import defaultdict
from collections.abc import Iterator
from copy import copy
from itertools import count
from typing import Any

from django.db import connection
from django.db.models import DateField, DecimalField, Model

from meterline.customers.audit import By, change_of, differences
from meterline.customers.models import Change

IDS_AT_ONCE = 2000


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
        self._changes: list[Change] = []

    def assign(self, row: Model, values: dict[str, Any]) -> bool:
        """Give a row these values; whether any of them is new."""
        differing = {name: one for name, one in values.items() if getattr(row, name) != one}
        if not differing:
            return False
        before = copy(row)
        for name, value in differing.items():
            setattr(row, name, value)
        self._rows[type(row)][row.pk] = row
        self._columns[type(row)].update(differing)
        self._record(row, Change.Kind.CHANGED, differences(before, row))
        return True

    def added(self, row: Model) -> None:
        """Record that a row was added to something known."""
        self._record(row, Change.Kind.ADDED, differences(None, row))

    def write(self) -> None:
        """Store the rows and the record."""
        for model, rows in self._rows.items():
            model._default_manager.bulk_update(rows.values(), self._columns[model], 500)
        Change.objects.bulk_create(self._changes, 500)
        self._rows.clear()
        self._columns.clear()
        self._changes.clear()

    def _record(self, row: Model, kind: Change.Kind, fields: dict[str, list[Any]]) -> None:
        if fields:
            self._changes.append(change_of(row, kind, fields, self._by))
