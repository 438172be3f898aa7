"""Verify from the servers' own logs that all requests were reads."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from sample_organization import RequestRecord, RunningServer

READ_ONLY_POSTS = (
    "/_apis/wit/wiql",
    "/_apis/wit/workitemsbatch",
    "/_apis/wit/reporting/workitemrevisions",
)


def is_read(request: RequestRecord) -> bool:
    """Return whether a request only reads."""
    is_query = request.method == "POST" and request.path.lower().endswith(READ_ONLY_POSTS)
    return request.method == "GET" or is_query


@contextmanager
def only_reads_are_served() -> Iterator[None]:
    """Fail if a server that starts in the block receives a request that is not a read."""
    servers: list[RunningServer] = []
    make = RunningServer.__init__

    def make_and_note(self: RunningServer, *args: object) -> None:
        make(self, *args)  # type: ignore[arg-type]
        servers.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(RunningServer, "__init__", make_and_note)
        yield
    assert [
        request for server in servers for request in server.requests if not is_read(request)
    ] == []
