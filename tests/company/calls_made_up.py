"""Calls as the robot leaves them, for the pages that read their logs."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from uuid import uuid4

from meterline.calls.models import Call, CallEvent
from meterline.customers.models import Branch

Event = tuple[float, str, Mapping[str, object]]
"""Seconds after the beginning, kind, data."""


def make_call(
    branch: Branch | None,
    began: datetime,
    events: Sequence[Event] = (),
    *,
    lasted: float | None = None,
    outcome: str = "",
    caller: str = "+79134423435",
) -> Call:
    """A call with its log; without `lasted` it goes on."""
    call: Call = Call.objects.create(
        pk=uuid4(),
        caller=caller,
        carrier="sip",
        branch=branch,
        started=began,
        ended=None if lasted is None else began + timedelta(seconds=lasted),
        outcome=outcome,
    )
    CallEvent.objects.bulk_create(
        CallEvent(call=call, sequence=number, at=began + timedelta(seconds=after), kind=k, data=d)
        for number, (after, k, d) in enumerate(events)
    )
    return call
