"""A local HTTP server that sends scripted responses, one per request, and records the requests."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """One response; a `declared_length` greater than the body's simulates a truncated body."""

    status: int = 200
    body: bytes = b'{"count": 0, "value": []}'
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    declared_length: int | None = None


@dataclass
class ScriptedServer:
    """The running server; the last response of the script is repeated."""

    script: list[Answer]
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def scripted(*script: Answer, certificate: Path | None = None) -> Iterator[ScriptedServer]:
    """Serve `script` on a free port, over TLS with a `certificate`; `url` looks like an organization's."""
    state = ScriptedServer(list(script))

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            state.asked.append((self.command, self.path))
            state.headers.append(dict(self.headers))
            answer = state.script.pop(0) if len(state.script) > 1 else state.script[0]
            self.send_response_only(answer.status)  # without a date: tests have clocks of their own
            for name, value in answer.headers.items():
                self.send_header(name, value)
            length = len(answer.body) if answer.declared_length is None else answer.declared_length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _answer  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if certificate:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        server.socket = context.wrap_socket(server.socket, server_side=True)
        server.handle_error = lambda *_: None  # type: ignore[method-assign] - clients that refuse it
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    scheme = "https" if certificate else "http"
    state.url = f"{scheme}://127.0.0.1:{server.server_port}/contoso"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
