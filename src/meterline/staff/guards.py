"""The data base itself refuses to change or delete what was done (readings/guards.py)."""

from meterline.readings.guards import Guards

MESSAGE = "entries of the audit log are never changed or deleted"

AUDIT = Guards("staff", ("staff_auditentry",), MESSAGE)
guard, unguard = AUDIT.guard, AUDIT.unguard
