"""The declared platforms: sections `[sources.platforms.<name>]` of dlt's configuration."""

import os
import re
from dataclasses import dataclass
from typing import Any

import dlt

from pipelines.accounts.connectors import CONNECTORS, Connector
from pipelines.accounts.rosters import AZURE_DEVOPS, NO_PLATFORMS
from pipelines.accounts.settings import names_of, read_settings, refuse_unknown_names
from pipelines.config import invalid_setting, setting
from pipelines.declared_settings import PLATFORMS as SECTION
from pipelines.declared_settings import variable
from pipelines.errors import UserActionRequired

_VARIABLE_PREFIX = f"{variable(SECTION)}__"
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
    refuse_unknown_platform_settings()
    return tuple(_platform(name) for name in sorted(_configured_names()))


def refuse_unknown_platform_settings() -> None:
    """Raise for a setting that the connector of its platform does not have.

    A platform without a valid connector may have the settings of any: only a run that reads it needs one.

    Raises:
        UserActionRequired: With the nearest valid names.
    """
    of_any = [name for connector in CONNECTORS.values() for name in names_of(connector.settings)]
    for platform, names in sorted(_configured_names().items()):
        section = f"{SECTION}.{platform}"
        connector = CONNECTORS.get(setting(f"{section}.kind", str) or "")
        known = names_of(connector.settings) if connector else of_any
        refuse_unknown_names(section, sorted(names), known)


def _platform(name: str) -> Platform:
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
        read_settings(section, connector.settings),
        frozenset(str(account).lower() for account in service_accounts),
    )


def _configured_names() -> dict[str, set[str]]:
    """Return the names that the files and the environment set for each platform."""
    names: dict[str, set[str]] = {}
    for provider in dlt.config.config_providers:
        found, _ = provider.get_value("platforms", dict, "", "sources")
        for platform, values in found.items() if isinstance(found, dict) else ():
            if not isinstance(values, dict):
                raise _outside_sections(platform)
            names.setdefault(platform, set()).update(values)
    for name in os.environ:
        if name.startswith(_VARIABLE_PREFIX):
            platform, _, option = name.removeprefix(_VARIABLE_PREFIX).lower().partition("__")
            if not option:
                raise _outside_sections(platform)
            names.setdefault(platform, set()).add(option)
    return names


def _outside_sections(name: str) -> UserActionRequired:
    return UserActionRequired(
        f"[{SECTION}] must contain one section per platform, but `{name}` is not a section. "
        f"Put it into [{SECTION}.<platform>]."
    )
