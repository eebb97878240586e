"""Telegram's Bot API (core.telegram.org/bots/api): sending a text, fetching a file."""

import json
from dataclasses import dataclass
from typing import Any

from meterline.channels.messages.asking import Answer, NoAnswer, ask

LONGEST_TEXT = 4096
"""Signs of a message, by the API's documentation."""


class BotRefused(Exception):
    """The API will not do it; `code` is its status, `str()` its description."""

    def __init__(self, code: int, description: str) -> None:
        super().__init__(description)
        self.code = code


@dataclass(frozen=True)
class Bot:
    """A bot at an address of the API."""

    url: str
    token: str

    def send(self, chat: str, text: str) -> None:
        """Write to a chat. Raises NoAnswer, BotRefused."""
        self._call("sendMessage", {"chat_id": chat, "text": text[:LONGEST_TEXT]})

    def file(self, file_id: str) -> bytes:
        """A file that somebody sent, at most 20 MB. Raises NoAnswer, BotRefused."""
        found = self._call("getFile", {"file_id": file_id})
        path = str(found.get("file_path", ""))
        answer = ask(f"{self.url}/file/bot{self.token}/{path}")
        if answer.status != 200:
            raise BotRefused(answer.status, "файл не отдан")
        return answer.body

    def _call(self, method: str, content: dict[str, str]) -> dict[str, Any]:
        answer = ask(
            f"{self.url}/bot{self.token}/{method}",
            json.dumps(content, ensure_ascii=False).encode(),
            {"Content-Type": "application/json"},
        )
        told = _object(answer)
        if told.get("ok") is not True:
            code = told.get("error_code", answer.status)
            raise BotRefused(int(code), str(told.get("description", ""))[:200])
        result = told.get("result")
        return result if isinstance(result, dict) else {}


def _object(answer: Answer) -> dict[str, Any]:
    try:
        told = json.loads(answer.body)
    except ValueError:
        raise NoAnswer(f"ответ {answer.status} не разобран") from None
    if not isinstance(told, dict):
        raise NoAnswer(f"ответ {answer.status} не разобран")
    return told
