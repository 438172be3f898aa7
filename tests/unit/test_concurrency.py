import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.azure_devops.concurrency import map_ahead, read_ahead


@given(st.lists(st.integers()), st.integers(1, 5))
def test_the_items_come_in_order_and_deduplicated(items: list[int], depth: int) -> None:
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


@given(st.lists(st.integers()), st.integers(0, 5))
def test_mapped_items_come_in_order_with_their_results(items: list[int], depth: int) -> None:
    with ThreadPoolExecutor(1) as executor:
        mapped = list(map_ahead(executor, str, items, depth))
    assert mapped == [(item, str(item)) for item in items]


def test_as_many_items_as_allowed_are_taken_before_the_turn_of_the_first() -> None:
    taken: list[int] = []

    def items() -> Iterator[int]:
        for number in range(10):
            taken.append(number)
            yield number

    with ThreadPoolExecutor(1) as executor:
        assert next(map_ahead(executor, str, items(), depth=2)) == (0, "0")
    assert taken == [0, 1, 2]


def test_an_error_of_a_mapped_item_comes_in_its_turn() -> None:
    with ThreadPoolExecutor(1) as executor:
        mapped = map_ahead(executor, int, ["1", "two", "3"], depth=5)
        assert next(mapped) == ("1", 1)
        with pytest.raises(ValueError, match="two"):
            next(mapped)
