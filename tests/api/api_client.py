"""A program that uses the interface over HTTP, inside the test."""

from dataclasses import dataclass
from typing import Any

from django.test import Client

ROOT = "/api/v1"


@dataclass
class Program:
    """A client with a token."""

    client: Client
    token: str

    def get(self, path: str, **query: object) -> Any:
        """The answer to a question."""
        return self.client.get(ROOT + path, query, headers=self._headers())

    def post(self, path: str, body: object, key: str | None = None) -> Any:
        """The answer to something handed in."""
        headers = self._headers() | ({"Idempotency-Key": key} if key else {})
        return self.client.post(ROOT + path, body, content_type="application/json", headers=headers)

    def submit(self, value: int, key: str, **more: object) -> Any:
        """Submit one value of a single register."""
        return self.post("/own/readings", {"values": [{"value": value}], **more}, key)

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}
