"""What the API answers with."""

from typing import Any, NamedTuple

Record = dict[str, Any]


class Answer(NamedTuple):
    """A page of a change feed, with the feed position before it and the cursor behind it."""

    records: list[Record]
    position: int
    token: str | None
    is_last: bool
