"""Letters as mail programs really write them, and broken ones."""

import base64
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meterline.channels.mail.charsets import decoded
from meterline.channels.mail.envelopes import read_envelope
from meterline.channels.mail.html import text_of
from meterline.channels.mail.letters import LONGEST_TEXT, MOST_ATTACHMENTS, read_letter

SAID = "Показания счётчика: 54678. Лицевой счёт 100000001"


def plain(body: bytes, content_type: str, encoding: str = "8bit") -> bytes:
    head = f"From: a@b.example\nContent-Type: {content_type}\n"
    return f"{head}Content-Transfer-Encoding: {encoding}\n\n".encode() + body


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251", "utf-8", "cp866"])
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_russian_in_any_encoding_is_read(charset: str, encoding: str) -> None:
    body = SAID.encode(charset)
    if encoding == "base64":
        body = base64.encodebytes(body)
    letter = read_letter(plain(body, f'text/plain; charset="{charset}"', encoding))
    assert letter.text == SAID


@pytest.mark.parametrize("claimed", ["", "; charset=x-unknown", "; charset=us-ascii", "; charset="])
@pytest.mark.parametrize("charset", ["koi8-r", "cp1251", "utf-8", "cp866"])
def test_russian_in_an_encoding_that_is_not_claimed_is_read(charset: str, claimed: str) -> None:
    assert read_letter(plain(SAID.encode(charset), f"text/plain{claimed}")).text == SAID


def test_russian_claimed_to_be_western_is_read() -> None:
    raw = plain(SAID.encode("cp1251"), "text/plain; charset=iso-8859-1")
    assert read_letter(raw).text == SAID


@pytest.mark.parametrize(
    ("field", "read"),
    [
        ("=?utf-8?B?0J/QvtC60LDQt9Cw0L3QuNGP?=", "Показания"),
        ("=?koi8-r?Q?=F0=CF=CB=C1=DA=C1=CE=C9=D1?= 54678", "Показания 54678"),
        # A letter of two bytes, cut between them.
        ("=?utf-8?B?0J/QvtC60LDQt9A=?=\n =?utf-8?B?sNC90LjRjw==?=", "Показания"),
        ("=?windows-1251?B?z+7q4Ofg7ej/?=", "Показания"),
        ("=?utf-8?B?broken!!?=", None),
        ("=?no-such?B?z+7q4Ofg7ej/?=", "Показания"),
        ("счёт 100000001", "счёт 100000001"),
        ("", ""),
    ],
)
def test_subjects_are_read(field: str, read: str | None) -> None:
    envelope = read_envelope(f"Subject: {field}\n\n".encode())
    assert read is None or envelope.subject == read


@pytest.mark.parametrize("charset", ["koi8-r", "cp1251"])
def test_a_subject_without_any_encoding_is_read(charset: str) -> None:
    envelope = read_envelope("Subject: Показания\n\n".encode(charset))
    assert envelope.subject == "Показания"


