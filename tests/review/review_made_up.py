"""What waits for reviewers, and who they are."""

import re
import wave
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from company_made_up import AT, given
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client

from meterline.calls.models import Call, CallEvent, Message
from meterline.channels.models import Channel, IncomingMessage
from meterline.customers.models import Account, Branch
from meterline.readings.models import Reading, Source
from meterline.readings.services import submit_reading
from meterline.staff.models import RoleAssignment
from meterline.staff.permissions import Role

PHONE = "+79134423435"


def employee(login: str, role: Role, branch: Branch | None = None) -> User:
    """Somebody with a role in a branch, in all where none is named."""
    user = User.objects.create_user(login)
    RoleAssignment.objects.create(user=user, role=role, branch=branch)
    return user


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def doubtful(account: Account, call: Call | None = None, /, **values: int) -> Reading:
    """The last of some values that the consumer insists on; with a call they were said there."""
    said = replace(given(account, **values), insisted=True)
    if call:
        said = replace(said, source=Source.PHONE, call=call.pk)
    submit_reading(said)
    found: Reading = Reading.objects.filter(status="under_review").latest("pk")
    return found


def slot(value: str, *others: tuple[str, float], zone: str | None = None) -> dict[str, Any]:
    """A value heard from 1.5 to 3 seconds of its turn, as a call's log has it."""
    ranked = [[value, 0.6], *map(list, others)]
    told = {"value": value, "probability": 0.6, "decision": "confirm", "alternatives": ranked}
    return {"zone": zone, "serial": None, **told, "start": 1.5, "end": 3.0}


def make_call(branch: Branch, *slots: dict[str, Any], recorded: bool = True) -> Call:
    """A call in whose turn from 2 to 6 seconds something was heard."""
    number = Call.objects.count()
    call: Call = Call.objects.create(
        pk=UUID(int=number + 1),
        caller=PHONE,
        branch=branch,
        started=AT - timedelta(minutes=1),
        recording=f"{number}.wav" if recorded else "",
    )
    told = {"text": "сто два", "asked": "reading", "begin": 2.0, "end": 6.0}
    CallEvent.objects.create(
        call=call, sequence=0, at=AT, kind="heard", data={**told, "readings": list(slots)}
    )
    if recorded:
        record(call.recording)
    return call


def record(name: str) -> None:
    """Ten seconds of two channels; each second of the caller's side holds its own number."""
    folder = Path(settings.METERLINE_RECORDINGS)
    folder.mkdir(parents=True, exist_ok=True)
    with wave.open(str(folder / name), "wb") as sound:
        sound.setnchannels(2)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        for second in range(10):
            sound.writeframes((second.to_bytes(2, "little") + b"\xff\x7f") * 8000)


def message(
    branch: Branch | None,
    reason: str = "values",
    *,
    account: Account | None = None,
    values: dict[str, int] | None = None,
) -> Message:
    """A message on the line, with the robot's guess."""
    call: Call = Call.objects.create(
        pk=UUID(int=Call.objects.count() + 1),
        caller=PHONE,
        branch=branch,
        started=AT - timedelta(minutes=2),
        recording="message.wav",
    )
    record("message.wav")
    serial = account.meters.get().serial if account else ""
    told = [[serial, zone, value] for zone, value in (values or {}).items()]
    made: Message = Message.objects.create(
        call=call,
        branch=branch,
        at=AT - timedelta(minutes=1),
        begin=1.0,
        end=4.0,
        state=Message.State.PERSON,
        reason=reason,
        understood={"account": account.number if account else None, "values": told},
    )
    return made


def letter(branch: Branch | None, body: str, account: Account | None = None) -> IncomingMessage:
    made: IncomingMessage = IncomingMessage.objects.create(
        channel=Channel.EMAIL,
        external=f"letter {IncomingMessage.objects.count()}",
        sender="somebody@example.com",
        received_at=AT,
        subject="Показания",
        body=body,
        evidence_sha256="0" * 64,
        state=IncomingMessage.State.FOR_A_PERSON,
        reason="показаний в сообщении нет",
        account=account,
        branch=branch,
    )
    return made


def decide(client: Client, key: str, /, do: str = "accept", **posted: object) -> Any:
    """Post a decision; `on_screen` makes it the script's."""
    on_screen = posted.pop("on_screen", None)
    headers = {"X-Review": str(on_screen)} if on_screen is not None else {}
    fields = {"do": do, **{name: str(value) for name, value in posted.items()}}
    return client.post(f"/review/{key}/decide/", fields, headers=headers)


def name(account: Account, zone: str = "single") -> str:
    """The name of a register's field."""
    return f"v{account.meters.get().registers.get(zone=zone).pk}"


def shown(response: Any) -> list[str]:
    """The items of a page, the one on the screen first."""
    return re.findall(r'data-item="([^"]+)"', response.content.decode())


def text(response: Any) -> str:
    """What a page says, spaces in one piece."""
    return " ".join(response.content.decode().split())


def this_month(account: Account) -> list[tuple[str, int, str]]:
    """Source, value and the latest word of what came this month."""
    rows = Reading.objects.filter(register__meter__account=account, counted_for="2026-11-01")
    told = rows.order_by("pk").prefetch_related("verdicts")
    return [
        (one.source, one.value, one.verdicts.all()[0].kind if one.verdicts.all() else one.status)
        for one in told
    ]
