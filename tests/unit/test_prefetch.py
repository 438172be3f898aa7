import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.azure_devops.prefetch import one_ahead


@given(st.lists(st.integers()))
def test_the_items_come_in_order_and_each_once(items: list[int]) -> None:
    assert list(one_ahead(iter(items))) == items


def test_the_next_item_is_asked_for_while_one_is_in_use() -> None:
    asked = threading.Event()

    def items() -> Iterator[int]:
        yield 1
        asked.set()
        yield 2

    ahead = one_ahead(items())
    assert next(ahead) == 1
    assert asked.wait(timeout=5)
    assert list(ahead) == [2]


def test_an_error_comes_where_its_item_would_have_come() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    ahead = one_ahead(items())
    assert next(ahead) == 1
    with pytest.raises(OSError, match="gone"):
        next(ahead)
