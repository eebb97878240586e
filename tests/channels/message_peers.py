"""A gateway and a messenger that speak HTTP on this machine, and remember what they were asked."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

Reply = tuple[int, bytes]


@dataclass
class Asked:
    """One request."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Peer:
    """What a server answers: `reply` makes it of each request."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    reply: Callable[[Asked], Reply] = lambda _: (200, b"OK")


@contextmanager
def http_peer() -> Iterator[Peer]:
    """A server on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            asked = Asked(self.path, dict(self.headers), self.rfile.read(size))
            peer.asked.append(asked)
            status, body = peer.reply(asked)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST  # noqa: N815 - the name that the server looks for

        def log_message(self, *_: object) -> None:
            """Quietly."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    peer = Peer(f"http://127.0.0.1:{server.server_port}")
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


PICTURE = b"\xff\xd8\xff\xe0 a picture"


def bot_api(asked: Asked) -> Reply:
    """The few methods of the Bot API that are used, as its documentation tells them."""
    prefix, _, method = asked.path.rpartition("/")
    if asked.path == "/file/bot1:token/photos/file_1.jpg":
        return 200, PICTURE
    if prefix != "/bot1:token":
        return _told(404, "Not Found")
    content = json.loads(asked.body)
    if method == "getFile":
        if content["file_id"] == "gone":
            return _told(400, "Bad Request: invalid file_id")
        found = {"file_id": content["file_id"], "file_path": "photos/file_1.jpg"}
        return 200, json.dumps({"ok": True, "result": found}).encode()
    refused = {"403": "Forbidden: bot was blocked by the user", "429": "Too Many Requests"}
    if content["chat_id"] in refused:
        return _told(int(content["chat_id"]), refused[content["chat_id"]])
    sent = {"message_id": 1, "chat": {"id": content["chat_id"]}, "text": content["text"]}
    return 200, json.dumps({"ok": True, "result": sent}).encode()


def _told(code: int, description: str) -> Reply:
    told = {"ok": False, "error_code": code, "description": description}
    return code, json.dumps(told).encode()
