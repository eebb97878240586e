"""A letter becomes one reading and one answer, though the program is killed at every step."""

import signal
from email import message_from_bytes
from pathlib import Path

import pytest
from mail_programs import asked, run
from mail_servers import Dovecot, MailServer

MARKED = ("meterline.channels.mail.mailbox.Inbox._make", "after")

STEPS = (
    ("meterline.channels.mail.mailbox.Inbox.fetch", "after"),
    ("meterline.channels.files.write_whole", "after"),
    ("meterline.channels.mail.intake.store", "after"),
    ("meterline.channels.mail.intake._may_answer", "after"),
    ("meterline.channels.mail.intake._fill", "after"),
    ("meterline.readings.services.submit_reading", "after"),
    ("meterline.channels.outbox.send", "after"),
    ("meterline.channels.mail.intake._note", "after"),
    ("meterline.channels.mail.mailbox.Inbox.file", "before"),
    MARKED,
    ("meterline.channels.mail.mailbox.Inbox.file", "after"),
    ("meterline.channels.sending._claim", "after"),
    ("meterline.channels.senders.smtp.SmtpSender.send", "after"),
    ("meterline.channels.sending._note", "after"),
)
"""Where the program is killed: each once, with a letter of its own."""

PROGRAM = """
import importlib, os, signal, sys
from datetime import timedelta
from pathlib import Path
from meterline.cli.home import set_up
set_up(Path(sys.argv[1]))
from company_made_up import AT, given
from mail_programs import asked, run
from mail_servers import Dovecot, letter
from meterline.channels.mail.mailbox import Mailbox
from meterline.channels.mail.round import fetch_letters
from meterline.channels.outcome import Outcome
from meterline.channels.sending import send_due
from meterline.customers.models import Account
from meterline.readings import services

box = Dovecot(int(sys.argv[2]), sys.argv[3], sys.argv[4])

def understand(message):
    account = Account.objects.get(number=message.body)
    done = services.submit_reading(given(account, message.received_at, single=10_300))
    return Outcome("Принято", (done.number,), account=account)

def owner_of(path):
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError:
        module, _, name = path.rpartition(".")
        return getattr(importlib.import_module(module), name)

def kill(path, when):
    owner, _, name = path.rpartition(".")
    owner = owner_of(owner)
    real = getattr(owner, name)
    def step(*arguments, **options):
        if when == "after":
            real(*arguments, **options)
        os.kill(os.getpid(), signal.SIGKILL)
    setattr(owner, name, step)

def work(clock, *killed):
    if killed:
        kill(*killed)
    fetch_letters(Mailbox(box.url), lambda: clock, understand)
    send_due(lambda: clock)

def in_child(clock, *killed):
    child = os.fork()
    if child == 0:
        work(clock, *killed)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])

for number, step in enumerate(sys.argv[5:]):
    box.put(letter(str(100000001 + number), subject=f"{number:02}"))
    print(in_child(AT + timedelta(hours=2 * number), *step.split("=")), flush=True)
    print(in_child(AT + timedelta(hours=2 * number + 1)), flush=True)
"""


@pytest.mark.timeout(300)
def test_one_letter_is_one_reading_and_one_answer_wherever_the_program_is_killed(
    mailbox: Dovecot, mail_server: MailServer, company_home: Path
) -> None:
    count = len(STEPS)
    done = run(
        PROGRAM,
        *(company_home, mailbox.port, mailbox.user, mailbox.password),
        *("=".join(step) for step in STEPS),
        METERLINE_SMTP_URL=mail_server.url,
    )
    assert done.returncode == 0, done.stderr
    assert [int(line) for line in done.stdout.splitlines()] == [-signal.SIGKILL, 0] * count
    values = "select value from readings_reading where source = 'web'"
    assert asked(company_home, values) == [(10_300,)] * count
    assert asked(company_home, "select count(*) from readings_repeat") == [(0,)]
    states = "select state, receipt != '' from channels_incomingmessage"
    assert asked(company_home, states) == [("answered", 1)] * count
    assert asked(company_home, "select state from channels_outgoingmessage") == [("sent",)] * count
    sent = [message_from_bytes(raw) for _, _, raw in mail_server.kept.letters]
    # Killed after the server took it and before that was noted: sent again, recognisably.
    assert len(sent) == count + 1
    assert sorted({one["Subject"] for one in sent}) == [f"Re: {n:02}" for n in range(count)]
    assert len({one["Message-ID"] for one in sent}) == count
    put_away = mailbox.subjects("Обработано")
    # Killed between marking it as read and moving it: it stays, read.
    between = f"{STEPS.index(MARKED):02}"
    assert put_away == [f"{n:02}" for n in range(count) if f"{n:02}" != between]
    assert mailbox.subjects("INBOX") == [between]
    assert mailbox.unread() == 0
