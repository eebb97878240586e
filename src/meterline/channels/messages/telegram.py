"""The entrance for Telegram's updates: POST /channels/telegram/, by the Bot API's webhook."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

import structlog
from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from meterline.channels.files import Attachment
from meterline.channels.formats import example
from meterline.channels.inbox import Received
from meterline.channels.messages.asking import NoAnswer
from meterline.channels.messages.bot import Bot, BotRefused
from meterline.channels.messages.handling import take
from meterline.channels.messages.storable import storable
from meterline.channels.models import Channel, IncomingMessage
from meterline.channels.outcome import Outcome, Understand

log = structlog.get_logger()

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name
LARGEST = 512 * 2**10
"""Bytes of an update; the API gives no limit, a message has at most 4,096 signs."""

HELP = (
    "Пришлите лицевой счёт и показания счётчика одним сообщением, например: {example}\n"
    "Если показания по счёту уже приняты из этого чата, счёт можно не писать."
)

View = Callable[..., HttpResponse]


@dataclass(frozen=True)
class Update:
    """A private message of an update. `file` is the id of its picture, empty if it has none."""

    id: int
    chat: int
    text: str
    file: str = ""


def telegram_entrance(understand: Understand) -> View:
    """The view that takes updates and has their messages understood.

    200 an update is done with; 403 the secret is wrong; 404 no bot is set up; 413 it is too
    large; 503 bring it again.
    """
    hearing = hearing_commands(understand)

    @csrf_exempt
    @require_POST
    def entrance(request: HttpRequest) -> HttpResponse:
        secret = settings.METERLINE_TELEGRAM_SECRET
        if not (secret and settings.METERLINE_TELEGRAM_TOKEN):
            return HttpResponse(status=404)
        if len(request.body) > LARGEST:
            return HttpResponse(status=413)
        if not compare_digest(request.headers.get(SECRET, "").encode(), secret.encode()):
            return HttpResponse(status=403)
        update = read(request.body)
        if update is None:
            return JsonResponse({})
        try:
            received = _received(update, request.body)
        except NoAnswer:
            return HttpResponse(status=503)
        done = take(received, received.received_at, hearing)
        return JsonResponse({}) if done else HttpResponse(status=503)

    return entrance


def hearing_commands(understand: Understand) -> Understand:
    """`understand`, but a command of the bot («/start») is answered with how to write."""

    def heard(message: IncomingMessage) -> Outcome:
        if message.body.startswith("/"):
            return Outcome(answer=HELP.format(example=example(None, None)), reason="команда")
        return understand(message)

    return heard


def the_bot() -> Bot:
    """The bot that the settings name."""
    return Bot(settings.METERLINE_TELEGRAM_URL, settings.METERLINE_TELEGRAM_TOKEN)


def read(body: bytes) -> Update | None:
    """The message of an update, new or edited, None where it holds none of a private chat."""
    try:
        told = json.loads(body)
    except ValueError:
        return None
    message = _table(told, "message") or _table(told, "edited_message")
    chat = _table(message, "chat")
    number, chat_id = told.get("update_id") if message else None, chat.get("id")
    if chat.get("type") != "private" or not (isinstance(number, int) and isinstance(chat_id, int)):
        return None
    text = message.get("text") or message.get("caption") or ""
    return Update(number, chat_id, storable(str(text)).strip(), _picture(message))


def _table(of: Any, name: str) -> dict[str, Any]:
    found = of.get(name) if isinstance(of, dict) else None
    return found if isinstance(found, dict) else {}


def _picture(message: dict[str, Any]) -> str:
    """The id of the largest size of a photo, or of a picture sent as a file."""
    sizes = message.get("photo")
    if isinstance(sizes, list) and sizes and isinstance(sizes[-1], dict):
        return str(sizes[-1].get("file_id", ""))
    document = _table(message, "document")
    is_picture = str(document.get("mime_type", "")).startswith("image/")
    return str(document.get("file_id", "")) if is_picture else ""


def _received(update: Update, raw: bytes) -> Received:
    """Raises NoAnswer where the message's picture cannot be fetched now."""
    return Received(
        channel=Channel.TELEGRAM,
        external=f"update:{update.id}",
        sender=str(update.chat),
        received_at=timezone.now(),
        body=update.text,
        raw=raw,
        trusted=True,
        attachments=_attachments(update),
    )


def _attachments(update: Update) -> tuple[Attachment, ...]:
    if not update.file:
        return ()
    try:
        content = the_bot().file(update.file)
    except BotRefused as refusal:
        # It will not be given later either; that there was a picture is in the raw update.
        log.warning("picture not given", update=update.id, code=refusal.code)
        content = b""
    return (Attachment("фото.jpg", "image/jpeg", content),)
