"""Read a platform completely, or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pyarrow as pa

from pipelines.accounts import schema
from pipelines.accounts.account import Account
from pipelines.accounts.declared import Platform
from pipelines.accounts.rosters import Roster
from pipelines.accounts.settings import secrets_of
from pipelines.errors import AdoFindingsError, described, sentence
from pipelines.http.errors import (
    MALFORMED,
    AccessDenied,
    AuthenticationError,
    FieldsWithheld,
    NotFound,
    UnexpectedShape,
)
from pipelines.http.usage import Usage
from pipelines.redaction import redacted

EMPTY_LIST = "The account list is empty, which is never valid. The previous load is kept."


class PlatformReadError(AdoFindingsError):
    """A platform could not be read. `cause` is the error; the message contains no secret."""

    def __init__(self, platform: Platform, cause: Exception) -> None:
        self.cause = cause
        message = str(cause)
        if isinstance(cause, AuthenticationError | AccessDenied | NotFound | FieldsWithheld):
            page = f"docs/platforms/{platform.connector.name}.md"
            message = f"{sentence(message)} See {page} for the token and its permissions."
        super().__init__(_without_secrets(platform, message))


def read_platform(platform: Platform, usage: Usage, loaded_at: datetime) -> Roster:
    """Return all accounts of a platform.

    Raises:
        PlatformReadError: If any of them cannot be read, or there are none.
    """
    with _read_errors(platform):
        accounts = {
            account["account_uid"]: account
            for account in platform.connector.read(platform.settings, usage)
        }
    if not accounts:
        raise PlatformReadError(platform, UnexpectedShape(EMPTY_LIST))
    _hide_secrets(platform, usage)
    rows = [_row(platform, account, loaded_at) for account in accounts.values()]
    with _read_errors(platform):
        table = pa.Table.from_pylist(rows, schema=schema.ACCOUNTS)
        written_at = platform.connector.written_at(platform.settings) or loaded_at
    return Roster(platform.name, table, written_at)


def probe_platform(platform: Platform, usage: Usage) -> None:
    """Verify that a platform can be read.

    Raises:
        PlatformReadError: If it cannot.
    """
    with _read_errors(platform):
        platform.connector.probe(platform.settings, usage)
    _hide_secrets(platform, usage)


def _hide_secrets(platform: Platform, usage: Usage) -> None:
    usage.remarks[:] = [_without_secrets(platform, remark) for remark in usage.remarks]


def _without_secrets(platform: Platform, message: str) -> str:
    return redacted(message, secrets_of(platform.settings))


@contextmanager
def _read_errors(platform: Platform) -> Iterator[None]:
    """Raise PlatformReadError for an error of a connector, and for a record with an unexpected form."""
    try:
        yield
    except AdoFindingsError as error:
        raise PlatformReadError(platform, error) from None
    except MALFORMED as error:
        shape = UnexpectedShape(
            f"A record of {platform.name} lacks a value that connector {platform.connector.name} requires "
            f"({described(error)})."
        )
        raise PlatformReadError(platform, shape) from None


def _row(platform: Platform, account: Account, loaded_at: datetime) -> dict[str, Any]:
    names = {str(account.get(name) or "").lower() for name in ("account_uid", "username")}
    service = {"account_type": "service"} if names & platform.service_accounts else {}
    return account | service | {"platform": platform.name, "loaded_at": loaded_at}
