"""A channel of kind webhook: a local HTTP server that records the messages it accepts, and refuses some."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@dataclass
class Receiver:
    """The running channel.

    Attributes:
        url: Its address in Apprise's notation.
        accepts: Decides whether the next message is accepted.
        accepted: Title and text of the accepted messages, oldest first.
    """

    url: str = ""
    accepts: Callable[[], bool] = lambda: True
    accepted: list[tuple[str, str]] = field(default_factory=list)
    refused: int = 0


@contextmanager
def receiver(path: str = "hook") -> Iterator[Receiver]:
    """Serve a channel on a free port."""
    state = Receiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            is_accepted = state.accepts()
            if is_accepted:
                state.accepted.append((content["title"], content["message"]))
            else:
                state.refused += 1
            self.send_response_only(200 if is_accepted else 503)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    state.url = f"json://127.0.0.1:{server.server_port}/{path}"
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
