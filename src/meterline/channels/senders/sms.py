"""Text messages to an SMS gateway over HTTP, as its table of fields says."""

import json
import re
from urllib.parse import urlencode

from meterline.channels.messages.asking import Answer, NoAnswer, ask
from meterline.channels.messages.gateways import Sending
from meterline.channels.models import OutgoingMessage
from meterline.channels.senders.port import Deferred, Refused, Unreachable, name_of

BUSY = 429
NOT_LET_IN = frozenset({401, 403})


class SmsSender:
    """A request for each message."""

    def __init__(self, way: Sending) -> None:
        self._way = way

    def send(self, message: OutgoingMessage) -> None:
        """See Sender."""
        way = self._way
        fields = {**way.fixed, way.to: message.address, way.text: message.text}
        if way.id:
            fields[way.id] = name_of(message)
        if way.form == "json":
            body, kind = json.dumps(fields, ensure_ascii=False), "application/json"
        else:
            body, kind = urlencode(fields), "application/x-www-form-urlencoded"
        try:
            answer = ask(way.url, body.encode(), {**way.headers, "Content-Type": kind})
        except NoAnswer as failure:
            raise Unreachable(str(failure)) from failure
        self._judge(answer)

    def _judge(self, answer: Answer) -> None:
        problem = f"ответ {answer.status}"
        if answer.status in NOT_LET_IN or answer.status >= 500:
            raise Unreachable(problem)
        if answer.status == BUSY:
            raise Deferred(problem)
        text = answer.body.decode("utf-8", "replace")
        if answer.status >= 300:
            raise Refused(problem)
        if self._way.accepted and not re.search(self._way.accepted, text):
            raise Refused(f"шлюз не принял: {' '.join(text.split())}"[:300])
