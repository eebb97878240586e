"""What calls left in the company's database. Django must have been set up."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

from meterline.calls.models import Call, CallEvent
from meterline.customers.models import LinkedPhone
from meterline.readings.models import Reading, Repeat

Row = tuple[str, str, str]
"""Account, meter's serial, zone."""

HANDED_OVER = frozenset({"transferred", "recording"})
"""Events of a call's log after which a person has work with it."""


@dataclass
class Aftermath:
    """One call as the database has it afterwards."""

    values: dict[Row, int] = field(default_factory=dict)
    for_a_person: bool = False
    linked: frozenset[str] = frozenset()
    """Accounts that the caller's phone was linked to when the call came."""
    called_before: bool = False
    story: list[tuple[float, str]] = field(default_factory=list)
    """Seconds since the call came, and a line of its log."""


def remember_callers(now: datetime) -> None:
    """Every second linked phone submitted a month ago: it hears the short phrases."""
    began = now - timedelta(days=30)
    for phone in LinkedPhone.objects.order_by("account__number")[::2]:
        Call.objects.create(
            pk=uuid4(),
            caller=phone.number,
            account=phone.account,
            started=began,
            ended=began,
            outcome="done",
        )


def aftermaths() -> dict[str, Aftermath]:
    """Every call of the database by the number that it dialled."""
    found: dict[str, Aftermath] = defaultdict(Aftermath)
    numbers = {str(key): dialled for key, dialled in Call.objects.values_list("id", "dialled")}
    for reading in Reading.objects.filter(call__isnull=False).select_related(_ACCOUNT):
        after = found[numbers[str(reading.call_id)]]
        after.values[_row(reading)] = reading.value
        after.for_a_person |= reading.status == Reading.Status.UNDER_REVIEW
    for repeat in Repeat.objects.filter(call__isnull=False).select_related(f"reading__{_ACCOUNT}"):
        found[numbers[str(repeat.call_id)]].values[_row(repeat.reading)] = repeat.reading.value
    for event in CallEvent.objects.order_by("call", "sequence").select_related("call"):
        after = found[numbers[str(event.call_id)]]
        after.for_a_person |= event.kind in HANDED_OVER
        if event.kind == "opened":
            after.linked = frozenset(event.data["linked"])
            after.called_before = event.data["called_before"]
        seconds = (event.at - event.call.started).total_seconds()
        after.story.append((seconds, f"robot {event.kind}: {event.data}"))
    return found


_ACCOUNT = "register__meter__account"


def _row(reading: Reading) -> Row:
    meter = reading.register.meter
    return meter.account.number, meter.serial, reading.register.zone
