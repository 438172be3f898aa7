"""Serve a WSGI application on this machine, in a thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from cheroot.wsgi import Server as WSGIServer
from flask import Flask


@contextmanager
def listening(app: Flask, port: int) -> Iterator[int]:
    """Serve an application until the context manager exits; yield its port, a free one if `port` is 0."""
    # Werkzeug's own server does not support keep-alive: it discards a client's next request.
    server = WSGIServer(("127.0.0.1", port), app, numthreads=8)
    server.expiration_interval = 0.05  # seconds until it stops
    server.prepare()
    thread = threading.Thread(target=server.serve, daemon=True)
    thread.start()
    try:
        yield server.bind_addr[1]
    finally:
        server.stop()
        thread.join()
