"""A server that speaks as a test says, byte by byte, also what is no HTTP."""

import itertools
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

Speak = Callable[[socket.socket], None]


@contextmanager
def raw_server(speak: Speak, certificate: Path | None = None) -> Iterator[str]:
    """Call `speak` with each connection once a request has arrived; yield the origin's URL."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=answer, args=(connection,), daemon=True).start()

    def answer(connection: socket.socket) -> None:
        with suppress(OSError):
            if certificate:
                context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
                context.load_cert_chain(certificate)
                connection = context.wrap_socket(connection, server_side=True)
            with connection:
                connection.recv(65_536)
                speak(connection)

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield f"{'https' if certificate else 'http'}://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def drips(pieces: Iterable[bytes], pause: float) -> Speak:
    """Send the pieces, with a pause in seconds before each."""

    def speak(connection: socket.socket) -> None:
        for piece in pieces:
            time.sleep(pause)
            connection.sendall(piece)

    return speak


def endless(*first: bytes, then: bytes) -> Iterator[bytes]:
    """Yield `first`, then the same piece without an end."""
    return itertools.chain(first, itertools.repeat(then))
