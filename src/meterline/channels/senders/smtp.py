"""Letters to the company's own mail server (RFC 5321)."""

import smtplib
import ssl
from urllib.parse import unquote, urlsplit

from meterline.channels.mail.composing import compose
from meterline.channels.models import OutgoingMessage
from meterline.channels.senders.port import Deferred, Refused, Unreachable

PATIENCE = 20.0
"""Seconds for each answer of the server."""

PORTS = {"smtp": 25, "smtp+tls": 587, "smtps": 465}
"""Plain, with STARTTLS, and with TLS from the first byte."""

PERMANENT = 500


class SmtpSender:
    """A connection for each letter: `scheme://user:password@host:port` (see PORTS)."""

    def __init__(self, url: str) -> None:
        """Raises ValueError where the address has another scheme or no host."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("an address like smtps://user:password@host:port is needed")
        self._scheme = parts.scheme
        self._host = parts.hostname
        self._port = parts.port or PORTS[parts.scheme]
        self._user = unquote(parts.username or "")
        self._password = unquote(parts.password or "")

    def send(self, message: OutgoingMessage) -> None:
        """See Sender."""
        letter = compose(message)
        try:
            with self._connected() as server:
                server.send_message(letter, from_addr=letter["From"].addresses[0].addr_spec)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, text = next(iter(refusal.recipients.values()))
            _fail(code, text)
        except smtplib.SMTPAuthenticationError as refusal:
            # A wrong password is the company's own fault and will be mended.
            raise Unreachable(f"вход не принят ({refusal.smtp_code})") from refusal
        except smtplib.SMTPConnectError as refusal:
            raise Unreachable(f"сервер занят ({refusal.smtp_code})") from refusal
        except smtplib.SMTPResponseException as refusal:
            _fail(refusal.smtp_code, refusal.smtp_error)
        except (OSError, smtplib.SMTPException) as failure:
            raise Unreachable(f"нет связи ({type(failure).__name__})") from failure

    def _connected(self) -> smtplib.SMTP:
        trust = ssl.create_default_context()
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=PATIENCE, context=trust
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=PATIENCE)
        if self._scheme == "smtp+tls":
            server.starttls(context=trust)
        if self._user:
            server.login(self._user, self._password)
        return server


def _fail(code: int, text: bytes | str) -> None:
    told = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    problem = f"ответ {code}: {' '.join(told.split())}"[:300]
    raise Refused(problem) if code >= PERMANENT else Deferred(problem)
