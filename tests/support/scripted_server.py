"""A local HTTP server that gives the answers of a script, one a request, and notes what it was asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass(frozen=True)
class Answer:
    """One answer; `declared_length` other than the body's truncates it on the wire."""

    status: int = 200
    body: bytes = b'{"count": 0, "value": []}'
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})
    declared_length: int | None = None


@dataclass
class ScriptedServer:
    """The running server: the last answer of the script is given for ever."""

    script: list[Answer]
    asked: list[tuple[str, str]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    url: str = ""


@contextmanager
def scripted(*script: Answer) -> Iterator[ScriptedServer]:
    """Serve `script` on a free port; `url` looks like an organization's."""
    state = ScriptedServer(list(script))

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            state.asked.append((self.command, self.path))
            state.headers.append(dict(self.headers))
            answer = state.script.pop(0) if len(state.script) > 1 else state.script[0]
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            length = len(answer.body) if answer.declared_length is None else answer.declared_length
            self.send_header("Content-Length", str(length))
            self.end_headers()
            self.wfile.write(answer.body)

        do_GET = do_POST = _answer  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            """Keep the test output clean."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{server.server_port}/contoso"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
