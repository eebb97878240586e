"""One row of every kind that is kept for a time, as old as a test wants it."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from company_made_up import given, make_account
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session

from meterline.api.models import Token, UsedKey
from meterline.cabinet.models import SignInCode
from meterline.calls.models import Call, CallEvent, Draft, Message, ReviewedTurn
from meterline.channels.files import keep
from meterline.channels.models import (
    IncomingAttachment,
    IncomingMessage,
    OutgoingAttachment,
    OutgoingMessage,
)
from meterline.customers.models import Account
from meterline.limits.models import Spent
from meterline.readings.journal.notes import note_evidence
from meterline.readings.services import submit_reading
from meterline.reminders.models import Campaign, Reminder
from meterline.review.models import Callback

HEARD = {
    "text": "фёдорова сто миллионов один",
    "asked": "all",
    "begin": 3.5,
    "end": 7.25,
    "account": {"value": "100000001", "probability": 0.98},
    "candidates": ["100000001"],
    "answer": True,
}


def account() -> Account:
    found = Account.objects.filter(number="100000001").first()
    return found or make_account("100000001", {"single": [10_000, 10_100, 10_200]})


def call(at: datetime, *, sound: bytes = b"", reading: int = 0, of: Account | None = None) -> Call:
    """A call with its log; with its recording, and with a reading that it proves."""
    made: Call = Call.objects.create(
        pk=uuid4(), started=at, ended=at, caller="+79134423435", account=of
    )
    events = [("heard", HEARD), ("said", {"text": "Алёна Петровна, ваш счёт", "stage": "values"})]
    for number, (kind, data) in enumerate(events):
        CallEvent.objects.create(call=made, sequence=number, at=at, kind=kind, data=data)
    if sound:
        made.recording = f"2026/{made.pk}.wav"
        made.save()
        path = recording(made.recording)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(sound)
    if reading:
        submit_reading(replace(given(of or account(), single=reading), call=made.pk))
        note_evidence(made.pk, sha256(sound).hexdigest(), at)
    return made


def recording(path: str) -> Path:
    return Path(settings.METERLINE_RECORDINGS) / path


def letter(at: datetime, *, receipt: str = "", of: Account | None = None, **more: Any) -> Any:
    """A letter that was answered, with a photograph."""
    raw = keep(f"raw {uuid4()}".encode())
    photo = keep(f"photo {uuid4()}".encode())
    made = IncomingMessage.objects.create(
        channel="email",
        external=str(uuid4()),
        sender="alyona@example.ru",
        received_at=at,
        subject="Показания",
        body="Фёдорова, 10300",
        evidence=raw.file,
        evidence_sha256=raw.sha256,
        state=IncomingMessage.State.ANSWERED,
        receipt=receipt,
        account=of,
        **more,
    )
    IncomingAttachment.objects.create(
        message=made, name="фото.jpg", content_type="image/jpeg", size=5, file=photo.file, sha256=""
    )
    return made


def outgoing(at: datetime, of: Account | None = None, state: str = "sent") -> OutgoingMessage:
    """A letter to a consumer with a bill."""
    made = OutgoingMessage.objects.create(
        channel="email",
        address="alyona@example.ru",
        subject="Ваш счёт",
        text="Алёна Петровна, ваш счёт",
        key=str(uuid4()),
        state=state,
        next_at=at,
        account=of,
    )
    OutgoingMessage.objects.filter(pk=made.pk).update(created_at=at)
    bill = keep(f"bill {made.pk} {uuid4()}".encode())
    OutgoingAttachment.objects.create(
        message=made, name="счёт.pdf", content_type="application/pdf", size=5, file=bill.file
    )
    return made


def label(at: datetime, of: Call | None = None) -> ReviewedTurn:
    """What a person heard in a turn."""
    reviewer, _ = User.objects.get_or_create(username="ivanova")
    made = ReviewedTurn.objects.create(
        call=of or call(at), turn=1, text="фёдорова", reviewer=reviewer
    )
    ReviewedTurn.objects.filter(pk=made.pk).update(reviewed_at=at)
    return made


def message(at: datetime, state: str = Message.State.ANSWERED, of: Call | None = None) -> Message:
    """A message that a caller left."""
    return Message.objects.create(
        call=of or call(at), at=at, state=state, understood={"account": "100000001"}, note="дача"
    )


def reminder(at: datetime, state: str = Reminder.State.REMINDED) -> Reminder:
    """A call of a campaign."""
    campaign = Campaign.objects.create(name="Ноябрь", first_day=at.date(), last_day=at.date())
    return Reminder.objects.create(
        campaign=campaign, account=account(), number="+79134423435", state=state, due=at
    )


def callback(at: datetime, state: str = Callback.State.REACHED) -> Callback:
    """Somebody who was called back."""
    return Callback.objects.create(
        kind="message",
        item=str(uuid4()),
        phone="+79134423435",
        reason="asked",
        note="после пяти",
        made_by="ivanova",
        made_at=at,
        due=at,
        state=state,
        closed_at=at,
    )


def code(at: datetime) -> SignInCode:
    """A code for the cabinet."""
    return SignInCode.objects.create(
        account=account(), way="email", digest="0" * 64, asked_at=at, ends_at=at
    )


def used_key(at: datetime) -> UsedKey:
    """A key of a program's request."""
    token, _ = Token.objects.get_or_create(digest="1" * 64, name="банк", beginning="m")
    made = UsedKey.objects.create(token=token, key=str(uuid4()), request="2" * 64)
    UsedKey.objects.filter(pk=made.pk).update(at=at)
    return made


def session(at: datetime) -> Session:
    """A sign-in that ended at a moment."""
    return Session.objects.create(session_key=uuid4().hex, session_data="{}", expire_date=at)


def spent(at: datetime) -> Spent:
    """A count of tries."""
    return Spent.objects.create(
        entrance="site", key=uuid4().hex, times=1, until=int(at.timestamp())
    )


def draft(at: datetime) -> Draft:
    """What a broken call had understood."""
    return Draft.objects.create(
        call=call(at), caller="+79134423435", account="100000001", expires=at
    )


MAKE: dict[str, Callable[[datetime], Any]] = {
    "recordings": lambda at: call(at, sound=b"RIFF quiet"),
    "proofs": lambda at: call(at, sound=b"RIFF proof", reading=10_300),
    "call_texts": call,
    "callers": call,
    "labels": label,
    "drafts": draft,
    "messages": message,
    "letters": letter,
    "letter_proofs": lambda at: letter(at, receipt="1234-5678"),
    "outgoing": outgoing,
    "callbacks": callback,
    "reminders": reminder,
    "codes": code,
    "sessions": session,
    "limits": spent,
    "used_keys": used_key,
}
"""Kind → one row of it whose time begins at a moment."""


def log_text(of: UUID) -> str:
    """All that a call's log says."""
    rows = CallEvent.objects.filter(call_id=of).values_list("data", flat=True)
    return json.dumps(list(rows), ensure_ascii=False)
