"""Messages that go out: once each, in order, later where they cannot go now."""

from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from company_made_up import AT
from django.conf import LazySettings
from django.db import connection, transaction
from mail_servers import ADDRESS, CONSUMER, MailServer

from meterline.channels.files import Attachment
from meterline.channels.inbox import Received, store
from meterline.channels.models import Channel, OutgoingMessage
from meterline.channels.outbox import send
from meterline.channels.senders.smtp import SmtpSender
from meterline.channels.sending import LEASE, MOST_ATTEMPTS, Sent, send_due

State = OutgoingMessage.State


def email(key: str = "1", text: str = "Принято.", **options: Any) -> OutgoingMessage:
    return send(Channel.EMAIL, CONSUMER, "Показания", text, key=key, at=AT, **options)


def go(at: datetime = AT) -> Sent:
    return send_due(lambda: at)


@pytest.fixture
def smtp(mail_server: MailServer, settings: LazySettings) -> MailServer:
    settings.METERLINE_SMTP_URL = mail_server.url
    settings.METERLINE_MAIL_FROM = f"Энергосбыт <{ADDRESS}>"
    return mail_server


@pytest.fixture
def outbox_folder(settings: LazySettings, tmp_path: Path) -> Path:
    settings.METERLINE_HOME = tmp_path
    settings.METERLINE_SMTP_URL = ""
    return tmp_path / "outbox"


@pytest.mark.django_db
def test_a_letter_reaches_the_server_as_it_was_written(smtp: MailServer) -> None:
    email(
        text="Принято: 54678.\nРасписка 10017.",
        attachments=[Attachment("счёт.pdf", "application/pdf", b"%PDF-1.7")],
    )
    assert go() == Sent(sent=1)
    [(sender, recipients, raw)] = smtp.kept.letters
    letter = message_from_bytes(raw, policy=default)
    assert (sender, recipients) == (ADDRESS, [CONSUMER])
    assert letter["From"] == f"Энергосбыт <{ADDRESS}>"
    assert letter["To"] == CONSUMER
    assert letter["Subject"] == "Показания"
    assert letter["Auto-Submitted"] == "auto-generated"
    body = letter.get_body()
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == "Принято: 54678.\nРасписка 10017.\n"
    [attachment] = letter.iter_attachments()
    assert attachment.get_filename() == "счёт.pdf"
    assert attachment.get_content() == b"%PDF-1.7"
    assert OutgoingMessage.objects.get().state == State.SENT


@pytest.mark.django_db
def test_an_answer_names_what_it_answers(smtp: MailServer) -> None:
    came = store(Received(Channel.EMAIL, "1", CONSUMER, AT, "текст", b"raw", thread="<1@x> <2@x>"))
    email(answers=came)
    go()
    letter = message_from_bytes(smtp.kept.letters[0][2])
    assert letter["In-Reply-To"] == "<2@x>"
    assert letter["References"] == "<1@x> <2@x>"
    assert letter["Auto-Submitted"] == "auto-replied"


@pytest.mark.django_db
def test_the_same_key_is_one_message_the_first_one(smtp: MailServer) -> None:
    first = email("код-1", "Первое")
    again = email("код-1", "Второе")
    assert again == first
    go()
    go()
    assert len(smtp.kept.letters) == 1


@pytest.mark.django_db
def test_nothing_is_sent_of_a_transaction_that_failed(smtp: MailServer) -> None:
    with transaction.atomic():
        email()
        transaction.set_rollback(True)
    assert go() == Sent()


