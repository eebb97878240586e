"""The two servers as the tests talk to them, and letters to put into a mailbox."""

import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any
from urllib.parse import quote

from aiosmtpd.controller import Controller
from imap_tools import MailBoxUnencrypted

ADDRESS = "pokazaniya@energo.example"
CONSUMER = "fedorova@post.example"


def letter(text: str, *, subject: str = "Показания", **fields: str) -> bytes:
    """A consumer's letter; `fields` by header names with underscores for hyphens."""
    made = EmailMessage()
    told = {
        "From": f"Алёна Фёдорова <{CONSUMER}>",
        "To": ADDRESS,
        "Message_ID": f"<{abs(hash((text, subject)))}@post.example>",
        "Date": "Sun, 22 Nov 2026 12:00:00 +0700",
        **fields,
    }
    made["Subject"] = subject
    for name, value in told.items():
        made[name.replace("_", "-")] = value
    made.set_content(text)
    return made.as_bytes()


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass(frozen=True)
class Dovecot:
    """One user's mailbox."""

    port: int
    user: str
    password: str

    @property
    def url(self) -> str:
        return f"imap://{quote(self.user)}:{quote(self.password)}@127.0.0.1:{self.port}"

    def put(self, raw: bytes, at: datetime = datetime(2026, 11, 22, 5, tzinfo=UTC)) -> None:
        """Deliver a letter into the inbox."""
        with self._box() as box:
            box.append(raw, "INBOX", dt=at)

    def subjects(self, folder: str) -> list[str]:
        """Subjects of a folder's letters; empty where there is no such folder."""
        with self._box() as box:
            if not box.folder.exists(folder):
                return []
            box.folder.set(folder)
            return sorted(one.subject for one in box.fetch(mark_seen=False, headers_only=True))

    def unread(self) -> int:
        with self._box() as box:
            return len(box.uids("UNSEEN"))

    def _box(self) -> Any:
        # An IMAP LOGIN in imaplib is ASCII; the password of the tests is not.
        return MailBoxUnencrypted("127.0.0.1", self.port).login_utf8(self.user, self.password)


@dataclass
class Kept:
    """What the mail server does with letters: `answers` come first, then it takes them."""

    answers: list[str] = field(default_factory=list)
    letters: list[tuple[str, list[str], bytes]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        self.letters.append((envelope.mail_from, envelope.rcpt_tos, envelope.content))
        return "250 OK"


class MailServer:
    """An SMTP server that keeps what it gets."""

    def __init__(self) -> None:
        self.port = free_port()
        self.kept = Kept()
        self._controller = Controller(self.kept, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"


def texts(letters: Sequence[tuple[str, list[str], bytes]]) -> Iterator[bytes]:
    """What was sent, without envelopes."""
    return (content for _, _, content in letters)
