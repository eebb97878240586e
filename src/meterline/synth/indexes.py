"""Indexes of PostgreSQL that are cheaper to make at once than to keep up row by row."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

MADE_AFTERWARDS = """
    SELECT class.relname, pg_get_indexdef(class.oid)
    FROM pg_index JOIN pg_class AS class ON class.oid = pg_index.indexrelid
    WHERE class.relnamespace = current_schema()::regnamespace AND NOT pg_index.indisunique
"""
"""All but those that hold rows apart; trigrams of names cost most, word by word."""


@contextmanager
def made_afterwards() -> Iterator[None]:
    """Drop the indexes that no constraint needs, and make them again at the end.

    Within the caller's transaction: whoever breaks it off finds them as they were. Nothing is
    done on SQLite, which cannot make an index faster from all rows than one after another.
    """
    if connection.vendor != "postgresql":
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(MADE_AFTERWARDS)
        dropped = cursor.fetchall()
        for name, _ in dropped:
            cursor.execute(f'DROP INDEX "{name}"')
    yield
    with connection.cursor() as cursor:
        connection.check_constraints()
        # Sorting a few million rows wants more than the server's usual 64 MB.
        cursor.execute("SET LOCAL maintenance_work_mem = '512MB'")
        for _, definition in dropped:
            cursor.execute(definition)
