"""A letter taken apart: its text and its files (RFC 2045–2049).

Pure, and tolerant: nothing that a stranger can write makes it fail but nesting without end.
"""

import email
import re
from dataclasses import dataclass
from email.message import Message
from email.policy import compat32

from meterline.channels.files import Attachment
from meterline.channels.mail.charsets import clean, decoded
from meterline.channels.mail.headers import raw_values, readable
from meterline.channels.mail.html import text_of

LONGEST_TEXT = 100_000
MOST_ATTACHMENTS = 50
LOGO = 20_000
"""Bytes up to which a picture inside a letter is taken for a signature's."""


FORMAL = frozenset(
    {
        *("text/vcard", "text/x-vcard", "text/directory", "text/calendar"),
        *("application/pgp-signature", "application/pkcs7-signature"),
        *("application/x-pkcs7-signature", "application/pgp-keys"),
    }
)
"""Kinds of files that mail programs add by themselves."""

KIND = re.compile(r"[\w.+-]{1,50}/[\w.+-]{1,49}", re.ASCII)


@dataclass(frozen=True)
class Letter:
    """What a letter says and brings."""

    text: str
    attachments: tuple[Attachment, ...]

    @property
    def pictures(self) -> bool:
        """Whether there is a picture that may show a meter."""
        return any(one.content_type.startswith("image/") for one in self.attachments)

    @property
    def documents(self) -> bool:
        """Whether there is a file with something to read in it, other than a picture."""
        return any(
            not one.content_type.startswith("image/") and one.content_type not in FORMAL
            for one in self.attachments
        )


def read_letter(raw: bytes) -> Letter:
    """Take a letter apart. Raises RecursionError where its parts are nested without end."""
    source = email.message_from_bytes(raw, policy=compat32)
    files: list[Attachment] = []
    text = _text(source, files)
    return Letter(
        text=re.sub(r"\n{3,}", "\n\n", text).strip()[:LONGEST_TEXT],
        attachments=tuple(files[:MOST_ATTACHMENTS]),
    )


def _text(part: Message, files: list[Attachment]) -> str:
    """The text of a part and all within it; what is no text goes to `files`."""
    if part.is_multipart():
        return _text_of_parts(part, files)
    content = _content(part)
    if _is_text(part):
        text = decoded(content, part.get_content_charset())
        return _from_html(text) if part.get_content_type() == "text/html" else text
    if content and not _is_logo(part, content):
        files.append(Attachment(_name(part), _kind(part), content))
    return ""


def _text_of_parts(part: Message, files: list[Attachment]) -> str:
    parts: list[Message] = [one for one in part.get_payload() if isinstance(one, Message)]
    if part.get_content_type() != "multipart/alternative":
        return "\n".join(filter(None, (_text(one, files) for one in parts)))
    # The same in several forms: the plain one, where there is something in it.
    plain_first = sorted(parts, key=lambda one: one.get_content_type() != "text/plain")
    texts = [_text(one, files) for one in plain_first]
    return next((text for text in texts if text.strip()), "")


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""


def _is_text(part: Message) -> bool:
    attached = part.get_content_disposition() == "attachment"
    return not attached and part.get_content_type() in {"text/plain", "text/html"}


def _is_logo(part: Message, content: bytes) -> bool:
    inside = part.get("Content-ID") is not None or part.get_content_disposition() == "inline"
    return part.get_content_maintype() == "image" and inside and len(content) <= LOGO


def _from_html(source: str) -> str:
    try:
        return clean(text_of(source))
    except ValueError:
        return ""


def _name(part: Message) -> str:
    """The file's own name without folders, as a person would read it."""
    fields = Message()
    for field in ("Content-Disposition", "Content-Type"):
        # The standard library gives up on bytes beyond ASCII; readable text it takes.
        for raw in raw_values(part, field)[:1]:
            fields[field] = raw if raw.isascii() else readable(raw)
    try:
        found = fields.get_filename() or ""
    except (LookupError, UnicodeError, ValueError):
        found = ""
    name = clean(readable(found)).replace("\\", "/").rpartition("/")[2].replace("\n", " ")
    return name.strip()[-200:] or "без имени"


def _kind(part: Message) -> str:
    """The kind of file by its name where the letter claims only that it is a file."""
    kind = part.get_content_type()
    return (
        kind if re.fullmatch(r"[\w.+-]{1,50}/[\w.+-]{1,49}", kind) else "application/octet-stream"
    )
