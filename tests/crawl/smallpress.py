"""A server of a few pages on loopback, for what the newsroom does not show. A test's handler answers with `say`."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Handler(BaseHTTPRequestHandler):
    """`asked` are the paths asked for, in their order; each server has its own."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for the crawler to acknowledge its head
    asked: list[str]

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.answer()

    def answer(self) -> None:
        raise NotImplementedError

    @property
    def base(self) -> str:
        return f"http://127.0.0.2:{self.server.server_address[1]}"

    def say(self, text: str, *headers: tuple[str, str], status: int = 200, kind: str = "text/html") -> None:
        body = text.encode()
        self.send_response(status)
        for name, value in (("Content-Type", kind), ("Content-Length", str(len(body))), *headers):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        pass


@contextmanager
def serving(handler: type[Handler], host: str = "127.0.0.2") -> Iterator[tuple[str, list[str]]]:
    """The server's address, and what it is asked for."""
    own = type("Own", (handler,), {"asked": []})
    server = ThreadingHTTPServer((host, 0), own)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://{host}:{server.server_address[1]}", own.asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
