"""The entrance for Telegram's updates, against a server that speaks its Bot API."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from company_made_up import AT, make_account
from django.conf import LazySettings
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st
from message_peers import PICTURE, Peer, bot_api, http_peer

from meterline.channels import outbox
from meterline.channels.files import kept_file
from meterline.channels.messages.telegram import read
from meterline.channels.models import Channel, IncomingMessage, OutgoingMessage
from meterline.channels.sending import send_due
from meterline.readings.models import Reading, Receipt

ACCOUNT, SECRET = "400652050", "a-secret-of-the-webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"

State = IncomingMessage.State


@pytest.fixture
def api(settings: LazySettings) -> Iterator[Peer]:
    settings.METERLINE_TELEGRAM_TOKEN = "1:token"
    settings.METERLINE_TELEGRAM_SECRET = SECRET
    with http_peer() as peer:
        settings.METERLINE_TELEGRAM_URL = peer.url
        peer.reply = bot_api
        yield peer


def update(number: int = 1, text: str = f"{ACCOUNT} 4650", **more: Any) -> dict[str, Any]:
    message = {"message_id": 5, "chat": {"id": 77, "type": "private"}, "text": text} | more
    return {"update_id": number, "message": message}


def post(client: Client, told: dict[str, Any], secret: str = SECRET) -> int:
    answer = client.post(
        "/channels/telegram/", told, content_type="application/json", headers={HEADER: secret}
    )
    return answer.status_code


@pytest.fixture
def account(db: None, api: Peer) -> None:
    make_account(ACCOUNT, {"single": [4100, 4300, 4500]})


def values() -> list[int]:
    return list(Reading.objects.filter(source="sms").order_by("id").values_list("value", flat=True))


def test_a_message_becomes_a_reading_and_the_answer_goes_to_the_chat(
    client: Client, account: None, api: Peer
) -> None:
    assert post(client, update()) == 200
    send_due(lambda: OutgoingMessage.objects.get().next_at)
    [asked] = api.asked
    assert asked.path == "/bot1:token/sendMessage"
    sent = json.loads(asked.body)
    assert sent["chat_id"] == "77"
    assert f"Номер {Receipt.objects.get().number}." in sent["text"]
    assert OutgoingMessage.objects.get().state == OutgoingMessage.State.SENT


def test_the_same_update_is_one_message(client: Client, account: None) -> None:
    assert [post(client, update()) for _ in range(2)] == [200, 200]
    assert IncomingMessage.objects.count() == Receipt.objects.count() == 1


def test_a_chat_that_handed_readings_over_need_not_name_the_account(
    client: Client, account: None
) -> None:
    post(client, update(1, "4650"))
    assert "Укажите номер лицевого счёта" in OutgoingMessage.objects.get().text
    post(client, update(2))
    post(client, update(3, "4660"))
    assert values() == [4650, 4660]
    post(client, update(4, "4670", chat={"id": 78, "type": "private"}))
    assert values() == [4650, 4660]


def test_an_edited_message_corrects_the_reading(client: Client, account: None) -> None:
    post(client, update(1))
    edited = update(2, f"{ACCOUNT} 4655")
    post(client, {"update_id": 2, "edited_message": edited["message"]})
    assert Reading.objects.get(value=4655).corrects == Reading.objects.get(value=4650)


def test_a_text_that_no_data_base_keeps_is_kept_without_what_cannot_be(
    client: Client, account: None
) -> None:
    assert post(client, update(text=f"{ACCOUNT} 4650 \ud83d \0")) == 200
    assert values() == [4650]


def test_a_command_is_answered_with_how_to_write(client: Client, account: None) -> None:
    post(client, update(text="/start"))
    assert "Пришлите лицевой счёт и показания" in OutgoingMessage.objects.get().text
    assert not Receipt.objects.exists()


def test_a_photo_is_kept_for_a_person(client: Client, account: None) -> None:
    sizes = [{"file_id": "small"}, {"file_id": "large"}]
    photo = update(caption="показания на фото", photo=sizes)
    del photo["message"]["text"]
    assert post(client, photo) == 200
    message = IncomingMessage.objects.get()
    assert (message.state, message.reason) == (State.FOR_A_PERSON, "в сообщении фотография")
    path = kept_file(message.attachments.get().file)
    assert path is not None
    assert path.read_bytes() == PICTURE
    assert "перепишет сотрудник" in OutgoingMessage.objects.get().text


def test_a_photo_with_readings_in_its_caption_is_taken_with_the_photo(
    client: Client, account: None
) -> None:
    picture = {"file_id": "one", "mime_type": "image/png"}
    post(client, update(text="", caption=f"{ACCOUNT} 4650", document=picture))
    assert values() == [4650]
    assert IncomingMessage.objects.get().state == State.ANSWERED
    assert IncomingMessage.objects.get().attachments.count() == 1


def test_a_photo_that_cannot_be_fetched_now_is_asked_for_again(
    client: Client, account: None, api: Peer
) -> None:
    photo = update(photo=[{"file_id": "one"}])
    api.reply = lambda _: (502, b"bad gateway")
    assert post(client, photo) == 503
    assert not IncomingMessage.objects.exists()
    api.reply = bot_api
    assert post(client, photo) == 200


def test_a_photo_that_is_gone_is_a_persons_all_the_same(client: Client, account: None) -> None:
    assert post(client, update(text="", photo=[{"file_id": "gone"}])) == 200
    assert IncomingMessage.objects.get().state == State.FOR_A_PERSON


@pytest.mark.parametrize(
    "told",
    [
        {"update_id": 1, "poll": {}},
        {"update_id": 1},
        {"update_id": 1, "message": {"chat": {"id": -5, "type": "group"}, "text": "4650"}},
        {"message": {"chat": {"id": 77, "type": "private"}, "text": "4650"}},
        {"update_id": 1, "channel_post": {"chat": {"id": 77, "type": "channel"}}},
    ],
)
def test_other_updates_are_done_with_and_not_kept(
    client: Client, account: None, told: dict[str, Any]
) -> None:
    assert post(client, told) == 200
    assert not IncomingMessage.objects.exists()


@pytest.mark.parametrize("secret", ["", "wrong", "неверный"])
def test_without_the_secret_nothing_is_taken(client: Client, account: None, secret: str) -> None:
    assert post(client, update(), secret) == 403
    assert not IncomingMessage.objects.exists()


def test_it_needs_a_bot_and_takes_small_posts_only(
    client: Client, account: None, settings: LazySettings
) -> None:
    assert client.get("/channels/telegram/").status_code == 405
    assert post(client, update(text="1" * 600_000)) == 413
    settings.METERLINE_TELEGRAM_SECRET = ""
    assert post(client, update(), "") == 404


@pytest.mark.parametrize(
    ("chat", "state"),
    [
        ("77", OutgoingMessage.State.SENT),
        ("403", OutgoingMessage.State.FAILED),
        ("429", OutgoingMessage.State.WAITING),
    ],
)
def test_what_the_api_says_decides_whether_a_message_is_tried_again(
    account: None, chat: str, state: str
) -> None:
    sent = outbox.send(Channel.TELEGRAM, chat, "", "Показания приняты.", key="1", at=AT)
    send_due(lambda: AT)
    sent.refresh_from_db()
    assert sent.state == state


@pytest.mark.parametrize("token", ["2:wrong", "1:token"])
def test_no_error_holds_the_token(
    account: None, api: Peer, settings: LazySettings, token: str
) -> None:
    settings.METERLINE_TELEGRAM_TOKEN = token
    if token == "1:token":
        settings.METERLINE_TELEGRAM_URL = "http://127.0.0.1:1"
    sent = outbox.send(Channel.TELEGRAM, "77", "", "Показания приняты.", key="1", at=AT)
    send_due(lambda: AT)
    sent.refresh_from_db()
    assert sent.state == OutgoingMessage.State.WAITING
    assert sent.error
    assert token not in sent.error


KEYS = st.sampled_from(
    ["update_id", "message", "edited_message", "chat", "id", "type", "text", "photo", "document"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=4),
    max_leaves=12,
)


@settings(max_examples=200, deadline=None)
@given(JSON.map(json.dumps).map(str.encode) | st.binary(max_size=50))
def test_no_update_breaks_the_reading(body: bytes) -> None:
    found = read(body)
    assert found is None or isinstance(found.id, int)
