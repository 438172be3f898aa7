"""Kinds of platforms that are read through an API, declared in the terms of dlt's `rest_api`."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import dlt
from dlt.extract import DltResource
from dlt.extract.exceptions import ResourceExtractionError
from dlt.sources.helpers.rest_client.auth import AuthConfigBase
from dlt.sources.rest_api import rest_api_resources
from dlt.sources.rest_api.typing import RESTAPIConfig

from pipelines.accounts.account import Account, Record
from pipelines.accounts.session import PlatformSession
from pipelines.errors import own_error, root_cause
from pipelines.http.errors import UnexpectedShape
from pipelines.http.rate_limit import Throttle
from pipelines.http.usage import Usage

Records = Mapping[str, list[Record]]  # by the name of the list
Auth = TypeVar("Auth", bound=AuthConfigBase)


@dataclass(frozen=True)
class ApiKind:
    """How to read platforms of a kind: `declaration` names its lists, `accounts` makes of them what is kept.

    `addresses` are the settings that hold the addresses that requests may go to. `accounts` is a pure
    function; a record that it cannot read is a KeyError, TypeError, ValueError or AttributeError.
    """

    name: str
    settings: type[Any]
    addresses: tuple[str, ...]
    declaration: Callable[[Any, PlatformSession], RESTAPIConfig]
    accounts: Callable[[Records, Any], Iterable[Account]]

    def read(self, settings: Any, usage: Usage, throttle: Throttle | None = None) -> list[Account]:
        """The accounts of all pages of all lists.

        Raises:
            AdoFindingsError: If one page cannot be read.
        """
        source = platform_source(self, settings, self._session(settings, usage, throttle))
        with _own_errors():
            records = {name: list(each) for name, each in source.resources.items()}
        return list(self.accounts(records, settings))

    def written_at(self, settings: Any) -> datetime | None:
        """An answer is of the time at which it was given."""
        return None

    def probe(self, settings: Any, usage: Usage) -> None:
        """Ask for the first page of each list.

        Raises:
            AdoFindingsError: If one cannot be read.
        """
        source = platform_source(self, settings, self._session(settings, usage, None))
        for resource in source.resources.values():
            with _own_errors():
                list(resource.add_limit(1))

    def _session(self, settings: Any, usage: Usage, throttle: Throttle | None) -> PlatformSession:
        return PlatformSession(
            tuple(getattr(settings, name) for name in self.addresses), usage, throttle
        )


@dlt.source(name="platforms", max_table_nesting=0)
def platform_source(
    kind: ApiKind, settings: Any, session: PlatformSession
) -> Iterator[DltResource]:
    """The lists of one platform, as dlt resources. Building it sends nothing."""
    yield from rest_api_resources(kind.declaration(settings, session))


def settled(auth: Auth) -> Auth:
    """Authentication as it is: dlt would let variables such as TOKEN of the environment override it."""
    auth.__is_resolved__ = True
    return auth


@contextmanager
def _own_errors() -> Iterator[None]:
    """Take the error that counts out of dlt's, whose message holds whole tracebacks."""
    try:
        yield
    except ResourceExtractionError as failure:
        if error := own_error(failure):
            raise error from None
        name = type(root_cause(failure)).__name__
        raise UnexpectedShape(f"A page is not as expected ({name}).") from failure
