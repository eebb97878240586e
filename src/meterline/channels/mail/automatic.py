"""Letters that no person wrote, and which are never answered (RFC 3834, RFC 3464, RFC 2919)."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message

from meterline.channels.mail.headers import address, header, raw_values

OURS = "X-Meterline"
"""A header of every letter of ours, so that one that comes back is recognised."""


@dataclass(frozen=True)
class Sign:
    """A mark of such a letter; `reason` is what staff read."""

    reason: str
    holds: Callable[[Message], bool]


def why_automatic(letter: Message, ours: str) -> str | None:
    """Why a letter is taken for a machine's, in Russian, or None. `ours` is our own address."""
    if address(letter, "From") == ours.lower():
        return "наше собственное письмо"
    return next((sign.reason for sign in SIGNS if sign.holds(letter)), None)


def is_spam(letter: Message) -> bool:
    """Whether the company's mail server marked it so."""
    return any(sign.holds(letter) for sign in SPAM)


def _there(name: str) -> Callable[[Message], bool]:
    return lambda letter: bool(raw_values(letter, name))


def _says(name: str, pattern: str) -> Callable[[Message], bool]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return lambda letter: bool(wanted.match(header(letter, name)))


def _submitted_by_machine(letter: Message) -> bool:
    said = header(letter, "Auto-Submitted").partition(";")[0].strip().lower()
    return said not in {"", "no"}


def _from(pattern: str) -> Callable[[Message], bool]:
    wanted = re.compile(pattern, re.IGNORECASE)
    return lambda letter: bool(wanted.match(address(letter, "From")))


SIGNS = (
    Sign("наше собственное письмо", _there(OURS)),
    Sign("отчёт о доставке", lambda letter: letter.get_content_type() == "multipart/report"),
    Sign("отчёт о доставке", _says("Return-Path", r"<\s*>$")),
    Sign("отчёт о доставке", _there("X-Failed-Recipients")),
    Sign("отчёт о доставке", _from(r"(mailer-daemon|postmaster|mail-daemon)@")),
    Sign("автоматический ответ", _submitted_by_machine),
    Sign("автоматический ответ", _there("X-Autoreply")),
    Sign("автоматический ответ", _there("X-Autorespond")),
    Sign("автоматический ответ", _says("Precedence", r"auto[_-]?reply")),
    Sign(
        "автоматический ответ",
        _says(
            "Subject",
            r"(автоматический ответ|автоответ\w*|out of (the )?office|automatic reply"
            r"|auto[- ]?reply)\s*(:|$)",
        ),
    ),
    Sign("рассылка", _there("List-Id")),
    Sign("рассылка", _there("List-Unsubscribe")),
    Sign("рассылка", _says("Precedence", r"(bulk|junk|list)\b")),
    Sign("адрес без обратной связи", _from(r"(no|not|do-?not|don'?t)[-_.]?reply([-_.+]|@)")),
)
"""Looked at in this order."""

SPAM = (
    Sign("спам", _says("X-Spam-Flag", r"yes")),
    Sign("спам", _says("X-Spam-Status", r"yes")),
    Sign("спам", _says("X-Spam", r"(yes|true)")),
)
