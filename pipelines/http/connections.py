"""Connections whose response headers arrive within one time limit.

The timeout of a socket only limits the wait between two bytes. A server that sends a byte of a header now and
then, or `100 Continue` repeatedly, would keep the client waiting without end.
"""

import socket
from threading import Event, Timer
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection

HEADERS_SECONDS = 120.0  # from the request to the last header
TOO_LONG = "the headers of the response take too long"


class _LimitedConnection(HTTPConnection):
    def getresponse(self) -> HTTPResponse:  # type: ignore[override]
        """Return the response once its headers are complete.

        Raises:
            TimeoutError: If they are not in time; urllib3 makes it a ReadTimeoutError.
        """
        is_late = Event()
        timer = Timer(HEADERS_SECONDS, _shut_down, (self.sock, is_late))
        timer.daemon = True
        timer.start()
        try:
            response = super().getresponse()
        except Exception as error:
            if is_late.is_set():
                raise TimeoutError(TOO_LONG) from error
            raise
        finally:
            timer.cancel()
        if is_late.is_set():  # the end of the connection counts as the end of the headers
            response.close()
            raise TimeoutError(TOO_LONG)
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


def _shut_down(connected: socket.socket, is_late: Event) -> None:
    """End a blocked read; the method of a TLS socket would discard its state under the reader."""
    is_late.set()
    try:
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
    except OSError:
        return  # it is closed already
