"""Checks of the database before a program relies on it."""

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from meterline.errors import Mendable


def require_migrated() -> None:
    """Raise Mendable if the database cannot be reached or lacks migrations."""
    try:
        executor = MigrationExecutor(connection)
        missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        raise Mendable(
            f"the database cannot be reached: {str(error).strip()}",
            "check DATABASE_URL and that the database server runs",
        ) from error
    if missing:
        raise Mendable(
            f"the database lacks {len(missing)} migrations", "run: meterline manage migrate"
        )


def migrate() -> None:
    """Bring the database up to date, quietly."""
    call_command("migrate", interactive=False, verbosity=0)
