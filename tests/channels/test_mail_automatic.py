"""Letters of machines, and whose word on a sender counts."""

from email import message_from_string

import pytest

from meterline.channels.mail.automatic import is_spam, why_automatic
from meterline.channels.mail.trust import is_proven

OURS = "pokazaniya@energo.example"


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ("Auto-Submitted: auto-replied", "автоматический ответ"),
        ("Auto-Submitted: auto-generated; owner=x", "автоматический ответ"),
        ("X-Autoreply: yes", "автоматический ответ"),
        ("X-Autorespond: x", "автоматический ответ"),
        ("Precedence: auto_reply", "автоматический ответ"),
        ("Subject: Автоматический ответ: Показания", "автоматический ответ"),
        ("Subject: Автоответ", "автоматический ответ"),
        ("Subject: Out of Office: Re: Показания", "автоматический ответ"),
        ("Precedence: bulk", "рассылка"),
        ("Precedence: list", "рассылка"),
        ("List-Id: Новости <news.example>", "рассылка"),
        ("List-Unsubscribe: <https://x.example>", "рассылка"),
        ("Return-Path: <>", "отчёт о доставке"),
        ("From: MAILER-DAEMON@mx.example", "отчёт о доставке"),
        ("From: Postmaster <postmaster@mx.example>", "отчёт о доставке"),
        (
            'Content-Type: multipart/report; report-type=delivery-status; boundary="x"',
            "отчёт о доставке",
        ),
        ("X-Failed-Recipients: a@b.example", "отчёт о доставке"),
        ("X-Meterline: 1", "наше собственное письмо"),
        (f"From: Энергосбыт <{OURS.upper()}>", "наше собственное письмо"),
        ("From: no-reply@bank.example", "адрес без обратной связи"),
        ("From: noreply+1@bank.example", "адрес без обратной связи"),
        ("Auto-Submitted: no", None),
        ("Return-Path: <a@b.example>", None),
        ("From: norelya@b.example", None),
        ("Precedence: first-class", None),
        ("Subject: Re: Автоматический выключатель", None),
        ("Subject: Показания за отпуск", None),
        ("Content-Type: multipart/mixed; boundary=x", None),
    ],
)
def test_letters_of_machines_are_recognised(fields: str, reason: str | None) -> None:
    start = "" if fields.startswith("From") else "From: a@b.example\n"
    assert why_automatic(message_from_string(f"{start}{fields}\n\n"), OURS) == reason


@pytest.mark.parametrize(
    ("fields", "spam"),
    [
        ("X-Spam-Flag: YES", True),
        ("X-Spam-Status: Yes, score=9.1", True),
        ("X-Spam: yes", True),
        ("X-Spam-Flag: NO", False),
        ("X-Spam-Status: No, score=0.1", False),
        ("Subject: yes", False),
    ],
)
def test_spam_is_what_the_mail_server_marked(fields: str, spam: bool) -> None:
    assert is_spam(message_from_string(f"{fields}\n\n")) == spam


@pytest.mark.parametrize(
    ("result", "proven"),
    [
        ("mx.energo.example; dkim=pass header.d=post.example", True),
        ("MX.energo.example; dkim=pass (good) header.i=@x; dkim=pass header.d=post.example", True),
        ("mx.energo.example 1; spf=pass smtp.mailfrom=a@post.example", True),
        ("mx.energo.example; spf=pass smtp.mailfrom=post.example", True),
        ("mx.energo.example; dmarc=pass header.from=post.example", True),
        ("mx.energo.example; dkim=pass header.d=evil.example", False),
        ("mx.energo.example; dkim=fail header.d=post.example", False),
        ("mx.energo.example; dkim=none", False),
        ("mx.energo.example; none", False),
        ("mx.energo.example; auth=pass smtp.auth=post.example", False),
        ("mx.evil.example; dkim=pass header.d=post.example", False),
        ("mx.energo.example; dkim=pass header.d=fake-post.example", False),
        ("mx.energo.example; dkim=pass header.d=sub.post.example", False),
        ("mx.energo.example; dkim=p", False),
        ("mx.energo.example", False),
        ("", False),
        ("(((", False),
    ],
)
def test_a_sender_is_proven_by_our_servers_finding_alone(result: str, proven: bool) -> None:
    letter = message_from_string(f"From: a@post.example\nAuthentication-Results: {result}\n\n")
    assert is_proven(letter, "mx.energo.example") == proven
    assert not is_proven(letter, "")


def test_a_sender_in_a_domain_below_the_one_that_signed_is_proven() -> None:
    letter = message_from_string(
        "From: a@mail.post.example\n"
        "Authentication-Results: mx.energo.example;\n dkim=pass header.d=post.example\n\n"
    )
    assert is_proven(letter, "mx.energo.example")
