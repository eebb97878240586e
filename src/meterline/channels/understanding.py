"""From a message to readings in the ledger, or to a question: the same for all channels."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from meterline.channels import answers
from meterline.channels.formats import example
from meterline.channels.known import accounts_at, accounts_of_sender
from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.outcome import Outcome
from meterline.channels.text import Doubt, Lookup, Parsed, Record, State, parse
from meterline.customers.models import Account
from meterline.readings.checks import MeterValue
from meterline.readings.models import Source
from meterline.readings.services import submit_reading
from meterline.readings.submission import Accepted, NotAccepted, Submission

SOURCES = {
    Channel.EMAIL: Source.EMAIL,
    Channel.SMS: Source.SMS,
    # The ledger has no name of its own for messengers.
    Channel.TELEGRAM: Source.SMS,
}

CONFIRMED = re.compile(r"\bверно\b|\bподтверждаю\b", re.IGNORECASE)
"""With such a word values that the history does not bear out are taken for a person to see."""


def understand(message: IncomingMessage) -> Outcome:
    """Store what a message's text says (in the caller's transaction); what to answer.

    Accounts are stored each for itself: one that is refused keeps back no other.
    """
    lookup = accounts_at(message.received_at)
    linked = accounts_of_sender(message)
    parsed = parse(message.body, lookup, subject=message.subject, linked=linked)
    if parsed.state is State.COMPLETE:
        return _submitted(_Letter(message, linked), parsed.records, lookup)
    if parsed.state is State.NOTHING and not parsed.doubts:
        return _nothing(message)
    return _asked(message, parsed, lookup)


@dataclass(frozen=True)
class _Letter:
    """A message with the accounts that its sender stands for."""

    message: IncomingMessage
    linked: tuple[str, ...]

    def submit(self, account: str, values: tuple[MeterValue, ...]) -> Accepted:
        """Hand one account's values over. Raises NotAccepted."""
        message = self.message
        return submit_reading(
            Submission(
                account=account,
                values=values,
                source=SOURCES[Channel(message.channel)],
                received_at=message.received_at,
                author=message.sender[:100],
                evidence=f"{message.get_channel_display()}, сообщение {message.pk}",
                evidence_sha256=message.evidence_sha256,
                key=f"{message.channel}:{message.pk}:{account}",
                # A chat is linked by readings alone: nobody has told us whose it is.
                name_confirmed=account in self.linked and message.channel != Channel.TELEGRAM,
                insisted=bool(CONFIRMED.search(message.body)),
            )
        )


def _submitted(letter: _Letter, records: Sequence[Record], lookup: Lookup) -> Outcome:
    told: list[str] = []
    receipts: list[str] = []
    refused = ""
    for record in records:
        number = record.account or ""
        values = tuple(MeterValue(one.serial or "", one.zone, one.value) for one in record.values)
        try:
            with transaction.atomic():
                accepted = letter.submit(number, values)
        except NotAccepted as refusal:
            told.append(answers.refused_told(number, refusal))
            refused = refused or str(refusal)
        else:
            receipts.append(accepted.number)
            told.append(answers.accepted_told(number, values, accepted))
    account = _account(records)
    if refused:
        told.append(_for_instance(account, lookup))
    return Outcome("\n".join(told), tuple(receipts), reason=refused[:300], account=account)


def _asked(message: IncomingMessage, parsed: Parsed, lookup: Lookup) -> Outcome:
    """A question back; what looks like a complaint or a replaced meter is a person's too."""
    account = _account(parsed.records)
    person = Doubt.ABOUT_SOMETHING_ELSE in parsed.doubts
    told = [parsed.question, _for_instance(account, lookup)]
    if person:
        told.insert(0, answers.PERSON)
    reason = parsed.question[:300]
    return Outcome(" ".join(told), for_a_person=person, reason=reason, account=account)


def _nothing(message: IncomingMessage) -> Outcome:
    """No reading at all: a letter with words in it is a person's."""
    person = message.channel == Channel.EMAIL and bool(message.body.strip())
    told = [answers.NO_READING, _for_instance(None, None)]
    if person:
        told.append(answers.PERSON)
    return Outcome(" ".join(told), for_a_person=person, reason="показаний в сообщении нет")


def _for_instance(account: Account | None, lookup: Lookup | None) -> str:
    known = lookup(account.number) if account and lookup else None
    return f"Напишите так: {example(account, known)}"


def _account(records: Sequence[Record]) -> Account | None:
    """The only account of a message."""
    numbers = {record.account for record in records if record.account}
    if len(numbers) != 1:
        return None
    return Account.objects.select_related("branch").filter(number=numbers.pop()).first()
