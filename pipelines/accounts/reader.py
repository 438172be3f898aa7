"""Reading one platform: all of it, or nothing."""

from datetime import datetime
from typing import Any

import pyarrow as pa

from pipelines.accounts import schema
from pipelines.accounts.account import Account
from pipelines.accounts.declared import Platform
from pipelines.accounts.rosters import Roster
from pipelines.accounts.settings import secrets_of
from pipelines.errors import AdoFindingsError, sentence
from pipelines.http.errors import AccessDenied, AuthenticationError, NotFound, UnexpectedShape
from pipelines.http.usage import Usage

SHAPE_ERRORS = (KeyError, TypeError, ValueError, AttributeError)


class NotRead(AdoFindingsError):
    """A platform could not be read; the message shows no secret. `cause` is the error that says why."""

    def __init__(self, platform: Platform, cause: Exception) -> None:
        self.cause = cause
        text = str(cause)
        if isinstance(cause, AuthenticationError | AccessDenied | NotFound):
            page = f"docs/platforms/{platform.kind.name}.md"
            text = f"{sentence(text)} {page} tells which token and permissions are needed."
        for value in secrets_of(platform.settings):
            text = text.replace(value, "***")
        super().__init__(text)


def read_platform(platform: Platform, usage: Usage, loaded_at: datetime) -> Roster:
    """All accounts of a platform.

    Raises:
        NotRead: If not all of them can be read, or there are none.
    """
    try:
        accounts = {
            each["account_uid"]: each for each in platform.kind.read(platform.settings, usage)
        }
    except AdoFindingsError as error:
        raise NotRead(platform, error) from None
    except SHAPE_ERRORS as error:
        shape = UnexpectedShape(
            f"An account of {platform.name} lacks what its kind, {platform.kind.name}, always gives "
            f"({type(error).__name__}: {error})."
        )
        raise NotRead(platform, shape) from None
    if not accounts:
        raise NotRead(platform, UnexpectedShape("The list of accounts is empty; it is not used."))
    rows = [_row(platform, each, loaded_at) for each in accounts.values()]
    written_at = platform.kind.written_at(platform.settings) or loaded_at
    return Roster(platform.name, pa.Table.from_pylist(rows, schema=schema.ACCOUNTS), written_at)


def probe_platform(platform: Platform, usage: Usage) -> None:
    """Ask a platform one cheap question.

    Raises:
        NotRead: If the answer is none.
    """
    try:
        platform.kind.probe(platform.settings, usage)
    except AdoFindingsError as error:
        raise NotRead(platform, error) from None


def _row(platform: Platform, account: Account, loaded_at: datetime) -> dict[str, Any]:
    names = {str(account.get(name) or "").lower() for name in ("account_uid", "username")}
    service = {"account_type": "service"} if names & platform.service_accounts else {}
    return account | service | {"platform": platform.name, "loaded_at": loaded_at}
