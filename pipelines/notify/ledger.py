"""What was sent to whom: a small SQLite database among the working files, written in transactions.

A finding is in exactly one message of a recipient. A message is recorded before it is sent and confirmed
after the channel has accepted it. A run that is killed in between leaves it unconfirmed: the next one sends
the same message, with the same id, again. So no finding is lost, and only such a message can arrive twice.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.notify.messages import Message

FILE = "notifications.sqlite"
Occurrence = tuple[str, int]  # finding_uid, reopened_count
Recipient = tuple[str, str]  # channel, and a mail address or an empty string

_SCHEMA = """
    create table if not exists messages (
        message_id text primary key,
        channel text not null,
        recipient text not null,
        title text not null,
        body text not null,
        recorded_at text not null,
        confirmed_at text
    );
    create table if not exists notified (
        channel text not null,
        recipient text not null,
        finding_uid text not null,
        reopened_count integer not null,
        message_id text not null references messages,
        primary key (channel, recipient, finding_uid, reopened_count)
    );
"""


class Ledger:
    """The record of messages. All methods take the channel and the recipient."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(_SCHEMA)

    def knows(self, recipient: Recipient) -> bool:
        """Return whether there was a message to the recipient."""
        query = "select 1 from messages where channel = ? and recipient = ? limit 1"
        return bool(self._connection.execute(query, recipient).fetchall())

    def unconfirmed(self, recipient: Recipient) -> list[Message]:
        """Return the messages that the channel may not have accepted, oldest first."""
        query = (
            "select message_id, title, body from messages "
            "where channel = ? and recipient = ? and confirmed_at is null order by recorded_at, rowid"
        )
        return [Message(*row) for row in self._connection.execute(query, recipient)]

    def notified(self, recipient: Recipient) -> set[Occurrence]:
        """Return what is in a message to the recipient."""
        query = (
            "select finding_uid, reopened_count from notified where channel = ? and recipient = ?"
        )
        return set(self._connection.execute(query, recipient))

    def record(
        self, recipient: Recipient, message: Message, occurrences: Iterable[Occurrence]
    ) -> None:
        """Record a message, not confirmed yet, with what it is about."""
        rows = [(*recipient, *occurrence, message.message_id) for occurrence in occurrences]
        with self._connection:
            self._connection.execute(
                "insert into messages values (?, ?, ?, ?, ?, ?, null)",
                (message.message_id, *recipient, message.title, message.body, _now()),
            )
            self._connection.executemany("insert into notified values (?, ?, ?, ?, ?)", rows)

    def confirm(self, message: Message) -> None:
        """Record that the channel has accepted a message. Its text is no longer needed."""
        with self._connection:
            self._connection.execute(
                "update messages set confirmed_at = ?, title = '', body = '' where message_id = ?",
                (_now(), message.message_id),
            )


@contextmanager
def opened_ledger(state_dir: Path, read_only: bool = False) -> Iterator[Ledger]:
    """Open the ledger in the state folder, which the caller has locked, and create it if it is missing.

    With `read_only`, open a copy in memory instead: what is recorded there is gone afterwards.
    """
    path = state_dir / FILE
    with closing(sqlite3.connect(":memory:" if read_only else path)) as connection:
        if read_only and path.exists():
            with closing(sqlite3.connect(path)) as stored:
                stored.backup(connection)
        connection.execute("pragma synchronous = full")
        yield Ledger(connection)


def _now() -> str:
    return datetime.now(UTC).isoformat()
