"""Clients of others, which send requests to this machine through a proxy if one is configured."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest


@contextmanager
def not_through_a_proxy() -> Iterator[None]:
    """Let such clients reach the servers of a test, whatever `HTTP_PROXY` says."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("NO_PROXY", "no_proxy"):
            environment.setenv(name, "127.0.0.1,localhost")
        yield
