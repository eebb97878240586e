"""The data base itself refuses to change or delete entries of money (readings/guards.py)."""

from meterline.readings.guards import Guards

GUARDED = (
    "payments_posting",
    "payments_payment",
    "payments_refund",
    "payments_onlineevent",
)

MESSAGE = "entries of money are never changed or deleted"

MONEY = Guards("payments", GUARDED, MESSAGE)
guard, unguard = MONEY.guard, MONEY.unguard
