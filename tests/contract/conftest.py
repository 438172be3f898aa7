"""Tests with clients of others: Microsoft's own, and plain requests."""

from collections.abc import Iterator

import pytest

from tests.support.other_clients import not_through_a_proxy


@pytest.fixture(scope="package", autouse=True)
def direct_requests() -> Iterator[None]:
    with not_through_a_proxy():
        yield
