import threading
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.azure_devops.prefetch import read_ahead


@given(st.lists(st.integers()), st.integers(1, 5))
def test_the_items_come_in_order_and_each_once(items: list[int], depth: int) -> None:
    assert list(read_ahead(iter(items), depth)) == items


def test_as_many_items_as_allowed_are_made_while_one_is_in_use() -> None:
    third_made, fourth_made = threading.Event(), threading.Event()

    def items() -> Iterator[int]:
        yield from (1, 2)
        third_made.set()
        yield 3
        fourth_made.set()
        yield 4

    ahead = read_ahead(items(), depth=2)
    assert next(ahead) == 1
    assert third_made.wait(timeout=5)
    assert not fourth_made.wait(timeout=0.05)
    assert list(ahead) == [2, 3, 4]


def test_an_error_comes_where_its_item_would_have_come() -> None:
    def items() -> Iterator[int]:
        yield 1
        raise OSError("gone")

    ahead = read_ahead(items(), depth=3)
    assert next(ahead) == 1
    with pytest.raises(OSError, match="gone"):
        next(ahead)


def test_a_reader_that_is_left_alone_stops() -> None:
    made: list[int] = []

    def items() -> Iterator[int]:
        for number in range(100):
            made.append(number)
            yield number

    ahead = read_ahead(items(), depth=2)
    next(ahead)
    ahead.close()  # type: ignore[attr-defined]
    assert len(made) <= 4
