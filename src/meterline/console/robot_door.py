"""The site's way to the robot: hands a browser's offer to the robot's loopback HTTP door."""

from dataclasses import dataclass
from typing import Any

import aiohttp
from django.conf import settings

ANSWER_SECONDS = 8.0


class NoAnswer(Exception):
    """The robot cannot be reached or did not answer in time."""


class Busy(Exception):
    """The robot takes no more browser calls now."""


class Refused(Exception):
    """The robot could make nothing of the offer."""


@dataclass(frozen=True)
class Placed:
    """A call that the robot has taken: SDP answer and the call's id in the log."""

    sdp: str
    key: str


async def place_call(sdp: str, caller: str | None) -> Placed:
    """Offer a call to the robot. Raises NoAnswer, Busy, Refused."""
    try:
        status, body = await _post({"sdp": sdp, "caller": caller})
    except (aiohttp.ClientError, TimeoutError, OSError) as error:
        raise NoAnswer from error
    if status == 503:
        raise Busy
    if status >= 500:
        raise NoAnswer
    if status != 200:
        raise Refused
    return Placed(body["sdp"], body["key"])


async def _post(message: dict[str, str | None]) -> tuple[int, dict[str, Any]]:
    timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
    url = f"{settings.METERLINE_SIGNALLING_URL}/offer"
    async with (
        aiohttp.ClientSession(timeout=timeout) as session,
        session.post(url, json=message) as reply,
    ):
        return reply.status, await reply.json() if reply.status == 200 else {}
