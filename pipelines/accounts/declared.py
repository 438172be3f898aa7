"""Which platforms are declared, each in a section `[sources.platforms.<name>]` of dlt's configuration."""

import os
import re
from dataclasses import dataclass
from typing import Any

import dlt

from pipelines.accounts.connectors import KINDS, Kind
from pipelines.accounts.rosters import AZURE_DEVOPS, NO_PLATFORMS
from pipelines.accounts.settings import read_settings
from pipelines.config import invalid_setting, setting
from pipelines.errors import UserActionRequired

SECTION = "sources.platforms"
_KIND_VARIABLE = re.compile(r"^SOURCES__PLATFORMS__(.+?)__KIND$")
_NAME = re.compile(r"[a-z0-9]+(_[a-z0-9]+)*")


@dataclass(frozen=True)
class Platform:
    """A platform to read. `service_accounts` are those of nobody: their user names or ids, in lower case."""

    name: str
    kind: Kind
    settings: Any
    service_accounts: frozenset[str] = frozenset()

    @property
    def resource(self) -> str:
        """What it is called in the coverage."""
        return f"roster_{self.name}"


def declared_platforms() -> tuple[Platform, ...]:
    """The platforms of the configuration, by name. Nothing is sent.

    Raises:
        UserActionRequired: If a name, a kind or a setting cannot be used.
    """
    written = _written_sections()
    names = set(written) | {
        found.group(1).lower() for each in os.environ if (found := _KIND_VARIABLE.match(each))
    }
    return tuple(_platform(name, written.get(name, {})) for name in sorted(names))


def _platform(name: str, written: dict[str, Any]) -> Platform:
    section = f"{SECTION}.{name}"
    if not _NAME.fullmatch(name) or name == AZURE_DEVOPS or name in NO_PLATFORMS:
        raise UserActionRequired(
            f"[{section}]: no platform can be called `{name}`. Use lower case letters, digits and single "
            f"underscores, and none of {', '.join(sorted({AZURE_DEVOPS, *NO_PLATFORMS}))}."
        )
    kind = setting(f"{section}.kind", str) or ""
    if kind not in KINDS:
        problem = f"is not a valid connector: `{kind}`" if kind else "is missing"
        raise invalid_setting(
            f"{section}.kind", f"{problem}. The connectors are {', '.join(KINDS)}"
        )
    service_accounts = setting(f"{section}.service_accounts", list) or []
    return Platform(
        name,
        KINDS[kind],
        read_settings(section, KINDS[kind].settings, written),
        frozenset(str(each).lower() for each in service_accounts),
    )


def _written_sections() -> dict[str, dict[str, Any]]:
    """What the files hold for each platform; the values themselves are read one by one."""
    sections: dict[str, dict[str, Any]] = {}
    for provider in dlt.config.config_providers:
        found, _ = provider.get_value("platforms", dict, "", "sources")
        for name, values in found.items() if isinstance(found, dict) else ():
            if not isinstance(values, dict):
                raise UserActionRequired(
                    f"[{SECTION}] holds sections, one a platform; `{name}` is none."
                )
            sections.setdefault(name, {}).update(values)
    return sections
