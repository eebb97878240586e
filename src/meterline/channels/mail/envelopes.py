"""A letter's head: who wrote, what about, which letter this is (RFC 5322).

Pure. Only the fields are read, by the standard library alone: whatever the rest of a letter
does to a program, it has been kept by then.
"""

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from hashlib import sha256

from meterline.channels.mail.headers import address, header, message_ids

LONGEST_THREAD = 20
BLANK_LINE = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True)
class Envelope:
    """A letter's fields. `external` names it: the same letter by two ways has one name."""

    external: str
    sender: str
    subject: str
    thread: tuple[str, ...]
    head: Message


def read_envelope(raw: bytes) -> Envelope:
    """Read the fields of a letter, of which the rest may be missing."""
    # The parser of heads reads a letter's rest too, photographs and all, only to leave it.
    end = BLANK_LINE.search(raw)
    head = BytesHeaderParser(policy=compat32).parsebytes(raw[: end.end()] if end else raw)
    return Envelope(
        external=_external(raw, head),
        sender=address(head, "From"),
        subject=header(head, "Subject"),
        thread=(*_earlier(head), *message_ids(head, "Message-ID")[:1]),
        head=head,
    )


def _external(raw: bytes, head: Message) -> str:
    """The hash of what the sender wrote: mail servers on the way add only other fields.

    A Message-ID alone does not do: some programs write the same one each time.
    """
    written = [header(head, name) for name in ("Message-ID", "Date", "From", "Subject")]
    _, _, body = raw.replace(b"\r\n", b"\n").partition(b"\n\n")
    return sha256("\0".join(written).encode() + b"\0" + body.rstrip()).hexdigest()


def _earlier(head: Message) -> list[str]:
    """The letters that this one answers: the first of them, then the last few."""
    found = message_ids(head, "References") or message_ids(head, "In-Reply-To")
    return found if len(found) <= LONGEST_THREAD else [found[0], *found[1 - LONGEST_THREAD :]]
