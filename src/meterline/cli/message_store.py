"""The robot's port to the messages that callers left, on the company's own services."""

import wave
from uuid import UUID

from django.db import transaction

from meterline.calls import messages as kept
from meterline.calls import services as calls
from meterline.calls.models import Message
from meterline.calls.recordings import recording_file, recording_sha256
from meterline.calls.selectors import draft_left_by
from meterline.calls.turns import sound_between
from meterline.cli.company import (
    AUTHOR,
    draft_facts,
    linked_accounts,
    not_stored,
    reaching_the_database,
    to_ledger,
)
from meterline.dialogue.facts import MeterValue
from meterline.language.zones import Zone
from meterline.readings.journal.notes import note_evidence
from meterline.readings.models import Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import NotAccepted, Submission
from meterline.robot.clock import Clock
from meterline.robot.messages import Certain, Guess, MessageLeft, Reason


class DjangoMessages:
    """`meterline.robot.messages.Messages` over the database and the recordings."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    @reaching_the_database
    def take(self) -> MessageLeft | None:
        """See Messages."""
        now = self._clock()
        message = kept.take_message(now)
        if message is None:
            return None
        return MessageLeft(
            call=str(message.pk),
            pcm=_sound(message),
            tries=message.tries,
            confirmed=_confirmed(message),
            draft=draft_facts(draft_left_by(message.pk), now),
            linked=linked_accounts(message.call.caller, now),
        )

    @reaching_the_database
    def submit(
        self, call: str, certain: Certain, guess: Guess, doubt: Reason | None = None
    ) -> None:
        """See Messages. Reading, receipt and the message's state change together or not at all."""
        state = Message.State.PERSON if doubt else Message.State.SUBMITTED
        told = _understood(guess) | {"submitted": _values(certain)}
        done = kept.WorkedOff(state, doubt or "", told, certain.account)
        message = Message.objects.select_related("call").get(pk=UUID(call))
        sha256 = recording_sha256(message.call.recording)
        try:
            with transaction.atomic():
                if kept.work_off(message.pk, done, self._clock()):
                    kept.note_receipt(message.pk, _store(message, certain))
                    calls.drop_draft(message.pk)
                    if sha256:
                        note_evidence(message.pk, sha256, message.call.ended or self._clock())
        except NotAccepted as refusal:
            raise not_stored(refusal) from refusal

    @reaching_the_database
    def leave(self, call: str, reason: Reason, guess: Guess) -> None:
        """See Messages."""
        done = kept.WorkedOff(Message.State.PERSON, reason, _understood(guess), guess.account)
        kept.work_off(UUID(call), done, self._clock())


def _store(message: Message, certain: Certain) -> str:
    """The receipt's number. The reading counts from when the caller gave it."""
    # What was confirmed has the same key as the try in the call: it may have been stored.
    key = None if message.confirmed else f"message:{message.pk}"
    submission = Submission(
        account=certain.account,
        values=to_ledger(certain.values),
        source=Source.PHONE,
        received_at=message.at,
        author=AUTHOR,
        call=message.pk,
        key=key,
        name_confirmed=certain.name_confirmed,
        insisted=message.confirmed is not None,
    )
    return submit_reading(submission).number


def _sound(message: Message) -> bytes:
    """The caller's words; nothing where there is no recording that can be read."""
    path = recording_file(message.call.recording)
    if path is None or message.begin is None:
        return b""
    try:
        return sound_between(path, message.begin, message.end)
    except (wave.Error, EOFError):
        return b""


def _confirmed(message: Message) -> Certain | None:
    told = message.confirmed
    if not told:
        return None
    values = tuple(MeterValue(serial, Zone(zone), value) for serial, zone, value in told["values"])
    return Certain(told["account"], values, told["name_confirmed"])


def _understood(guess: Guess) -> dict[str, object]:
    return {
        "account": guess.account,
        "values": [[one.serial, one.zone.value, one.value] for one in guess.values],
        "heard": dict(guess.heard),
    }


def _values(certain: Certain) -> list[list[object]]:
    return [[one.serial, one.zone.value, one.value] for one in certain.values]
