"""A letter out of an outgoing message (RFC 5322, RFC 3834)."""

from email.errors import HeaderParseError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.conf import settings
from django.utils import timezone

from meterline.channels.files import kept_file
from meterline.channels.mail.automatic import OURS
from meterline.channels.models import OutgoingAttachment, OutgoingMessage
from meterline.channels.senders.port import Refused


def compose(message: OutgoingMessage) -> EmailMessage:
    """The letter with its attachments; Message-ID is the same however often it is composed.

    Raises Refused where the address cannot be one.
    """
    letter = EmailMessage(policy=SMTP)
    letter["From"] = settings.METERLINE_MAIL_FROM
    letter["To"] = _address(message)
    letter["Subject"] = message.subject
    letter["Date"] = format_datetime(timezone.localtime(message.created_at))
    letter["Message-ID"] = message_id(message)
    letter[OURS] = "1"
    _answer(letter, message)
    if message.unsubscribe:
        # One press in the mail program is enough (RFC 8058).
        letter["List-Unsubscribe"] = f"<{message.unsubscribe}>"
        letter["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    letter.set_content(message.text)
    for attachment in message.attachments.all():
        _attach(letter, attachment)
    return letter


def message_id(message: OutgoingMessage) -> str:
    """The letter's name, by which mail systems recognise one that comes twice."""
    domain = settings.METERLINE_MAIL_FROM.rstrip(">").rpartition("@")[2]
    return f"<meterline.{message.created_at:%Y%m%d%H%M%S}.{message.pk}@{domain}>"


def _address(message: OutgoingMessage) -> Address:
    try:
        return Address(addr_spec=message.address)
    except (ValueError, HeaderParseError, IndexError) as fault:
        raise Refused("адрес непригоден") from fault


def _answer(letter: EmailMessage, message: OutgoingMessage) -> None:
    """Who gets it shall not answer by a machine; an answer stands under what it answers."""
    if message.answers is None:
        letter["Auto-Submitted"] = "auto-generated"
        return
    letter["Auto-Submitted"] = "auto-replied"
    thread = message.answers.thread.split()
    if thread:
        letter["In-Reply-To"] = thread[-1]
        letter["References"] = " ".join(thread)


def _attach(letter: EmailMessage, attachment: OutgoingAttachment) -> None:
    path = kept_file(attachment.file)
    if path is None:
        raise FileNotFoundError(f"attachment {attachment.pk} is gone")
    kind, _, subtype = attachment.content_type.partition("/")
    letter.add_attachment(
        path.read_bytes(), maintype=kind, subtype=subtype, filename=attachment.name
    )
