"""The items completed on a few consecutive days in one number, so that numpy handles these days at once."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

WORD = np.dtype(np.uint64)
PARTS = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.uint32))

Integers = NDArray[Any]
Words = NDArray[np.uint64]


class Packing:
    """Words of eight days, or of four or two if a part of eight does not hold their items.

    Each part of a word has the items completed since the first day of the word by the end of its day.

    Args:
        most: The most items of a day.
    """

    def __init__(self, most: int) -> None:
        self.part = next(part for part in PARTS if np.iinfo(part).max >= most * _parts(part))
        self.days = _parts(self.part)
        self._bits = 8 * self.part.itemsize
        self._ones = np.uint64(sum(1 << (self._bits * day) for day in range(self.days)))

    def running_sums(self, completed: Integers) -> Words:
        """Return the words of the items completed on each day; the last axis has the days of a word."""
        return completed.view(WORD)[..., 0] * self._ones

    def totals(self, words: Words) -> Words:
        """Return the items completed on all days."""
        return words >> np.uint64(WORD.itemsize * 8 - self._bits)

    def completed(self, words: Words, days: Integers) -> Integers:
        """Return the items completed on the first days."""
        unused = np.where(days > 0, self.days - days, 0).astype(WORD) * np.uint64(self._bits)
        return np.where(days > 0, self.totals(words << unused), 0)

    def days_before(self, words: Words, items: Integers) -> NDArray[np.uint8]:
        """Return on how many days fewer items are completed."""
        limit = np.minimum(items, np.iinfo(self.part).max).astype(WORD) * self._ones
        is_before = words.view(self.part) < limit.view(self.part)
        days: NDArray[np.uint8] = np.bitwise_count(is_before.view(f"u{self.days}"))
        return days


def _parts(part: np.dtype[Any]) -> int:
    return WORD.itemsize // part.itemsize
