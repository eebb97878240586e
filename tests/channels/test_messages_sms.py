"""The entrance for SMS gateways, and messages that go out by one."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from hmac import digest
from pathlib import Path
from threading import Barrier
from urllib.parse import parse_qs

import pytest
from company_made_up import AT, make_account
from django.conf import LazySettings
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from message_peers import Peer, http_peer

from meterline.channels import outbox
from meterline.channels.messages import handling
from meterline.channels.messages.gateways import gateways
from meterline.channels.messages.handling import handle_left_over
from meterline.channels.models import Channel, IncomingMessage, OutgoingMessage
from meterline.channels.outcome import Outcome
from meterline.channels.sending import send_due
from meterline.channels.understanding import understand
from meterline.errors import Mendable
from meterline.limits.entrances import Entrance
from meterline.limits.services import spend
from meterline.readings.models import Receipt

pytestmark = pytest.mark.django_db

ACCOUNT, PHONE, SECRET = "400652050", "+79131234567", "a secret of 16 signs or more"

TABLES = f"""
[plain]
id = "id"
sender = "from"
text = "text"
secret = "{SECRET}"
answer = "accepted"

[signed]
id = "message.id"
sender = "message.phone"
text = "message.body"
header = "X-Signature"
check = "hmac"
secret = "{SECRET}"
"""

SENDING = """
[outgoing]
id = "id"
sender = "from"
text = "text"
secret = "another secret, long enough"

