"""The connectors by name, which is the value of the setting `kind`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from pipelines.accounts.account import Account
from pipelines.accounts.connectors.atlassian import ATLASSIAN
from pipelines.accounts.connectors.entra import ENTRA
from pipelines.accounts.connectors.files import FILE
from pipelines.accounts.connectors.github import GITHUB
from pipelines.accounts.connectors.google import GOOGLE
from pipelines.accounts.connectors.okta import OKTA
from pipelines.accounts.connectors.scim import SCIM
from pipelines.accounts.connectors.slack import SLACK
from pipelines.http.usage import Usage


class Connector(Protocol):
    """Settings of a service or a file format, and how its accounts are read."""

    @property
    def name(self) -> str:
        """Return the name, which is the value of the setting `kind`."""

    @property
    def settings(self) -> type[Any]:
        """Return the dataclass of the settings."""

    def read(self, settings: Any, usage: Usage) -> list[Account]:
        """Return all accounts.

        Raises:
            AdoFindingsError: If any of them cannot be read.
        """

    def written_at(self, settings: Any) -> datetime | None:
        """Return when the data was written, or none if that is the time of reading."""

    def probe(self, settings: Any, usage: Usage) -> None:
        """Verify with as few requests as possible that accounts can be read.

        Raises:
            AdoFindingsError: If they cannot.
        """


CONNECTORS: Mapping[str, Connector] = {
    connector.name: connector
    for connector in (FILE, ENTRA, GITHUB, SLACK, SCIM, OKTA, GOOGLE, ATLASSIAN)
}
