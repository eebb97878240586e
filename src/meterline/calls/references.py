"""The number told to a caller who leaves a message: by it a person finds the call again."""

from uuid import UUID

DIGITS = 7


def reference_of(call: UUID) -> str:
    """Seven digits out of the call's id: short enough to be written down.

    Two calls may share one; together with the day it names a call.
    """
    return f"{call.int % 10**DIGITS:0{DIGITS}}"
