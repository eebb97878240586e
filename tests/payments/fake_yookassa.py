"""ЮKassa's interface on 127.0.0.1, behaving as its documentation says.

Basic Auth, Idempotence-Key (same key and body: same answer; another body: refused), states of
payments, refunds up to what was paid, lists with filters and cursors. `troubles` are what the
next requests meet: a status answered instead of work, `lost` (done, but the answer says 500),
`cut` (done, and the connection closed without an answer).
"""

import json
import threading
from base64 import b64encode
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from uuid import uuid4

SHOP, SECRET = "100500", "test_secret"

NOON = datetime(2026, 11, 22, 5, tzinfo=UTC)
"""12:00 in Krasnoyarsk."""


class Refused(Exception):
    def __init__(self, status: int, code: str, description: str) -> None:
        super().__init__(description)
        self.status = status
        self.answer = {"type": "error", "id": "e1", "code": code, "description": description}


class FakeYooKassa:
    """State of the shop; tests look into it and change it like payers and clerks do."""

    def __init__(self) -> None:
        self.payments: dict[str, dict[str, Any]] = {}
        self.refunds: dict[str, dict[str, Any]] = {}
        self.asked: list[tuple[str, str]] = []
        self.troubles: list[int | str] = []
        self.now = NOON
        self._keys: dict[str, tuple[Any, dict[str, Any]]] = {}
        self._lock = threading.Lock()
        handler = type("Handler", (_Handler,), {"shop": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/v3"
        threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def pay(self, number: str, amount: str | None = None) -> None:
        """The payer paid."""
        row = self.payments[number]
        row |= {"status": "succeeded", "paid": True, "captured_at": stamp(self.now)}
        if amount:
            row["amount"] = {"value": amount, "currency": "RUB"}

    def cancel(self, number: str, reason: str = "expired_on_confirmation") -> None:
        """The payer did not pay, or the bank refused."""
        details = {"party": "yoo_money", "reason": reason}
        self.payments[number] |= {"status": "canceled", "cancellation_details": details}

    def notice(self, event: str, number: str) -> dict[str, Any]:
        """The notice of an event, with the object as it is now."""
        rows = self.refunds if event.startswith("refund") else self.payments
        return {"type": "notification", "event": event, "object": rows.get(number, {"id": number})}

    def answer(self, method: str, target: str, key: str | None, body: Any) -> dict[str, Any]:
        parts = urlsplit(target)
        path, wanted = parts.path.removeprefix("/v3/"), dict(parse_qsl(parts.query))
        with self._lock:
            self.asked.append((method, path))
            if method == "POST":
                return self._post(path, key, body)
            collection, _, number = path.partition("/")
            rows = self.payments if collection == "payments" else self.refunds
            if not number:
                return self._list(rows, wanted)
            if number not in rows:
                raise Refused(404, "not_found", "no such object")
            return deepcopy(rows[number])

    def _post(self, path: str, key: str | None, body: Any) -> dict[str, Any]:
        if not key:
            raise Refused(400, "invalid_request", "Idempotence-Key is missing")
        if key in self._keys:
            before, answer = self._keys[key]
            if before != body:
                raise Refused(400, "invalid_request", "Idempotence-Key of another request")
            return answer
        made = self._pay(body) if path == "payments" else self._refund(body)
        self._keys[key] = (body, deepcopy(made))
        return deepcopy(made)

    def _pay(self, body: Any) -> dict[str, Any]:
        _check_receipt(body)
        number = str(uuid4())
        self.payments[number] = {
            "id": number,
            "status": "pending",
            "paid": False,
            "amount": body["amount"],
            "created_at": stamp(self.now),
            "confirmation": {
                "type": "redirect",
                "confirmation_url": f"https://yoomoney.ru/checkout?orderId={number}",
            },
            "description": body["description"],
            "metadata": body.get("metadata", {}),
            "receipt": body["receipt"],
            "test": True,
        }
        return self.payments[number]

    def _refund(self, body: Any) -> dict[str, Any]:
        _check_receipt(body)
        payment = self.payments.get(body["payment_id"])
        if payment is None or payment["status"] != "succeeded":
            raise Refused(400, "invalid_request", "nothing to give back")
        given = sum(
            Decimal(one["amount"]["value"])
            for one in self.refunds.values()
            if one["payment_id"] == payment["id"]
        )
        if given + Decimal(body["amount"]["value"]) > Decimal(payment["amount"]["value"]):
            raise Refused(400, "invalid_request", "more than was paid")
        return self.give_back(payment["id"], body["amount"]["value"])

    def give_back(self, payment: str, amount: str) -> dict[str, Any]:
        """A refund, also one that a clerk makes in the provider's own office."""
        number = str(uuid4())
        self.refunds[number] = {
            "id": number,
            "payment_id": payment,
            "status": "succeeded",
            "amount": {"value": amount, "currency": "RUB"},
            "created_at": stamp(self.now),
        }
        return self.refunds[number]

    def _list(self, rows: dict[str, dict[str, Any]], wanted: dict[str, str]) -> dict[str, Any]:
        found = [row for row in rows.values() if row["status"] == wanted.get("status")]
        for name, bound in wanted.items():
            field, _, relation = name.partition(".")
            if relation == "gte":
                found = [row for row in found if moment(row[field]) >= moment(bound)]
            elif relation == "lt":
                found = [row for row in found if moment(row[field]) < moment(bound)]
        start = int(wanted.get("cursor", 0))
        end = start + int(wanted.get("limit", 10))
        more = {"next_cursor": str(end)} if end < len(found) else {}
        return {"type": "list", "items": deepcopy(found[start:end]), **more}


def _check_receipt(body: Any) -> None:
    items = sum(Decimal(item["amount"]["value"]) for item in body["receipt"]["items"])
    if items != Decimal(body["amount"]["value"]) or "@" not in body["receipt"]["customer"]["email"]:
        raise Refused(400, "invalid_request", "receipt")


def stamp(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


class _Handler(BaseHTTPRequestHandler):
    shop: FakeYooKassa

    def do_GET(self) -> None:
        self._serve(None)

    def do_POST(self) -> None:
        self._serve(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _serve(self, body: Any) -> None:
        trouble = self.shop.troubles.pop(0) if self.shop.troubles else None
        if isinstance(trouble, int):
            self._send(trouble, {"type": "error", "code": "internal_server_error"})
            return
        try:
            self._allow()
            key = self.headers.get("Idempotence-Key")
            answer, status = self.shop.answer(self.command, self.path, key, body), 200
        except Refused as refused:
            answer, status = refused.answer, refused.status
        if trouble != "cut":
            self._send(500 if trouble == "lost" else status, answer)

    def _allow(self) -> None:
        own = "Basic " + b64encode(f"{SHOP}:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") != own:
            raise Refused(401, "invalid_credentials", "wrong key")

    def _send(self, status: int, answer: dict[str, Any]) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: object) -> None:
        """Quiet."""
