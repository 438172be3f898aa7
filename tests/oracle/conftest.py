"""Every run of the oracle sends read requests only."""

from collections.abc import Iterator

import pytest

from tests.support.reads import only_reads_are_served


@pytest.fixture(scope="package", autouse=True)
def nothing_but_reads() -> Iterator[None]:
    with only_reads_are_served():
        yield
