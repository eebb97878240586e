"""Webhooks: real HTTP on the loopback, signatures, order, tries, redirects."""

import base64
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from company_made_up import AT, given, make_branch

from meterline.api.models import Webhook
from meterline.api.webhooks import deliver_due, new_secret, post
from meterline.customers.models import Account
from meterline.readings.journal.chain import head
from meterline.readings.services import submit_reading


@dataclass
class Listener:
    """Another program: keeps what it is told, answers with `statuses`, then with 204."""

    url: str = ""
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)

    @property
    def values(self) -> list[int]:
        bodies = [json.loads(body) for _, body in self.told]
        return [body["data"]["readings"][0]["value"] for body in bodies]


@pytest.fixture
def listener() -> Iterator[Listener]:
    heard = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            status = heard.statuses.pop(0) if heard.statuses else 204
            if 200 <= status < 300:
                heard.told.append(({k.lower(): v for k, v in self.headers.items()}, body))
            self.send_response(status)
            if status == 302:
                self.send_header("location", heard.url)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        heard.url = f"http://127.0.0.1:{server.server_port}/hook"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield heard
        server.shutdown()


@pytest.fixture
def hook(single: Account, listener: Listener) -> Webhook:
    return Webhook.objects.create(
        name="1С", url=listener.url, secret=new_secret(), delivered=head().number
    )


def test_a_reading_is_told_once_with_a_signature_that_holds(
    single: Account, hook: Webhook, listener: Listener
) -> None:
    submit_reading(given(single, AT, single=10_310))
    deliver_due(AT, post)
    deliver_due(AT, post)
    assert listener.values == [10_310]
    headers, body = listener.told[0]
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(hook.secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.new(key, signed, sha256).digest()).decode()
    assert headers["webhook-signature"] == f"v1,{expected}"
    assert json.loads(body)["type"] == "reading.transmitted"


def test_a_program_that_is_down_is_told_later_and_in_order(
    single: Account, hook: Webhook, listener: Listener
) -> None:
    listener.statuses = [500]
    submit_reading(given(single, AT, single=10_310))
    submit_reading(given(single, AT, single=10_320))
    assert deliver_due(AT, post).failed == 1
    hook.refresh_from_db()
    assert (hook.attempts, hook.problem) == (1, "ответ 500")
    assert deliver_due(AT + timedelta(seconds=5), post).delivered == 0
    assert deliver_due(AT + timedelta(seconds=11), post).delivered == 2
    assert listener.values == [10_310, 10_320]
    hook.refresh_from_db()
    assert (hook.attempts, hook.problem, hook.next_try) == (0, "", None)


def test_waits_grow_up_to_an_hour(single: Account, hook: Webhook, listener: Listener) -> None:
    submit_reading(given(single, AT, single=10_310))
    waits, at = [], AT
    for _ in range(12):
        listener.statuses = [503]
        deliver_due(at, post)
        hook.refresh_from_db()
        assert hook.next_try is not None
        waits.append((hook.next_try - at).total_seconds())
        at = hook.next_try
    assert waits[:4] == [10, 20, 40, 80]
    assert waits[-1] == 3600


def test_a_redirect_is_not_followed(single: Account, hook: Webhook, listener: Listener) -> None:
    listener.statuses = [302]
    submit_reading(given(single, AT, single=10_310))
    assert deliver_due(AT, post).delivered == 0
    assert listener.told == []


def test_no_connection_is_kept_as_the_problem(single: Account, hook: Webhook) -> None:
    Webhook.objects.update(url="http://127.0.0.1:1/hook")
    submit_reading(given(single, AT, single=10_310))
    deliver_due(AT, post)
    hook.refresh_from_db()
    assert hook.problem.startswith("нет связи")


def test_a_webhook_of_another_branch_hears_nothing(
    single: Account, hook: Webhook, listener: Listener
) -> None:
    Webhook.objects.update(branch=make_branch("omsk", "Asia/Omsk"))
    submit_reading(given(single, AT, single=10_310))
    deliver_due(AT, post)
    assert listener.told == []
    hook.refresh_from_db()
    assert hook.delivered == head().number


def test_a_webhook_that_is_off_hears_nothing(
    single: Account, hook: Webhook, listener: Listener
) -> None:
    Webhook.objects.update(active=False)
    submit_reading(given(single, AT, single=10_310))
    deliver_due(AT, post)
    assert listener.told == []


def test_two_programs_do_not_tell_the_same(
    single: Account, hook: Webhook, listener: Listener
) -> None:
    submit_reading(given(single, AT, single=10_310))

    def meanwhile(url: str, body: bytes, headers: object) -> int:
        assert deliver_due(AT, post).delivered == 0
        return 204

    assert deliver_due(AT, meanwhile).delivered == 1
    assert listener.told == []
