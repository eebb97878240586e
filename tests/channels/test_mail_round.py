"""Letters out of a real mailbox: what becomes of each, and that nothing happens to it twice."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage

import pytest
from company_made_up import AT, make_account
from mail_servers import ADDRESS, CONSUMER, Dovecot, letter

from meterline.channels.files import kept_file
from meterline.channels.mail.mailbox import Mailbox, MailboxUnreachable
from meterline.channels.mail.round import Fetched, fetch_letters
from meterline.channels.models import IncomingMessage, OutgoingMessage
from meterline.channels.outcome import Outcome, Understand
from meterline.limits.entrances import Entrance

pytestmark = pytest.mark.django_db

State = IncomingMessage.State
STORED = Outcome(answer="Принято: 10300.", receipts=("10017",))
ASKED = Outcome(answer="Укажите показания счётчика.", reason="нет показаний")


def going(outcome: Outcome = STORED) -> Understand:
    return lambda message: outcome


def go(mailbox: Dovecot, understand: Understand | None = None, at: datetime = AT) -> Fetched:
    return fetch_letters(Mailbox(mailbox.url), lambda: at, understand or going())


@pytest.fixture(autouse=True)
def our_address(settings: object) -> None:
    settings.METERLINE_MAIL_FROM = f"Энергосбыт <{ADDRESS}>"  # type: ignore[attr-defined]


def with_file(kind: str, name: str, content: bytes = b"x" * 30_000) -> bytes:
    made = EmailMessage()
    made["From"], made["Subject"] = CONSUMER, "Вложение"
    made.set_content("100000001 10300")
    main, _, sub = kind.partition("/")
    made.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return made.as_bytes()


def test_a_letter_is_kept_understood_answered_and_put_away(mailbox: Dovecot) -> None:
    account = make_account("100000001", {"single": [1]})
    seen: list[str] = []

    def understand(message: IncomingMessage) -> Outcome:
        seen.append(message.body)
        return Outcome("Принято.", ("10017", "10025"), account=account)

    raw = letter("100000001 10300", References="<первое@x>", Message_ID="<second@x>")
    mailbox.put(raw)
    assert go(mailbox, understand) == Fetched(done=1)
    row = IncomingMessage.objects.get()
    assert seen == ["100000001 10300"]
    assert (row.state, row.sender, row.subject) == (State.ANSWERED, CONSUMER, "Показания")
    assert (row.receipt, row.account, row.branch) == ("10017, 10025", account, account.branch)
    assert row.received_at == datetime(2026, 11, 22, 5, tzinfo=UTC)
    evidence = kept_file(row.evidence)
    assert evidence is not None
    assert evidence.read_bytes().replace(b"\r\n", b"\n") == raw
    answer = OutgoingMessage.objects.get()
    assert (answer.address, answer.subject) == (CONSUMER, "Re: Показания")
    assert answer.text.startswith("Принято.\n")
    assert (answer.answers, answer.account) == (row, account)
    assert mailbox.subjects("Обработано") == ["Показания"]
    assert mailbox.subjects("INBOX") == []


@pytest.mark.parametrize(
    ("raw", "outcome", "expected"),
    [
        (
            letter("текст"),
            ASKED,
            (State.ANSWERED, "Обработано", "Укажите"),
        ),
        (
            letter("жалоба"),
            Outcome("Письмо прочтёт сотрудник.", for_a_person=True, reason="жалоба"),
            (State.FOR_A_PERSON, "Разобрать", "прочтёт сотрудник"),
        ),
        (
            with_file("image/jpeg", "IMG_1.jpg"),
            STORED,
            (State.ANSWERED, "Обработано", "Принято"),
        ),
        (
            with_file("image/jpeg", "IMG_1.jpg"),
            ASKED,
            (State.FOR_A_PERSON, "Разобрать", "с фотографией получено"),
        ),
        (
            with_file("application/pdf", "показания.pdf"),
            STORED,
            (State.FOR_A_PERSON, "Разобрать", "Принято: 10300.\n\nПриложенный"),
        ),
        (
            with_file("application/vnd.ms-excel", "объекты.xls"),
            ASKED,
            (State.FOR_A_PERSON, "Разобрать", "Приложенный к письму файл"),
        ),
        (
            with_file("text/x-vcard", "я.vcf"),
            STORED,
            (State.ANSWERED, "Обработано", "Принято"),
        ),
        (b"Subject: x\n\n10300", ASKED, (State.FOR_A_PERSON, "Разобрать", None)),
        (b"Subject: x\n\n10300", STORED, (State.UNDERSTOOD, "Обработано", None)),
        (
            letter("x", X_Spam_Flag="YES"),
            STORED,
            (State.IGNORED, "Спам", None),
        ),
        (
            letter("x", Auto_Submitted="auto-replied"),
            STORED,
            (State.IGNORED, "Обработано", None),
        ),
        (
            letter("x", From=ADDRESS),
            STORED,
            (State.IGNORED, "Обработано", None),
        ),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_what_becomes_of_letters(
    mailbox: Dovecot, raw: bytes, outcome: Outcome, expected: tuple[str, str, str | None]
) -> None:
    state, folder, told = expected
    mailbox.put(raw)
    go(mailbox, going(outcome))
    assert IncomingMessage.objects.get().state == state
    assert len(mailbox.subjects(folder)) == 1
    answers = [one.text for one in OutgoingMessage.objects.all()]
    assert len(answers) == (told is not None)
    assert told is None or told in answers[0]


def test_files_are_kept_with_the_letter(mailbox: Dovecot) -> None:
    mailbox.put(with_file("image/jpeg", "счётчик кухня.jpg", b"photo" * 9999))
    go(mailbox)
    attachment = IncomingMessage.objects.get().attachments.get()
    assert (attachment.name, attachment.content_type) == ("счётчик кухня.jpg", "image/jpeg")
    path = kept_file(attachment.file)
    assert path is not None
    assert path.read_bytes() == b"photo" * 9999


def test_the_same_letter_by_two_ways_is_one(mailbox: Dovecot) -> None:
    raw = letter("100000001 10300")
    mailbox.put(b"Received: from one\n" + raw)
    mailbox.put(b"Received: from another\n" + raw)
    assert go(mailbox) == Fetched(done=2)
    assert IncomingMessage.objects.count() == 1
    assert OutgoingMessage.objects.count() == 1
    assert mailbox.unread() == 0


def test_another_letter_under_the_same_message_id_is_another(mailbox: Dovecot) -> None:
    for value in ("10300", "10301"):
        mailbox.put(letter(f"100000001 {value}", Message_ID="<always-the-same@scanner>"))
    go(mailbox)
    assert IncomingMessage.objects.count() == 2


def test_a_letter_that_breaks_the_program_is_tried_again_and_then_a_persons(
    mailbox: Dovecot,
) -> None:
    def broken(message: IncomingMessage) -> Outcome:
        raise ZeroDivisionError

    mailbox.put(letter("бомба", subject="Бомба"))
    mailbox.put(letter("100000001 10300", subject="Хорошее"))

    def understand(message: IncomingMessage) -> Outcome:
        return broken(message) if message.subject == "Бомба" else STORED

    assert go(mailbox, understand) == Fetched(done=1, left=1)
    assert mailbox.subjects("INBOX") == ["Бомба"]
    for _ in range(3):
        go(mailbox, understand)
    assert mailbox.subjects("Разобрать") == ["Бомба"]
    row = IncomingMessage.objects.get(subject="Бомба")
    assert (row.state, row.reason) == (State.FOR_A_PERSON, "письмо не удалось разобрать")
    assert OutgoingMessage.objects.count() == 1


def test_parts_nested_without_end_are_a_persons(mailbox: Dovecot) -> None:
    raw = b"From: a@b.example\nSubject: deep\n"
    raw += b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\n\n--%d\n' % (n, n) for n in range(3000)
    )
    mailbox.put(raw + b"\ntext\n")
    go(mailbox)
    assert mailbox.subjects("Разобрать") == ["deep"]


def test_what_a_person_has_opened_is_left_to_the_person(mailbox: Dovecot) -> None:
    mailbox.put(letter("100000001 10300"))
    with Mailbox(mailbox.url).opened() as inbox:
        [uid] = inbox.unread()
        inbox.fetch(uid)
        assert inbox.unread() == [uid]
        inbox.file(uid, "INBOX")
    assert go(mailbox) == Fetched()
    assert IncomingMessage.objects.count() == 0


def test_too_many_letters_of_one_sender_are_taken_without_answers(mailbox: Dovecot) -> None:
    many = Entrance.MAIL_SENDER.value.times + 2
    for number in range(many):
        mailbox.put(letter(f"письмо {number}"))
    go(mailbox, going(ASKED))
    assert IncomingMessage.objects.filter(state=State.ANSWERED).count() == many - 2
    assert IncomingMessage.objects.filter(state=State.IGNORED).count() == 2
    assert OutgoingMessage.objects.count() == many - 2


def test_a_sender_is_believed_only_on_our_own_servers_word(
    mailbox: Dovecot, settings: object
) -> None:
    settings.METERLINE_MAIL_AUTHSERV = "mx.energo.example"  # type: ignore[attr-defined]
    proof = "{}; dkim=pass header.d=post.example"
    mailbox.put(letter("а", Authentication_Results=proof.format("mx.energo.example")))
    mailbox.put(letter("б", Authentication_Results=proof.format("mx.evil.example")))
    go(mailbox)
    trusted = {row.body: row.trusted for row in IncomingMessage.objects.all()}
    assert trusted == {"а": True, "б": False}


@pytest.mark.parametrize("wrong", ["port", "password"])
def test_a_mailbox_that_cannot_be_reached_is_told_without_its_password(
    mailbox: Dovecot, wrong: str
) -> None:
    url = mailbox.url.replace(mailbox.user, "user:неверный@") if wrong == "password" else ""
    with pytest.raises(MailboxUnreachable) as failure:
        fetch_letters(
            Mailbox("imap://u:secret@127.0.0.1:1" if wrong == "port" else url.replace("@:", ":")),
            lambda: AT,
            going(),
        )
    assert "secret" not in str(failure.value)


def test_a_letter_left_by_a_killed_program_is_handled_though_a_person_opened_it(
    mailbox: Dovecot,
) -> None:
    def killed(message: IncomingMessage) -> Outcome:
        raise RuntimeError("as if killed")

    mailbox.put(letter("100000001 10300"))
    go(mailbox, killed)
    with Mailbox(mailbox.url).opened() as inbox:
        inbox.file(inbox.unread()[0], "INBOX")
    go(mailbox, at=AT + timedelta(minutes=1))
    assert IncomingMessage.objects.get().state == State.ANSWERED
