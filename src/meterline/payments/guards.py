"""Triggers by which the data base itself refuses to change or delete entries of money.

As in `meterline.readings.guards`: a migration that alters one of these tables ends with
`migrations.RunPython(guard, unguard)` again, since SQLite builds the table anew then.
"""

from typing import Any

GUARDED = (
    "payments_posting",
    "payments_payment",
    "payments_refund",
    "payments_onlineevent",
)

MESSAGE = "entries of money are never changed or deleted"

SQLITE = """
CREATE TRIGGER {table}_no_{lower} BEFORE {action} ON {table}
BEGIN SELECT RAISE(ABORT, '{message}'); END
"""

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRES = """
CREATE TRIGGER {table}_no_{lower} BEFORE {action} ON {table}
FOR EACH ROW EXECUTE FUNCTION payments_refuse_change()
"""


def guard(apps: Any, schema_editor: Any) -> None:
    """Put the triggers on; may be run again."""
    unguard(apps, schema_editor)
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION)
    for table, action in _each(schema_editor):
        words = {"table": table, "action": action, "lower": action.lower(), "message": MESSAGE}
        schema_editor.execute((POSTGRES if postgres else SQLITE).format(**words))


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take the triggers off."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for table, action in _each(schema_editor):
        name = f"{table}_no_{action.lower()}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + f" ON {table}" * postgres)
    if postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS payments_refuse_change()")


def _each(schema_editor: Any) -> list[tuple[str, str]]:
    """Tables that this migration has already, with what is refused in them."""
    there = schema_editor.connection.introspection.table_names()
    return [
        (table, action) for table in GUARDED if table in there for action in ("UPDATE", "DELETE")
    ]
