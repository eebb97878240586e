"""How fast letters are taken apart and understood, in the shapes that mail programs give them."""

import random
from collections.abc import Callable, Sequence
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from itertools import cycle, islice
from time import process_time
from typing import Any

from meterline.bench.bodies import Base, Body, said
from meterline.channels.mail.automatic import is_spam, why_automatic
from meterline.channels.mail.envelopes import read_envelope
from meterline.channels.mail.letters import read_letter
from meterline.channels.text import Parsed, State, parse

PHOTO = 300_000
"""Bytes of a photograph as a telephone sends it."""

OURS = "pokazaniya@energo.example"


def seconds_for(bodies: Sequence[Body], base: Base, count: int) -> dict[str, Any]:
    """Processor time for `count` letters, and in how many the letter changed the values."""
    letters = [(body, made(body)) for body, made in zip(bodies, cycle(SHAPES), strict=False)]
    begun = process_time()
    for body, raw in islice(cycle(letters), count):
        read(raw, body, base)
    seconds = process_time() - begun
    changed = sum(said(read(raw, body, base)) != said(plain(body, base)) for body, raw in letters)
    return {
        "letters": count,
        "seconds": round(seconds, 2),
        "set": len(letters),
        "changed by the letter": changed,
        "mean bytes": round(sum(len(raw) for _, raw in letters) / len(letters)),
    }


def read(raw: bytes, body: Body, base: Base) -> Parsed:
    """A letter from its bytes to values, but for what the data base does."""
    envelope = read_envelope(raw)
    if is_spam(envelope.head) or why_automatic(envelope.head, OURS):
        return Parsed(State.NOTHING)
    return _parsed(read_letter(raw).text, envelope.subject, body, base)


def plain(body: Body, base: Base) -> Parsed:
    """The body as it was labelled."""
    return _parsed(body.text.strip(), " ".join(body.subject.split()), body, base)


def _parsed(text: str, subject: str, body: Body, base: Base) -> Parsed:
    by_number = {account.number: account for account in base.values()}
    return parse(text, by_number.get, subject=subject, linked=body.linked)


def _letter(body: Body) -> EmailMessage:
    letter = EmailMessage(policy=SMTP)
    letter["From"] = "Алёна Фёдорова <fedorova@post.example>"
    letter["To"] = OURS
    letter["Subject"] = " ".join(body.subject.split())
    letter["Message-ID"] = "<20261122.1@post.example>"
    for number in range(12):
        letter[f"X-Hop-{number}"] = "by mx.example with ESMTPS id 4815162342; Sun, 22 Nov 2026"
    return letter


def _utf_8(body: Body) -> bytes:
    letter = _letter(body)
    letter.set_content(body.text, cte="base64")
    return letter.as_bytes()


def _eight_bits(charset: str, encoding: str) -> Callable[[Body], bytes]:
    def made(body: Body) -> bytes:
        letter = _letter(body)
        try:
            letter.set_content(body.text, charset=charset, cte=encoding)
        except UnicodeEncodeError:
            letter.set_content(body.text)
        return letter.as_bytes()

    return made


def _two_forms(body: Body) -> bytes:
    letter = _letter(body)
    letter.set_content(body.text)
    letter.add_alternative(_page(body), subtype="html")
    return letter.as_bytes()


def _with_photo(body: Body) -> bytes:
    letter = _letter(body)
    letter.set_content(body.text)
    photo = random.Random(PHOTO).randbytes(PHOTO)
    letter.add_attachment(photo, maintype="image", subtype="jpeg", filename="счётчик.jpg")
    return letter.as_bytes()


def _page(body: Body) -> str:
    lines = "".join(f"<div>{escape(line) or '<br>'}</div>" for line in body.text.splitlines())
    style = "<style>p { margin: 0; font: 14px Arial }</style>"
    return f"<html><head>{style}</head><body>{lines}</body></html>"


SHAPES = (
    _utf_8,
    _eight_bits("koi8-r", "base64"),
    _eight_bits("windows-1251", "quoted-printable"),
    _two_forms,
    _with_photo,
)
"""In turn; a fifth of the letters brings a photograph."""
