"""`meterline post`, as it is run: from a consumer's letter to the answer in his mailbox."""

import subprocess
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from mail_programs import asked, run
from mail_servers import ADDRESS, CONSUMER, Dovecot, MailServer, letter

PROGRAM = "from meterline.cli.main import app; app()"


def post(home: Path, **settings: str) -> "subprocess.CompletedProcess[str]":
    return run(PROGRAM, "post", "--once", METERLINE_HOME=str(home), **settings)


LETTERS = {
    "100000001*10300": "Показания приняты, л/с …0001: 10300.",
    "Здравствуйте! Счёт 100000002, показания 10300.\nФёдорова": "Показания приняты, л/с …0002",
    "100000003 9100": "Показания не приняты, л/с …0003.",
    "показания 10300": "Укажите номер лицевого счёта.",
}
"""What is written → what is answered."""


def test_letters_are_answered(
    mailbox: Dovecot, mail_server: MailServer, company_home: Path
) -> None:
    for number, text in enumerate(LETTERS):
        mailbox.put(letter(text, Message_ID=f"<{number}@post.example>"))
    done = post(
        company_home,
        METERLINE_IMAP_URL=mailbox.url,
        METERLINE_SMTP_URL=mail_server.url,
        METERLINE_MAIL_FROM=f"Энергосбыт <{ADDRESS}>",
    )
    assert done.returncode == 0, done.stderr
    assert CONSUMER not in done.stderr
    values = "select value from readings_reading where source = 'email'"
    assert asked(company_home, values) == [(10_300,), (10_300,)]
    for number, (sender, recipients, raw) in enumerate(mail_server.kept.letters):
        answer = message_from_bytes(raw, policy=default)
        assert (sender, recipients) == (ADDRESS, [CONSUMER])
        assert answer["In-Reply-To"] == f"<{number}@post.example>"
        assert list(LETTERS.values())[number] in answer.get_content()
    assert len(mail_server.kept.letters) == len(LETTERS)


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        (
            "METERLINE_IMAP_URL",
            "https://u:secret@mail.example",
            "METERLINE_IMAP_URL is set wrongly",
        ),
        ("METERLINE_SMTP_URL", "secret", "METERLINE_SMTP_URL is set wrongly"),
        ("METERLINE_IMAP_URL", "imap://u:secret@127.0.0.1:1", "the mailbox cannot be reached"),
    ],
)
def test_what_is_set_wrongly_is_told_in_a_line_without_the_password(
    company_home: Path, name: str, value: str, told: str
) -> None:
    done = post(company_home, **{name: value})
    assert done.returncode == 2
    assert told in done.stderr
    assert "mend: " in done.stderr
    assert "secret" not in done.stderr
