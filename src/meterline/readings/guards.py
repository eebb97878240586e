"""Triggers by which the data base itself refuses to change or delete rows of the ledger.

A migration that alters one of these tables makes SQLite build the table anew, without its
triggers: it ends with `migrations.RunPython(guard, unguard)` again. A test looks for them.
Rows are still emptied by PostgreSQL's TRUNCATE, which only the tables' owner may run, and
which the journal's kept hash shows.
"""

from typing import Any

GUARDED = (
    "readings_receipt",
    "readings_reading",
    "readings_repeat",
    "readings_verdict",
    "readings_journalentry",
)

MESSAGE = "rows of the ledger are never changed or deleted"

SQLITE = """
CREATE TRIGGER {table}_no_{lower} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION readings_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRES = """
CREATE TRIGGER {table}_no_{lower} BEFORE {action} ON {table}
FOR EACH ROW EXECUTE FUNCTION readings_refuse_change()
"""


def guard(apps: Any, schema_editor: Any) -> None:
    """Put the triggers on; may be run again."""
    unguard(apps, schema_editor)
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table, action in _each():
        words = {"table": table, "action": action, "lower": action.lower(), "message": MESSAGE}
        schema_editor.execute((POSTGRES if postgres else SQLITE).format(**words))


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take the triggers off."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, action in _each():
        name = f"{table}_no_{action.lower()}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + f" ON {table}" * postgres)
    if postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS readings_refuse_change()")


def _each() -> list[tuple[str, str]]:
    return [(table, action) for table in GUARDED for action in ("UPDATE", "DELETE")]
