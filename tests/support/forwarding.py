"""A proxy for `HTTP_PROXY`, through which a local server responds for hosts of the cloud."""

import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from tests.support.faulty_proxy import Exchange, ask


@dataclass
class ForwardingProxy:
    """The running proxy, and the number of requests for each host."""

    url: str
    asked: dict[str, int] = field(default_factory=dict)


@contextmanager
def forwarding(target_url: str, roots: Mapping[str, str]) -> Iterator[ForwardingProxy]:
    """Forward requests for each host of `roots` to the organization at `target_url`, below its path."""
    target = urlsplit(target_url)

    class Handler(BaseHTTPRequestHandler):
        def _pass_on(self) -> None:
            asked = urlsplit(self.path)
            proxy.asked[asked.netloc] = proxy.asked.get(asked.netloc, 0) + 1
            below = asked.path.removeprefix(roots[asked.netloc])
            true = ask(target.netloc, self, f"{target.path}{below}?{asked.query}")
            Exchange(self, true, None, true).send(true)

        do_GET = do_POST = _pass_on  # noqa: N815 - the base class's names

        def log_message(self, *_: object) -> None:
            """Log nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    proxy = ForwardingProxy(f"http://127.0.0.1:{server.server_port}")
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    try:
        yield proxy
    finally:
        server.shutdown()
        server.server_close()
