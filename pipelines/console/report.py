"""Showing the page: in the browser, or over HTTP on this machine only."""

import webbrowser
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from pipelines.console.terminal import Terminal, print_line

LOOPBACK = "127.0.0.1"


def show_report(page: Path, is_opened: bool, port: int | None, output: Terminal) -> None:
    """Print where the page is, open it if asked to, and serve it on `port` until Ctrl-C if there is one."""
    print_line(output, f"Page: {page}")
    if port is None:
        _open(page.as_uri(), is_opened, output)
        return
    with page_server(page, port) as server:
        url = f"http://{LOOPBACK}:{server.server_address[1]}/"
        print_line(output, f"Serving it at {url}. Press Ctrl-C to stop.")
        _open(url, is_opened, output)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print_line(output, "Stopped.")


def _open(url: str, is_opened: bool, output: Terminal) -> None:
    if is_opened and not webbrowser.open(url):
        print_line(output, "No browser was found. Open the page yourself.")


@contextmanager
def page_server(page: Path, port: int) -> Iterator[ThreadingHTTPServer]:
    """Yield a server of the page, and of nothing else, that only programs on this machine reach."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self._is_for_this_machine():
                self.send_error(HTTPStatus.FORBIDDEN, "Use the address that the command printed")
            elif self.path.split("?")[0] not in ("/", f"/{page.name}"):
                self.send_error(HTTPStatus.NOT_FOUND)
            else:
                self._send(page.read_bytes())

        def _is_for_this_machine(self) -> bool:
            """Return whether the browser means this server: another site's name may lead here as well."""
            name = self.headers.get("Host", "").rpartition(":")[0]
            return name in (LOOPBACK, "localhost")

        def _send(self, content: bytes) -> None:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("Cache-Control", "no-store")
            self.send_header("X-Content-Type-Options", "nosniff")
            self.send_header("X-Frame-Options", "DENY")
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: Any) -> None:
            """Log nothing: a request has no more to tell than its time."""

    with ThreadingHTTPServer((LOOPBACK, port), Handler) as server:
        yield server