@pytest.mark.parametrize(
    ("field", "sender"),
    [
        ("Fedorova@Post.Example", "fedorova@post.example"),
        ('"Фёдорова, Алёна" <a@b.example>', "a@b.example"),
        ("=?utf-8?B?PGV2aWxAeC5leGFtcGxlPg==?= <a@b.example>", "a@b.example"),
        ("a@b.example, c@d.example", "a@b.example"),
        ("<a b@c.example>", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_the_sender_is_found(field: str, sender: str) -> None:
    assert read_envelope(f"From: {field}\n\n".encode()).sender == sender


def test_the_conversation_is_kept_and_cut_in_its_middle() -> None:
    many = " ".join(f"<{n}@x>" for n in range(50))
    thread = read_envelope(f"Message-ID: <own@x>\nReferences: {many}\n\n".encode()).thread
    assert thread[0] == "<0@x>"
    assert thread[-2:] == ("<49@x>", "<own@x>")
    assert len(thread) == 21


def made(*parts: tuple[str, str, str | None]) -> EmailMessage:
    """A letter with a text and parts of (kind, content, file name)."""
    letter = EmailMessage()
    letter.set_content(SAID)
    for kind, content, name in parts:
        main, _, sub = kind.partition("/")
        letter.add_attachment(content.encode(), maintype=main, subtype=sub, filename=name)
    return letter


def test_the_plain_form_is_preferred_wherever_it_stands() -> None:
    letter = made()
    letter.add_alternative("<p>разметка</p>", subtype="html")
    assert read_letter(letter.as_bytes()).text == SAID


def test_the_markup_is_read_where_the_plain_form_is_empty() -> None:
    letter = EmailMessage()
    letter.set_content("\n")
    letter.add_alternative(f"<p>{SAID}</p>", subtype="html")
    assert read_letter(letter.as_bytes()).text == SAID


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>счёт&nbsp;1</p><p>54678</p>", "счёт 1\n\n54678"),
        ("день 100<br>ночь 200", "день 100\nночь 200"),
        ("<table><tr><td>Т1</td><td>100</td></tr></table>", "Т1 100"),
        ("54<b>6</b>78", "54678"),
        ("<style>p {x: 1}</style><script>9</script>5", "5"),
        ("<!-- 99999 -->5", "5"),
        ('5<div class="gmail_quote">старое<br>9</div>', "5\n> старое\n> 9"),
        ("5<blockquote>старое</blockquote>", "5\n> старое"),
        ("<p>не закрыто <b>5", "не закрыто 5"),
        ("", ""),
    ],
)
def test_markup_becomes_what_is_seen(page: str, text: str) -> None:
    lines = (line.rstrip() for line in text_of(page).split("\n"))
    assert "\n".join(line for line in lines if line not in {">", ""}) == text.replace("\n\n", "\n")


@pytest.mark.parametrize(
    ("kind", "pictures", "documents"),
    [
        ("image/jpeg", True, False),
        ("application/pdf", False, True),
        ("application/octet-stream", False, True),
        ("text/x-vcard", False, False),
        ("application/pgp-signature", False, False),
    ],
)
def test_kinds_of_files_are_told_apart(kind: str, pictures: bool, documents: bool) -> None:
    letter = read_letter(made((kind, "x", "файл")).as_bytes())
    assert (letter.pictures, letter.documents) == (pictures, documents)


def test_a_signatures_logo_is_no_picture() -> None:
    letter = made()
    letter.add_related(b"x" * 900, maintype="image", subtype="png", cid="<logo>")
    assert not read_letter(letter.as_bytes()).attachments


@pytest.mark.parametrize(
    ("field", "name"),
    [
        ("filename*=utf-8''%D1%81%D1%87%D1%91%D1%82.jpg", "счёт.jpg"),
        ('filename="=?utf-8?B?0YHRh9GR0YI=?="', "счёт"),
        ('filename="../../etc/passwd"', "passwd"),
        ('filename="C:\\\\фото.jpg"', "фото.jpg"),
        ("", "без имени"),
    ],
)
def test_names_of_files_are_read_and_harmless(field: str, name: str) -> None:
    raw = f"Content-Type: image/jpeg\nContent-Disposition: attachment; {field}\n\nx".encode()
    assert read_letter(raw).attachments[0].name == name


def test_a_forwarded_letter_is_read_too() -> None:
    inner, outer = made(), EmailMessage()
    outer.set_content("см. ниже")
    outer.add_attachment(inner)
    assert SAID in read_letter(outer.as_bytes()).text


@settings(max_examples=200)
@given(st.binary(max_size=2000))
def test_any_bytes_are_read_as_some_letter(raw: bytes) -> None:
    read_envelope(raw)
    letter = read_letter(raw)
    assert "\0" not in letter.text
    letter.text.encode()


@given(st.text(alphabet=st.characters(codec="cp1251", exclude_categories=["Cc"]), min_size=1))
def test_any_claimed_text_comes_back(text: str) -> None:
    assert decoded(text.encode("cp1251"), "windows-1251") == text


@settings(max_examples=200)
@given(
    st.lists(
        st.sampled_from(
            ["multipart/mixed", "multipart/alternative", "message/rfc822", "text/html", "x/"]
        ),
        max_size=8,
    ),
    st.text(max_size=60),
)
def test_any_nesting_is_read(kinds: list[str], text: str) -> None:
    lines = [f'Content-Type: {kind}; boundary="b{n}"\n\n--b{n}\n' for n, kind in enumerate(kinds)]
    letter = read_letter("".join([*lines, text]).encode())
    assert len(letter.text) <= LONGEST_TEXT
    assert len(letter.attachments) <= MOST_ATTACHMENTS
