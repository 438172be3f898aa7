"""A proxy between the client and a server that injects faults into selected requests."""

import re
import socket
import struct
import threading
import time
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import orjson

from tests.support.scripted_server import Answer

_HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)

Document = dict[str, Any]


@dataclass
class Exchange:
    """One request with its real response, and methods that send a faulty one."""

    handler: BaseHTTPRequestHandler
    true: Answer
    previous: Answer | None  # the true answer to the request before that the rule is about
    first: Answer  # the true answer to the first request that the rule is about

    @property
    def asked_token(self) -> str:
        """Return the cursor of the request, or `0` for the first page."""
        query = parse_qs(urlsplit(self.handler.path).query)
        return query.get("continuationToken", ["0"])[0]

    def send(self, answer: Answer) -> None:
        """Send a response, which may declare another length than it has."""
        self.handler.send_response(answer.status)
        for name, value in answer.headers.items():
            self.handler.send_header(name, value)
        length = len(answer.body) if answer.declared_length is None else answer.declared_length
        self.handler.send_header("Content-Length", str(length))
        self.handler.end_headers()
        self.handler.wfile.write(answer.body)

    def reset(self) -> None:
        """Reset the connection instead of closing it."""
        self.handler.wfile.flush()
        connection = self.handler.connection
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        self.handler.rfile.close()
        self.handler.wfile.close()
        connection.close()


Effect = Callable[[Exchange], None]


def answers(status: int, body: bytes = b"", **headers: str) -> Effect:
    """Send another response; underscores in header names become hyphens."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return lambda exchange: exchange.send(Answer(status, body, named))


def resets(exchange: Exchange) -> None:
    """Reset the connection before the response."""
    exchange.reset()


def resets_in_the_body(exchange: Exchange) -> None:
    """Reset the connection after half of the response."""
    true = exchange.true
    half = true.body[: len(true.body) // 2]
    exchange.send(replace(true, body=half, declared_length=len(true.body)))
    exchange.reset()


def closes_in_the_body(exchange: Exchange) -> None:
    """Close the connection regularly after half of the declared length."""
    true = exchange.true
    half = true.body[: len(true.body) // 2]
    exchange.send(replace(true, body=half, declared_length=len(true.body)))


def cuts_the_document(exchange: Exchange) -> None:
    """Send half a document with its length."""
    body = exchange.true.body
    exchange.send(replace(exchange.true, body=body[: len(body) // 2]))


@dataclass(frozen=True)
class Slow:
    """A fault that takes longer than a short timeout of the client."""

    effect: Effect

    def __call__(self, exchange: Exchange) -> None:
        """Send the response, slowly."""
        self.effect(exchange)


def hangs(seconds: float) -> Slow:
    """Respond after `seconds`."""

    def effect(exchange: Exchange) -> None:
        time.sleep(seconds)
        with suppress(OSError):
            exchange.send(exchange.true)

    return Slow(effect)


def drips(pieces: int, pause: float) -> Slow:
    """Send the body in `pieces`, with a pause in seconds before each."""

    def effect(exchange: Exchange) -> None:
        body = exchange.true.body
        exchange.send(replace(exchange.true, body=b"", declared_length=len(body)))
        size = -(-len(body) // pieces)
        with suppress(OSError):
            for start in range(0, len(body), size):
                time.sleep(pause)
                exchange.handler.wfile.write(body[start : start + size])
                exchange.handler.wfile.flush()

    return Slow(effect)


def rewrites(change: Callable[[Document, Exchange], None]) -> Effect:
    """Send the real document with a change."""

    def effect(exchange: Exchange) -> None:
        document = orjson.loads(exchange.true.body)
        change(document, exchange)
        exchange.send(replace(exchange.true, body=orjson.dumps(document)))

    return effect


@dataclass
class Rule:
    """Inject a fault into requests whose path matches and whose number, from 1, is in `on`."""

    path: str
    effect: Effect
    on: Container[int]
    seen: int = 0
    previous: Answer | None = None
    first: Answer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def apply(self, handler: BaseHTTPRequestHandler, true: Answer) -> bool:
        """Send a faulty response if the rule matches the request; return whether it did."""
        if not re.search(self.path, handler.path, re.IGNORECASE):
            return False
        with self._lock:
            self.seen += 1
            is_hit = self.seen in self.on
            self.first = self.first or true
            exchange = Exchange(handler, true, self.previous, self.first)
            self.previous = true
        if is_hit:
            self.effect(exchange)
        return is_hit


@dataclass
class FaultyProxy:
    """The running proxy; `url` replaces the organization's URL, `rule` may be set while it runs."""

    url: str
    rule: Rule | None = None
    asked: list[tuple[str, str]] = field(default_factory=list)


@contextmanager
def faulty_proxy(target_url: str) -> Iterator[FaultyProxy]:
    """Run a proxy of the server at `target_url` until the context manager exits."""
    target = urlsplit(target_url)

    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            proxy.asked.append((self.command, self.path))
            true = ask(target.netloc, self, self.path)
            if proxy.rule is None or not proxy.rule.apply(self, true):
                Exchange(self, true, None, true).send(true)

        do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = _pass_on  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.handle_error = lambda *_: None  # type: ignore[method-assign] - broken connections are the purpose
    proxy = FaultyProxy(f"http://127.0.0.1:{server.server_port}{target.path}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()


def ask(netloc: str, handler: BaseHTTPRequestHandler, path: str) -> Answer:
    """Forward the request to another server, below another path."""
    body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
    headers = {name: value for name, value in handler.headers.items() if name != "Connection"}
    connection = HTTPConnection(netloc)
    try:
        headers["Accept-Encoding"] = "identity"
        connection.request(handler.command, path, body, {**headers, "Connection": "close"})
        response = connection.getresponse()
        kept = {
            name: value for name, value in response.getheaders() if name.lower() not in _HOP_BY_HOP
        }
        return Answer(response.status, response.read(), kept)
    finally:
        connection.close()
