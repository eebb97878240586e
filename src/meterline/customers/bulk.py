"""Many rows into a table at once: COPY on PostgreSQL, one prepared statement on SQLite."""

from collections.abc import Sequence
from typing import Any

from django.db import connection, models


def reserve_ids(model: type[models.Model], count: int) -> list[int]:
    """Ids for so many new rows, which nobody else will get.

    On SQLite it must be inside of the transaction that adds the rows (it is the only writer).
    """
    table, column = model._meta.db_table, model._meta.auto_field.column  # type: ignore[union-attr]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)",
                [table, column, count],
            )
            return [int(row[0]) for row in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    first = (int(found[0]) if found else 0) + 1
    return list(range(first, first + count))


def insert_rows(
    model: type[models.Model], fields: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Add rows of the named fields' values: texts for JSON, ISO texts for dates will do."""
    table = connection.ops.quote_name(model._meta.db_table)
    by_name = {field.name: field.column for field in model._meta.concrete_fields}
    columns = [str(by_name[field]) for field in fields]
    names = ", ".join(connection.ops.quote_name(column) for column in columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608


def insert_objects(objects: Sequence[models.Model]) -> None:
    """Add new objects of one table and give them their ids.

    What `bulk_create` does, in half of its time; on SQLite inside of a transaction only.
    """
    if not objects:
        return
    model = type(objects[0])
    new = [one for one in objects if one.pk is None]
    for one, pk in zip(new, reserve_ids(model, len(new)) if new else (), strict=True):
        one.pk = pk
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    rows = [[getattr(one, name) for name in names] for one in objects]
    prepared = [(at, one) for at, one in enumerate(fields) if _kept_otherwise(one)]
    for at, field in prepared:
        for row in rows:
            if row[at] is not None:
                row[at] = field.get_db_prep_save(row[at], connection)
    insert_rows(model, [field.name for field in fields], rows)
    for one in objects:
        one._state.adding = False


def _kept_otherwise(field: Any) -> bool:
    """Whether some data base keeps a column in another form than Python's; an id may be a UUID."""
    kept = field.target_field if isinstance(field, models.ForeignKey) else field
    return isinstance(kept, models.DateField | models.DecimalField | models.UUIDField)
