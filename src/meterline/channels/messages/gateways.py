"""SMS gateways as the operator describes them: how each calls its fields, and its secret.

A TOML file (METERLINE_SMS_GATEWAYS), a table a gateway; docs/written-readings.md shows one.
"""

import re
import tomllib
from pathlib import Path
from typing import Literal

from django.conf import settings
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from meterline.errors import Mendable


class _Table(BaseModel):
    """A table without unknown keys: a misspelt one is told."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Sending(_Table):
    """How a gateway takes messages that go out.

    `to`, `text`, `id` name its fields; `fixed` are fields of every request. `accepted` is an
    expression that its answer holds where a message was taken; without it the status decides.
    """

    url: str
    to: str
    text: str
    id: str = ""
    form: Literal["json", "form"] = "json"
    fixed: dict[str, str] = {}
    headers: dict[str, str] = {}
    accepted: str = ""

    @field_validator("accepted")
    @classmethod
    def _an_expression(cls, text: str) -> str:
        try:
            re.compile(text)
        except re.error as error:
            raise ValueError(f"no expression: {error}") from error
        return text


class Gateway(_Table):
    """How a gateway hands messages over.

    `id`, `sender`, `text` name its fields, with dots where they lie deeper. `header` holds the
    `secret` itself, or with `check = "hmac"` the HMAC-SHA256 of the body under it, hexadecimal.
    `answer` is what it wants to read when a message was taken.
    """

    id: str
    sender: str
    text: str
    secret: str
    header: str = "X-Gateway-Secret"
    check: Literal["header", "hmac"] = "header"
    answer: str = "OK"
    sending: Sending | None = None

    @field_validator("secret")
    @classmethod
    def _hard_to_guess(cls, secret: str) -> str:
        if len(secret) < LEAST_SECRET:
            raise ValueError(f"a secret has at least {LEAST_SECRET} signs")
        return secret


LEAST_SECRET = 16


def gateways() -> dict[str, Gateway]:
    """All gateways by name, none where there is no file. Raises Mendable."""
    path = Path(settings.METERLINE_SMS_GATEWAYS)
    if not path.exists():
        return {}
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Mendable(f"{path} is no TOML: {error}", "correct the file") from error
    return {name: _gateway(path, name, table) for name, table in tables.items()}


def _gateway(path: Path, name: str, table: object) -> Gateway:
    try:
        return Gateway.model_validate(table)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False)[0]
        place = ".".join(map(str, (name, *first["loc"])))
        raise Mendable(f"{path}: {place}: {first['msg']}", "correct the file") from None


def outgoing() -> Sending | None:
    """The way by which text messages go out: that of the first gateway that takes any."""
    ways = (gateway.sending for gateway in gateways().values())
    return next((way for way in ways if way), None)