@pytest.mark.django_db
def test_messages_go_in_order_and_not_before_their_time(smtp: MailServer) -> None:
    for key in "абв":
        email(key, key)
    send(Channel.EMAIL, CONSUMER, "x", "завтра", key="later", at=AT + timedelta(days=1))
    assert go() == Sent(sent=3)
    texts = [message_from_bytes(raw, policy=default) for _, _, raw in smtp.kept.letters]
    assert [one.get_content().strip() for one in texts] == ["а", "б", "в"]
    assert go(AT + timedelta(days=1)) == Sent(sent=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "state", "error"),
    [
        ("550 5.1.1 No such user", State.FAILED, "ответ 550: 5.1.1 No such user"),
        ("451 4.7.1 Greylisted", State.WAITING, "ответ 451: 4.7.1 Greylisted"),
    ],
)
def test_a_refusal_is_final_or_not_and_keeps_back_nobody_else(
    smtp: MailServer, answer: str, state: str, error: str
) -> None:
    first, second = email("1"), email("2")
    smtp.kept.answers.append(answer)
    assert go().sent == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.error) == (state, error)
    assert second.state == State.SENT
    go(AT + timedelta(minutes=1))
    assert len(smtp.kept.letters) == (2 if state == State.WAITING else 1)


@pytest.mark.django_db
def test_a_server_that_is_away_is_tried_less_and_less_often_and_then_given_up(
    settings: LazySettings,
) -> None:
    settings.METERLINE_SMTP_URL = "smtp://127.0.0.1:1"
    message, at, waits = email(), AT, []
    for _ in range(MOST_ATTEMPTS):
        go(at)
        message.refresh_from_db()
        waits.append(message.next_at - at)
        at = message.next_at
    assert waits[:4] == [timedelta(seconds=30 * 2**n) for n in range(4)]
    assert waits[-2] == timedelta(hours=1)
    assert message.state == State.FAILED
    assert message.error == "нет связи (ConnectionRefusedError)"
    assert go(at) == Sent()


@pytest.mark.django_db
def test_what_a_killed_worker_was_sending_is_sent_again_under_the_same_name(
    smtp: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        pass

    def killed_after(self: SmtpSender, message: OutgoingMessage) -> None:
        really(self, message)
        raise Killed

    really = SmtpSender.send
    email()
    with monkeypatch.context() as patch:
        patch.setattr(SmtpSender, "send", killed_after)
        with pytest.raises(Killed):
            go()
    assert go(AT + LEASE - timedelta(seconds=1)) == Sent()
    assert go(AT + LEASE) == Sent(sent=1)
    names = {message_from_bytes(raw)["Message-ID"] for _, _, raw in smtp.kept.letters}
    assert len(smtp.kept.letters) == 2
    assert len(names) == 1


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["без собаки", "a@", "a@b\r\nBcc: c@d.example", ""])
def test_an_address_that_cannot_be_one_fails_at_once(outbox_folder: Path, address: str) -> None:
    send(Channel.EMAIL, address, "x", "x", key="1", at=AT)
    assert go() == Sent(failed=1)
    assert not outbox_folder.exists()


@pytest.mark.django_db
def test_a_subject_stays_one_line(smtp: MailServer) -> None:
    send(Channel.EMAIL, CONSUMER, "x\r\nBcc: c@d.example", "x", key="1", at=AT)
    go()
    [(_, recipients, raw)] = smtp.kept.letters
    assert recipients == [CONSUMER]
    assert message_from_bytes(raw)["Bcc"] is None


@pytest.mark.django_db
def test_without_a_way_out_messages_are_files(outbox_folder: Path) -> None:
    email()
    send(Channel.SMS, "+79134423435", "", "Код 1234", key="2", at=AT)
    assert go() == Sent(sent=2)
    text, letter = sorted(outbox_folder.iterdir(), key=lambda path: path.suffix, reverse=True)
    assert text.read_text(encoding="utf-8") == "+79134423435\n\nКод 1234\n"
    assert message_from_bytes(letter.read_bytes())["To"] == CONSUMER


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_message_once(smtp: MailServer) -> None:
    for number in range(12):
        email(str(number))
    start = Barrier(2)

    def work() -> None:
        start.wait()
        go()
        connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(smtp.kept.letters) == 12
    assert set(OutgoingMessage.objects.values_list("state", flat=True)) == {State.SENT}
