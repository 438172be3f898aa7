"""Connectors that read an API, declared as a configuration of dlt's `rest_api` source."""

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
from pipelines.http.errors import ApiError, FieldsWithheld, UnexpectedShape
from pipelines.http.rate_limit import Throttle
from pipelines.http.usage import Usage

Records = Mapping[str, list[Record]]  # by the name of their list
Auth = TypeVar("Auth", bound=AuthConfigBase)
IDENTIFYING_FIELDS = ("username", "email", "display_name")
MAX_READS = 5  # of one platform in one run


@dataclass(frozen=True)
class Again:
    """How to read a platform again after an error, and what to remark about it in the coverage."""

    settings: Any
    remark: str | None = None


def never_again(settings: Any, error: ApiError) -> Again | None:
    """Return none: no error of this service can be avoided by reading it differently."""
    return None


@dataclass(frozen=True)
class RestConnector:
    """Reads the accounts of a service through its API.

    Attributes:
        name: The value of the setting `kind`.
        settings: Dataclass of the settings.
        url_settings: Settings with the URLs that requests may be sent to.
        declaration: Returns the configuration of the service's lists for dlt.
        accounts: Pure function from records to accounts. It raises KeyError, TypeError, ValueError or
            AttributeError for a record with an unexpected form.
        again: Returns how to read the lists again after an error, or none to give up.
        reads_sign_ins: Returns whether the service returns the last sign-in with these settings.
    """

    name: str
    settings: type[Any]
    url_settings: tuple[str, ...]
    declaration: Callable[[Any, PlatformSession], RESTAPIConfig]
    accounts: Callable[[Records, Any], Iterable[Account]]
    again: Callable[[Any, ApiError], Again | None] = never_again
    reads_sign_ins: Callable[[Any], bool] = lambda _: False

    def read(self, settings: Any, usage: Usage, throttle: Throttle | None = None) -> list[Account]:
        """Return the accounts of all pages of all lists.

        Raises:
            AdoFindingsError: If any page cannot be read.
        """
        return self._accounts(*self._records(settings, usage, throttle))

    def written_at(self, settings: Any) -> datetime | None:
        """Return none: a response is from the time of reading."""
        return None

    def probe(self, settings: Any, usage: Usage) -> None:
        """Read the first page of each list, and the accounts on it.

        Raises:
            AdoFindingsError: If any of them cannot be read.
        """
        self._accounts(*self._records(settings, usage, max_pages=1))

    def _accounts(self, records: Records, settings: Any) -> list[Account]:
        """Return the accounts of records, each of which must say who it is."""
        is_sign_in_read = self.reads_sign_ins(settings)
        accounts = [
            account | {"is_sign_in_read": is_sign_in_read}
            for account in self.accounts(records, settings)
        ]
        require_names(accounts, "accounts", "The token may list them, but not read who they are.")
        return accounts

    def _records(
        self, settings: Any, usage: Usage, throttle: Throttle | None = None, max_pages: int = 0
    ) -> tuple[Records, Any]:
        """Return the records of all lists, and the settings with which they could be read."""
        for _ in range(MAX_READS - 1):
            try:
                return self._lists(settings, usage, throttle, max_pages), settings
            except ApiError as error:
                again = self.again(settings, error)
                if again is None:
                    raise
                settings = again.settings
                usage.remarks += [again.remark] if again.remark else []
        return self._lists(settings, usage, throttle, max_pages), settings

    def _lists(
        self, settings: Any, usage: Usage, throttle: Throttle | None, max_pages: int
    ) -> Records:
        source = platform_source(self, settings, self._session(settings, usage, throttle))
        with _own_errors():
            return {
                name: list(resource.add_limit(max_pages) if max_pages else resource)
                for name, resource in source.resources.items()
            }

    def _session(self, settings: Any, usage: Usage, throttle: Throttle | None) -> PlatformSession:
        return PlatformSession(
            tuple(getattr(settings, name) for name in self.url_settings), usage, throttle
        )


@dlt.source(name="platforms", max_table_nesting=0)
def platform_source(
    connector: RestConnector, settings: Any, session: PlatformSession
) -> Iterator[DltResource]:
    """Yield the lists of one platform as dlt resources. No request is sent until they are read."""
    yield from rest_api_resources(connector.declaration(settings, session))


def resolved(auth: Auth) -> Auth:
    """Return authentication with fixed values, which environment variables such as TOKEN cannot override."""
    return auth.resolve()


def require_names(records: Iterable[Record], kind: str, advice: str, *names: str) -> None:
    """Raise FieldsWithheld if a record has nothing but its id: it would be a person without a name.

    Args:
        records: Accounts, or records of a service.
        kind: What the records are, in the plural.
        advice: What to do about it.
        names: Fields, at least one of which must have a value.
    """
    listed = list(records)
    nameless = [
        record
        for record in listed
        if not any(record.get(name) for name in names or IDENTIFYING_FIELDS)
    ]
    if nameless:
        raise FieldsWithheld(
            f"{len(nameless):,} of {len(listed):,} {kind} have nothing but their id. {advice}"
        )


@contextmanager
def _own_errors() -> Iterator[None]:
    """Raise our own error instead of dlt's, whose message contains complete tracebacks."""
    try:
        yield
    except ResourceExtractionError as failure:
        if error := own_error(failure):
            raise error from None
        name = type(root_cause(failure)).__name__
        raise UnexpectedShape(f"A page has an unexpected form ({name}).") from failure