[outgoing.sending]
url = "URL/send"
to = "phone"
text = "mes"
id = "id"
form = "FORM"
fixed = { login = "company" }
headers = { Authorization = "Bearer key" }
accepted = '"?result"?[:=]"?ok'
"""

State = IncomingMessage.State


@pytest.fixture(autouse=True)
def file(settings: LazySettings, tmp_path: Path) -> Path:
    path = tmp_path / "sms-gateways.toml"
    path.write_text(TABLES, encoding="utf-8")
    settings.METERLINE_SMS_GATEWAYS = path
    return path


@pytest.fixture
def peer() -> Iterator[Peer]:
    with http_peer() as one:
        yield one


def post(
    client: Client, number: str = "1", text: str = f"{ACCOUNT} 4650", **more: str
) -> HttpResponse:
    fields = {"id": number, "from": PHONE, "text": text, **more}
    return client.post("/channels/sms/plain", fields, headers={"X-Gateway-Secret": SECRET})


def one_message() -> IncomingMessage:
    return IncomingMessage.objects.get()


def test_a_message_of_a_form_becomes_a_reading_and_an_answer(client: Client) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    body = b"id=1&from=8+913+123-45-67&text=" + f"{ACCOUNT}*4650".encode()
    answer = client.post(
        "/channels/sms/plain",
        body,
        content_type="application/x-www-form-urlencoded",
        headers={"X-Gateway-Secret": SECRET},
    )
    assert (answer.status_code, answer.content) == (200, b"accepted")
    message, receipt = one_message(), Receipt.objects.get()
    assert (message.sender, message.state, message.receipt) == (
        PHONE,
        State.ANSWERED,
        receipt.number,
    )
    reply = OutgoingMessage.objects.get()
    assert (reply.channel, reply.address, reply.answers) == (Channel.SMS, PHONE, message)
    assert receipt.number in reply.text


def test_a_signed_message_of_json_is_taken(client: Client) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    told = {"message": {"id": 17, "phone": PHONE, "body": f"л/с {ACCOUNT} 4650"}}
    body = json.dumps(told).encode()
    signature = "sha256=" + digest(SECRET.encode(), body, sha256).hex()
    send = {"path": "/channels/sms/signed", "data": body, "content_type": "application/json"}
    assert client.post(**send, headers={"X-Signature": signature}).status_code == 200
    assert one_message().external == "signed:17"
    assert Receipt.objects.count() == 1
    altered = {**send, "data": body.replace(b"4650", b"4651")}
    assert client.post(**altered, headers={"X-Signature": signature}).status_code == 403


def test_the_same_id_is_one_message(client: Client) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    assert [post(client).status_code for _ in range(3)] == [200, 200, 200]
    assert post(client, "2").status_code == 200
    assert IncomingMessage.objects.count() == OutgoingMessage.objects.count() == 2
    assert Receipt.objects.first().duplicate


@pytest.mark.django_db(transaction=True)
def test_the_same_message_brought_twice_at_once_is_one() -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    together = Barrier(3)

    def bring(_: int) -> int:
        together.wait()
        try:
            return post(Client()).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        assert list(threads.map(bring, range(3))) == [200, 200, 200]
    assert Receipt.objects.count() == OutgoingMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "fields", "secret", "status"),
    [
        ("plain", {"id": "1", "from": PHONE, "text": "1"}, "wrong", 403),
        ("plain", {"id": "1", "from": PHONE, "text": "1"}, "", 403),
        ("other", {"id": "1", "from": PHONE, "text": "1"}, SECRET, 404),
        ("plain", {"from": PHONE, "text": "1"}, SECRET, 400),
        ("plain", {"id": "1", "text": "1"}, SECRET, 400),
        ("plain", {"id": "1" * 200, "from": PHONE, "text": "1"}, SECRET, 400),
        ("plain", {"id": "1", "from": PHONE, "text": "1" * 70_000}, SECRET, 413),
        ("signed", {"id": "1"}, SECRET, 403),
    ],
)
def test_what_is_no_message_is_not_kept(
    client: Client, path: str, fields: dict[str, str], secret: str, status: int
) -> None:
    sent = client.post(
        f"/channels/sms/{path}",
        "&".join(f"{name}={value}" for name, value in fields.items()),
        content_type="application/x-www-form-urlencoded",
        headers={"X-Gateway-Secret": secret},
    )
    assert sent.status_code == status
    assert not IncomingMessage.objects.exists()


def test_it_cannot_be_got_and_without_a_file_there_is_no_gateway(
    client: Client, file: Path
) -> None:
    assert client.get("/channels/sms/plain").status_code == 405
    file.unlink()
    assert post(client).status_code == 404


def test_broken_json_is_refused(client: Client) -> None:
    sent = client.post(
        "/channels/sms/plain",
        b"{",
        content_type="application/json",
        headers={"X-Gateway-Secret": SECRET},
    )
    assert sent.status_code == 400


def test_a_sender_without_a_number_gets_no_answer(client: Client) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    assert post(client, **{"from": "SHOP"}).status_code == 200
    assert one_message().state == State.IGNORED
    assert not Receipt.objects.exists()
    assert not OutgoingMessage.objects.exists()


def test_after_thirty_messages_in_an_hour_there_is_no_answer(client: Client) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    for _ in range(Entrance.MESSAGE_SENDER.value.times):
        spend(Entrance.MESSAGE_SENDER, f"sms {PHONE}", timezone.now())
    assert post(client).status_code == 200
    assert one_message().state == State.UNDERSTOOD
    assert Receipt.objects.count() == 1
    assert not OutgoingMessage.objects.exists()


def test_a_message_that_breaks_the_program_is_tried_again_then_a_persons(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> Outcome:
        raise RuntimeError

    monkeypatch.setattr(handling, "_with_pictures", breaks)
    assert [post(client).status_code for _ in range(4)] == [503, 503, 503, 200]
    assert one_message().state == State.FOR_A_PERSON
    assert one_message().handled_at is None


def test_what_a_killed_program_left_is_handled(client: Client) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})
    left = IncomingMessage.objects.create(
        channel=Channel.SMS,
        external="plain:9",
        sender=PHONE,
        trusted=True,
        received_at=AT,
        body=f"{ACCOUNT} 4650",
    )
    assert handle_left_over(AT + handling.LEFT_AFTER, understand) == 0
    later = AT + 2 * handling.LEFT_AFTER
    assert handle_left_over(later, understand) == 1
    assert handle_left_over(later, understand) == 0
    left.refresh_from_db()
    assert left.state == State.ANSWERED


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[plain", "is no TOML"),
        (TABLES.replace('sender = "from"', 'sendr = "from"'), "plain.sender"),
        (TABLES.replace(SECRET, "short"), "plain.secret"),
        (TABLES.replace("hmac", "md5"), "signed.check"),
        (
            SENDING.replace("FORM", "json").replace("'\"?res", "'(\"?res"),
            "outgoing.sending.accepted",
        ),
        (SENDING.replace("FORM", "xml"), "outgoing.sending.form"),
    ],
)
def test_a_bad_table_is_told(file: Path, text: str, told: str) -> None:
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Mendable, match=told) as error:
        gateways()
    assert SECRET not in error.value.message


def outgoing(form: str, peer: Peer, file: Path) -> OutgoingMessage:
    told = SENDING.replace("FORM", form).replace("URL", peer.url)
    file.write_text(TABLES + told, encoding="utf-8")
    sent = outbox.send(Channel.SMS, PHONE, "", "Показания приняты.", key="1", at=AT)
    send_due(lambda: AT)
    sent.refresh_from_db()
    return sent


def test_a_message_goes_out_as_json_with_the_gateways_own_fields(peer: Peer, file: Path) -> None:
    peer.reply = lambda _: (200, b'{"result": "ok"}'.replace(b": ", b":"))
    sent = outgoing("json", peer, file)
    assert sent.state == OutgoingMessage.State.SENT
    [asked] = peer.asked
    assert asked.headers["Authorization"] == "Bearer key"
    fields = json.loads(asked.body)
    assert fields.pop("id")
    assert fields == {"login": "company", "phone": PHONE, "mes": "Показания приняты."}


def test_a_message_goes_out_as_a_form(peer: Peer, file: Path) -> None:
    peer.reply = lambda _: (200, b"result=ok")
    sent = outgoing("form", peer, file)
    assert sent.state == OutgoingMessage.State.SENT
    fields = parse_qs(peer.asked[0].body.decode())
    assert fields["mes"] == ["Показания приняты."]
    assert fields["phone"] == [PHONE]


@pytest.mark.parametrize(
    ("status", "body", "state"),
    [
        (200, "result=error", OutgoingMessage.State.FAILED),
        (400, "", OutgoingMessage.State.FAILED),
        (302, "", OutgoingMessage.State.FAILED),
        (429, "", OutgoingMessage.State.WAITING),
        (401, "", OutgoingMessage.State.WAITING),
        (503, "", OutgoingMessage.State.WAITING),
    ],
)
def test_what_a_gateway_does_not_take_is_tried_again_or_given_up(
    peer: Peer, file: Path, status: int, body: str, state: str
) -> None:
    peer.reply = lambda _: (status, body.encode())
    sent = outgoing("form", peer, file)
    assert sent.state == state
    assert sent.error
    assert peer.url not in sent.error


def test_a_gateway_that_is_down_is_tried_again(file: Path) -> None:
    with http_peer() as gone:
        pass
    sent = outgoing("form", gone, file)
    assert sent.state == OutgoingMessage.State.WAITING
    assert "нет связи" in sent.error
