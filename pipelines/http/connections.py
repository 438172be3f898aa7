"""Connections whose responses arrive within time limits.

The timeout of a socket only limits the wait between two bytes. A server that sends a byte of a header or of a
body now and then, or `100 Continue` repeatedly, would keep the client waiting without end.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

HEADERS_SECONDS = 120.0  # from the request to the last header
SOCKET = "connected_socket"  # attribute of a response


@contextmanager
def time_limit(connected: socket.socket | None, seconds: float) -> Iterator[Event]:
    """Disconnect a socket after `seconds` unless the block has ended, which may wait for its data.

    Yields:
        The event that the time is over.

    Raises:
        TimeoutError: If it was disconnected, even if the block takes that for the end of its data.
    """
    is_over = Event()
    timer = Timer(max(0.0, seconds), _disconnect, (connected, is_over))
    timer.daemon = True
    timer.start()
    try:
        yield is_over
    except Exception as error:
        if is_over.is_set():
            raise TimeoutError("the response takes too long") from error
        raise
    finally:
        timer.cancel()
    if is_over.is_set():
        raise TimeoutError("the response takes too long")


def socket_of(response: HTTPResponse) -> socket.socket | None:
    """Return the socket from which the body of a response is read, or none if it is not known."""
    return getattr(response, SOCKET, None)


class _LimitedConnection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the response once its headers are complete.

        Raises:
            TimeoutError: If they are not in time; urllib3 makes it a ReadTimeoutError.
        """
        connected = self.sock
        with time_limit(connected, HEADERS_SECONDS):
            response = super().getresponse()
        setattr(response, SOCKET, connected)
        return response


class _LimitedTlsConnection(_LimitedConnection, HTTPSConnection):
    pass


class _Pool(HTTPConnectionPool):
    ConnectionCls = _LimitedConnection


class _TlsPool(HTTPSConnectionPool):
    ConnectionCls = _LimitedTlsConnection


_POOLS = {"http": _Pool, "https": _TlsPool}


class LimitedAdapter(HTTPAdapter):
    """An adapter with such connections, with and without a proxy."""

    def init_poolmanager(self, *args: Any, **options: Any) -> None:
        """Create the pools of direct connections."""
        super().init_poolmanager(*args, **options)
        self.poolmanager.pool_classes_by_scheme = _POOLS

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Return the pools of connections through a proxy."""
        manager = super().proxy_manager_for(proxy, **options)
        manager.pool_classes_by_scheme = _POOLS
        return manager


def _disconnect(connected: socket.socket | None, is_over: Event) -> None:
    """End a blocked read; the method of a TLS socket would discard its state under the reader."""
    is_over.set()
    if connected is None:
        return
    try:
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
