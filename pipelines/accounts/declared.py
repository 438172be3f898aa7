"""The declared platforms: sections `[sources.platforms.<name>]` of dlt's configuration."""

import os
import re
from dataclasses import dataclass
from typing import Any

import dlt

from pipelines.accounts.connectors import CONNECTORS, Connector
from pipelines.accounts.rosters import AZURE_DEVOPS, NO_PLATFORMS
from pipelines.accounts.settings import read_settings
from pipelines.config import invalid_setting, setting
from pipelines.errors import UserActionRequired

SECTION = "sources.platforms"
_KIND_VARIABLE = re.compile(r"^SOURCES__PLATFORMS__(.+?)__KIND$")
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Platform:
    """A platform to read.

    `service_accounts` are user names or ids of accounts that belong to no person, in lower case.
    """

    name: str
    connector: Connector
    settings: Any
    service_accounts: frozenset[str] = frozenset()

    @property
    def resource(self) -> str:
        """Return its resource name in `extraction_coverage`."""
        return f"roster_{self.name}"


def declared_platforms() -> tuple[Platform, ...]:
    """Return the configured platforms, sorted by name. No request is sent.

    Raises:
        UserActionRequired: If a name, a connector or a setting is not valid.
    """
    sections = _configured_sections()
    names = set(sections) | {
        match.group(1).lower() for name in os.environ if (match := _KIND_VARIABLE.match(name))
    }
    return tuple(_platform(name, sections.get(name, {})) for name in sorted(names))


def _platform(name: str, configured: dict[str, Any]) -> Platform:
    section = f"{SECTION}.{name}"
    if not _NAME.fullmatch(name) or name == AZURE_DEVOPS or name in NO_PLATFORMS:
        raise UserActionRequired(
            f"[{section}]: `{name}` is not a valid platform name. Use lower-case letters, digits and "
            f"single underscores, and none of {', '.join(sorted({AZURE_DEVOPS, *NO_PLATFORMS}))}."
        )
    kind = setting(f"{section}.kind", str) or ""
    if kind not in CONNECTORS:
        problem = f"is not a valid connector: `{kind}`" if kind else "is missing"
        raise invalid_setting(
            f"{section}.kind", f"{problem}. The connectors are {', '.join(CONNECTORS)}"
        )
    service_accounts = setting(f"{section}.service_accounts", list) or []
    connector = CONNECTORS[kind]
    return Platform(
        name,
        connector,
        read_settings(section, connector.settings, configured),
        frozenset(str(account).lower() for account in service_accounts),
    )


def _configured_sections() -> dict[str, dict[str, Any]]:
    """Return the keys and values of the files for each platform; values are looked up one by one later."""
    sections: dict[str, dict[str, Any]] = {}
    for provider in dlt.config.config_providers:
        found, _ = provider.get_value("platforms", dict, "", "sources")
        for name, values in found.items() if isinstance(found, dict) else ():
            if not isinstance(values, dict):
                raise UserActionRequired(
                    f"[{SECTION}] must contain one section per platform, but `{name}` is not a section. "
                    f"Put it into [{SECTION}.<platform>]."
                )
            sections.setdefault(name, {}).update(values)
    return sections
