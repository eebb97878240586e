"""Triggers by which the data base itself refuses to change or delete what was done.

A migration that alters the table ends with `migrations.RunPython(guard, unguard)` again:
SQLite builds an altered table anew, without its triggers.
"""

from typing import Any

TABLE = "staff_auditentry"
MESSAGE = "entries of the audit log are never changed or deleted"
ACTIONS = ("UPDATE", "DELETE")

SQLITE = f"""
CREATE TRIGGER {TABLE}_no_{{lower}} BEFORE {{action}} ON {TABLE}
BEGIN SELECT RAISE(ABORT, '{MESSAGE}'); END
"""

POSTGRES_FUNCTION = f"""
CREATE OR REPLACE FUNCTION staff_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
END $$
"""

POSTGRES = f"""
CREATE TRIGGER {TABLE}_no_{{lower}} BEFORE {{action}} ON {TABLE}
FOR EACH ROW EXECUTE FUNCTION staff_refuse_change()
"""


def guard(apps: Any, schema_editor: Any) -> None:
    """Put the triggers on; may be run again."""
    unguard(apps, schema_editor)
    postgres = schema_editor.connection.vendor == "postgresql"
    if postgres:
        schema_editor.execute(POSTGRES_FUNCTION)
    for action in ACTIONS:
        sql = POSTGRES if postgres else SQLITE
        schema_editor.execute(sql.format(action=action, lower=action.lower()))


def unguard(apps: Any, schema_editor: Any) -> None:
    """Take the triggers off."""
    postgres = schema_editor.connection.vendor == "postgresql"
    for action in ACTIONS:
        name = f"{TABLE}_no_{action.lower()}"
        schema_editor.execute(f"DROP TRIGGER IF EXISTS {name}" + f" ON {TABLE}" * postgres)
    if postgres:
        schema_editor.execute("DROP FUNCTION IF EXISTS staff_refuse_change()")
