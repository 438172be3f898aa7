"""The kinds of platforms, by the name that a configuration gives them."""

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


class Kind(Protocol):
    """A kind of platform: what must be configured for one, and how its accounts are read."""

    @property
    def name(self) -> str:
        """Its name in a configuration."""

    @property
    def settings(self) -> type[Any]:
        """A dataclass of what is configured."""

    def read(self, settings: Any, usage: Usage) -> list[Account]:
        """All accounts, or an error."""

    def written_at(self, settings: Any) -> datetime | None:
        """When what was read was written, if not at the time of reading."""

    def probe(self, settings: Any, usage: Usage) -> None:
        """One cheap question, or an error."""


KINDS: Mapping[str, Kind] = {
    each.name: each for each in (FILE, ENTRA, GITHUB, SLACK, SCIM, OKTA, GOOGLE, ATLASSIAN)
}
