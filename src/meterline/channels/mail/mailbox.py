"""The company's mailbox over IMAP (RFC 9051)."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote, urlsplit

import structlog
from imap_tools import (
    AND,
    BaseMailBox,
    ImapToolsError,
    MailBox,
    MailBoxStartTls,
    MailBoxUnencrypted,
    MailMessageFlags,
)

log = structlog.get_logger()

PATIENCE = 30.0
"""Seconds for each answer of the server."""

LARGEST = 30 * 2**20
"""Bytes of a letter that is taken whole."""

KINDS: dict[str, tuple[Any, int]] = {
    "imap": (MailBoxUnencrypted, 143),
    "imap+tls": (MailBoxStartTls, 143),
    "imaps": (MailBox, 993),
}
"""Plain, with STARTTLS, and with TLS from the first byte."""

FETCHED_ON = re.compile(rb'INTERNALDATE "([^"]+)"')
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")


class MailboxUnreachable(Exception):
    """No connection, or no way in; `str()` of it names no password."""


@dataclass(frozen=True)
class RawLetter:
    """A letter's bytes, its head alone where it is too large, and when the server got it."""

    content: bytes
    received_at: datetime
    whole: bool


class Mailbox:
    """The inbox of `scheme://user:password@host:port` (see KINDS)."""

    def __init__(self, url: str) -> None:
        """Raises ValueError where the address has another scheme, no host or no user."""
        parts = urlsplit(url)
        if parts.scheme not in KINDS or not parts.hostname or not parts.username:
            raise ValueError("an address like imaps://user:password@host:port is needed")
        self._kind, port = KINDS[parts.scheme]
        self._options: dict[str, Any] = {"host": parts.hostname, "port": parts.port or port}
        if parts.scheme != "imap":
            self._options["ssl_context"] = ssl.create_default_context()
        self._user = unquote(parts.username)
        self._password = unquote(parts.password or "")

    @contextmanager
    def opened(self) -> Iterator["Inbox"]:
        """The inbox, signed in. Raises MailboxUnreachable, from within too."""
        try:
            box: BaseMailBox = self._kind(timeout=PATIENCE, **self._options)
            ascii_only = (self._user + self._password).isascii()
            sign_in = box.login if ascii_only else box.login_utf8
            with sign_in(self._user, self._password):
                yield Inbox(box)
        except (OSError, ImapToolsError, imaplib.IMAP4.error) as failure:
            raise MailboxUnreachable(type(failure).__name__) from failure


class Inbox:
    """Letters that nobody has read yet."""

    def __init__(self, box: BaseMailBox) -> None:
        """`box` is signed in, with the inbox chosen."""
        self._box = box
        self._folders: set[str] = set()

    def unread(self) -> list[str]:
        """The letters' UID's, the oldest first."""
        return self._box.uids(AND(seen=False))

    def fetch(self, uid: str) -> RawLetter | None:
        """A letter, which stays unread; None where it is gone."""
        about = self._ask(uid, "(INTERNALDATE RFC822.SIZE)")
        if about is None:
            return None
        size, on = SIZE.search(about[0]), FETCHED_ON.search(about[0])
        whole = size is None or int(size[1]) <= LARGEST
        answer = self._ask(uid, "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])")
        return answer and RawLetter(answer[1], _moment(on[1] if on else b""), whole)

    def file(self, uid: str, folder: str) -> None:
        """Mark a letter as read, then move it: unread it would come again."""
        self._box.flag(uid, MailMessageFlags.SEEN, True)
        try:
            self._make(folder)
            self._box.move(uid, folder)
        except ImapToolsError as failure:
            log.warning("letter stays in the inbox", reason=type(failure).__name__)

    def _make(self, folder: str) -> None:
        if folder not in self._folders and not self._box.folder.exists(folder):
            self._box.folder.create(folder)
        self._folders.add(folder)

    def _ask(self, uid: str, what: str) -> tuple[bytes, bytes] | None:
        """The server's words about a letter, and the letter where it was asked for."""
        _, data = self._box.client.uid("FETCH", uid, what)
        for piece in data:
            if isinstance(piece, tuple):
                return piece[0], piece[1]
            if isinstance(piece, bytes) and b"UID" in piece:
                return piece, b""
        return None


def _moment(said: bytes) -> datetime:
    """When the server took the letter; now, where it does not say."""
    try:
        return datetime.strptime(said.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    except ValueError:
        return datetime.now(UTC)
