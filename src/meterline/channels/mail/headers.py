"""Header fields as people would read them, however broken they came (RFC 5322, RFC 2047)."""

import re
from binascii import Error as BadBase64
from collections.abc import Sequence
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from meterline.channels.mail.charsets import decoded

MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}>")

AnyMessage = Message


def raw_values(part: AnyMessage, name: str) -> list[str]:
    """All fields of a name, as they lie in the letter; bytes beyond ASCII as surrogates."""
    wanted = name.lower()
    return [str(value) for key, value in part.raw_items() if key.lower() == wanted]


def header(part: AnyMessage, name: str) -> str:
    """The first field of a name as one line of text, empty where there is none."""
    found = raw_values(part, name)
    return " ".join(readable(found[0]).split()) if found else ""


def readable(raw: str) -> str:
    """A field's text with its encoded words decoded."""
    if not raw.isascii():
        raw = decoded(raw.encode("utf-8", "surrogateescape"))
    if "=?" not in raw:
        return raw
    try:
        pieces: Sequence[tuple[bytes | str, str | None]] = decode_header(raw)
    except (HeaderParseError, BadBase64, ValueError):
        return raw
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces
    )


def address(part: AnyMessage, name: str) -> str:
    """The first address of a field in small letters, empty where there is none that can be one.

    Only the raw field is looked at: an encoded word in it must not bring an address of its own.
    """
    for raw in raw_values(part, name):
        found = parseaddr(" ".join(raw.split()))[1].strip().lower()
        local, _, domain = found.rpartition("@")
        if local and domain and found.isascii() and not re.search(r"[\s<>,;]", found):
            return found
    return ""


def message_ids(part: AnyMessage, name: str) -> list[str]:
    """Message-ID's in a field."""
    return [found for raw in raw_values(part, name) for found in MESSAGE_ID.findall(raw)]
