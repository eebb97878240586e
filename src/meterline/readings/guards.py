"""Triggers by which the data base itself refuses to change or delete rows that are only added.

A migration that alters a guarded table makes SQLite build it anew, without its triggers: it
ends with `migrations.RunPython(guard, unguard)` again. A test looks for them. Rows are still
emptied by PostgreSQL's TRUNCATE, which only the tables' owner may run, and which the
journal's kept hash shows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

SQLITE = """
CREATE TRIGGER {table}_no_{lower} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION {app}_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRES = """
CREATE TRIGGER {table}_no_{lower} BEFORE {action} ON {table}
FOR EACH ROW EXECUTE FUNCTION {app}_refuse_change()
"""


@dataclass(frozen=True)
class Guards:
    """The triggers of an app's tables; `message` is what whoever changes a row is told."""

    app: str
    tables: tuple[str, ...]
    message: str

    def guard(self, apps: Any, schema_editor: Any) -> None:
        """Put the triggers on; may be run again."""
        self.unguard(apps, schema_editor)
        postgres = schema_editor.connection.vendor == "postgresql"
        said = {"app": self.app, "message": self.message}
        if postgres:
            schema_editor.execute(POSTGRES_FUNCTION.format(**said))
        for table, action in self._each(schema_editor):
            words = said | {"table": table, "action": action, "lower": action.lower()}
            schema_editor.execute((POSTGRES if postgres else SQLITE).format(**words))

    def unguard(self, apps: Any, schema_editor: Any) -> None:
        """Take the triggers off."""
        postgres = schema_editor.connection.vendor == "postgresql"
        for table, action in self._each(schema_editor):
            name = f"{table}_no_{action.lower()}"
            schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + f" ON {table}" * postgres)
        if postgres:
            schema_editor.execute(f"DROP FUNCTION IF EXISTS {self.app}_refuse_change()")

    def _each(self, schema_editor: Any) -> Iterator[tuple[str, str]]:
        """The tables that a migration has already, with what is refused in them."""
        there = schema_editor.connection.introspection.table_names()
        for table in self.tables:
            if table in there:
                yield from ((table, action) for action in ("UPDATE", "DELETE"))


GUARDED = (
    "readings_receipt",
    "readings_reading",
    "readings_repeat",
    "readings_verdict",
    "readings_journalentry",
)

MESSAGE = "rows of the ledger are never changed or deleted"

LEDGER = Guards("readings", GUARDED, MESSAGE)
guard, unguard = LEDGER.guard, LEDGER.unguard
