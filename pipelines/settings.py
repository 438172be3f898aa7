"""All settings, looked up by dlt's conventions and validated before a run starts."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pipelines.accounts.completeness import DEFAULT_MAX_AGE_DAYS
from pipelines.accounts.declared import refuse_unknown_platform_settings
from pipelines.azure_devops import api_versions
from pipelines.azure_devops.urls import OrganizationUrls, parse_organization_url
from pipelines.config import invalid_setting, setting
from pipelines.errors import UserActionRequired
from pipelines.overrides.segments import normalized
from pipelines.parsing import is_time_zone, not_a_time_zone, parse_timestamp
from pipelines.paths import SAMPLE_DIR, STATE_DIR, WAREHOUSE_FILE, data_folder
from pipelines.permissions import PUBLICATION_MODE, is_publication_mode
from pipelines.unknown_settings import refuse_unknown_settings
from pipelines.warehouse.run_context import FIRST_DAY

URL_KEY = "sources.azure_devops.organization_url"
API_VERSION_KEY = "ado_findings.api_version"
TOKEN_KEY = "sources.azure_devops.access_token"  # noqa: S105 - the name of the setting
CLI_TOKEN_KEY = "azure_devops_ext_pat"  # noqa: S105 - AZURE_DEVOPS_EXT_PAT, as in Microsoft's Azure DevOps CLI
STATE_CATEGORIES = ("Proposed", "InProgress", "Resolved", "Completed", "Removed", "Unknown")
DEFAULT_INCOMPLETE = ("Proposed", "InProgress", "Resolved", "Unknown")
DEFAULT_BULK_EDIT_ITEMS = 50  # of one author in one hour; people do not edit that many by hand
DEFAULT_FORECAST_TRIALS = 10_000
DEFAULT_FORECAST_WIP = 2
DEFAULT_SWEEP_DAYS = 7  # between two deletion scans
DEFAULT_MEMORY_LIMIT = "3GB"  # of DuckDB while dbt builds the models; larger work spills to disk
DEFAULT_RETENTION_DAYS = 400  # of loads of licenses and rosters, enough to compare with last year
DEFAULT_MAX_WAIT_MINUTES = 240  # of a run in sum
MAX_NUMBER = 100_000  # of any setting: more days than Azure DevOps has existed
DEFAULT_CONCURRENCY = 4  # requests at a time: Azure DevOps advises clients to keep this low


@dataclass(frozen=True)
class Connection:
    """A real organization: its URLs, a token, and the selected projects."""

    urls: OrganizationUrls
    token: str = field(repr=False)
    projects: tuple[str, ...] = ()
    api_version: str = api_versions.LATEST


@dataclass(frozen=True)
class Settings:
    """The settings of a run.

    `connection` is none for the sample organization, and for a command that sends no request.
    `as_of` is none for the latest known timestamp.
    """

    connection: Connection | None
    data_dir: Path
    is_sample: bool
    organization_url: str | None = None
    as_of: datetime | None = None
    time_zone: str = "UTC"
    roster_directory: Path = Path("rosters")
    authority: str = "hr"
    is_authority_required: bool = False  # set by the user; the default may be absent
    velocity_planning_days: int = 0
    velocity_incomplete_categories: tuple[str, ...] = DEFAULT_INCOMPLETE
    bulk_edit_items: int = DEFAULT_BULK_EDIT_ITEMS  # 0: no revision is a bulk edit
    dependency_link_types: tuple[str, ...] = ()
    segments: tuple[str, ...] = ()  # paths or ids of saved queries
    forecast_trials: int = DEFAULT_FORECAST_TRIALS
    forecast_wip: int = DEFAULT_FORECAST_WIP  # portfolio items of a team at a time
    forecast_dependencies: bool = True  # items wait for their predecessors
    concurrency: int = DEFAULT_CONCURRENCY
    max_wait_minutes: int = DEFAULT_MAX_WAIT_MINUTES
    sweep_days: int = DEFAULT_SWEEP_DAYS
    roster_max_age_days: int = DEFAULT_MAX_AGE_DAYS
    memory_limit: str = DEFAULT_MEMORY_LIMIT
    pseudonymize: bool = False
    snapshot_retention_days: int = DEFAULT_RETENTION_DAYS
    publication_mode: int = PUBLICATION_MODE
    report: bool = True  # write report.html after each publication

    @property
    def warehouse(self) -> Path:
        """Path of the working database."""
        return self.data_dir / WAREHOUSE_FILE

    @property
    def state_dir(self) -> Path:
        """The folder of working files, logs among them."""
        return self.data_dir / STATE_DIR


def load_settings() -> Settings:
    """Read and validate the settings.

    Raises:
        UserActionRequired: If a name or a value is not valid, or only one of URL and token is set.
    """
    _refuse_unknown_settings()
    connection = load_connection(_data_dir())
    if connection is None:
        return _settings(is_sample=True)
    return replace(
        _settings(is_sample=False), connection=connection, organization_url=connection.urls.core
    )


def load_offline_settings() -> Settings:
    """Read and validate the settings of a command that only reads the warehouse.

    The organization is the one in the data folder, or the sample organization if the folder has none and
    neither URL nor token is set.

    Raises:
        UserActionRequired: If a name or a value is not valid.
    """
    _refuse_unknown_settings()
    url = setting(URL_KEY, str)
    if url:
        core = parse_organization_url(url).core
        return replace(_settings(is_sample=False), organization_url=core)
    has_data = (_data_dir() / WAREHOUSE_FILE).exists()
    return _settings(is_sample=not has_data and _token_setting() is None)


def _refuse_unknown_settings() -> None:
    refuse_unknown_settings()
    refuse_unknown_platform_settings()


def _data_dir() -> Path:
    return data_folder(setting("ado_findings.data_dir", str))


def _settings(is_sample: bool) -> Settings:
    """Read all settings except the connection."""
    authority = setting("sources.rosters.authority", str)
    return Settings(
        connection=None,
        data_dir=_data_dir() / SAMPLE_DIR if is_sample else _data_dir(),
        is_sample=is_sample,
        as_of=_as_of(setting("ado_findings.as_of", str)),
        time_zone=_time_zone(setting("ado_findings.time_zone", str) or "UTC"),
        roster_directory=Path(setting("sources.rosters.directory", str) or "rosters"),
        authority=authority or "hr",
        is_authority_required=authority is not None,
        velocity_planning_days=_number("velocity_planning_days", 0, at_least=0),
        velocity_incomplete_categories=_incomplete_categories(),
        bulk_edit_items=_number("bulk_edit_items", DEFAULT_BULK_EDIT_ITEMS, at_least=0),
        dependency_link_types=tuple(
            name.removesuffix("-Forward").removesuffix("-Reverse")
            for name in _get_list("ado_findings.dependency_link_types")
        ),
        segments=_segments(),
        forecast_trials=_number("forecast_trials", DEFAULT_FORECAST_TRIALS, at_least=1_000),
        forecast_wip=_number("forecast_wip", DEFAULT_FORECAST_WIP, at_least=1),
        forecast_dependencies=setting("ado_findings.forecast_dependencies", bool) is not False,
        concurrency=_number("concurrency", DEFAULT_CONCURRENCY, at_least=1),
        max_wait_minutes=_number("max_wait_minutes", DEFAULT_MAX_WAIT_MINUTES, at_least=1),
        sweep_days=_number("sweep_days", DEFAULT_SWEEP_DAYS, at_least=0),
        roster_max_age_days=_number("roster_max_age_days", DEFAULT_MAX_AGE_DAYS, at_least=1),
        memory_limit=setting("ado_findings.memory_limit", str) or DEFAULT_MEMORY_LIMIT,
        pseudonymize=setting("ado_findings.pseudonymize", bool) or False,
        snapshot_retention_days=_number(
            "snapshot_retention_days", DEFAULT_RETENTION_DAYS, at_least=1
        ),
        publication_mode=_publication_mode("ado_findings.publication_mode"),
        report=setting("ado_findings.report", bool) is not False,
    )


def load_connection(data_dir: Path) -> Connection | None:
    """Return the connection to a real organization, or none for the sample organization.

    Raises:
        UserActionRequired: If only one of URL and token is set, or neither and the folder has real data.
    """
    url, token = setting(URL_KEY, str), _token_setting()
    if url and token:
        urls = parse_organization_url(
            url,
            setting("sources.azure_devops.entitlements_url", str),
            setting("sources.azure_devops.identities_url", str),
        )
        return Connection(
            urls, _token(token), tuple(_get_list("sources.azure_devops.projects")), _api_version()
        )
    if url or token:
        raise _incomplete_connection(url)
    if (data_dir / WAREHOUSE_FILE).exists():
        raise UserActionRequired(
            f"Neither organization URL nor token is set, but {data_dir} contains the data of an "
            "organization. Set both (SOURCES__AZURE_DEVOPS__ORGANIZATION_URL, "
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN), or set ADO_FINDINGS__DATA_DIR to another folder to use "
            "the sample organization."
        )
    return None


def _api_version() -> str:
    version = setting(API_VERSION_KEY, str) or api_versions.LATEST
    if not re.fullmatch(r"\d+\.\d+", version) or not api_versions.is_sufficient(version):
        raise invalid_setting(
            API_VERSION_KEY,
            f"must be a version from {api_versions.OLDEST}, such as {api_versions.LATEST}, not `{version}`",
        )
    return version


def _incomplete_connection(url: str | None) -> UserActionRequired:
    if url:
        return UserActionRequired(
            "The organization URL is set, but the token is missing. Set "
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN (or AZURE_DEVOPS_EXT_PAT), or `access_token` in "
            ".dlt/secrets.toml."
        )
    return UserActionRequired(
        "A token is set, but the organization URL is missing. Set "
        "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL, for example https://dev.azure.com/your-organization"
    )


def _token(value: str) -> str:
    token = value.strip()
    if not token.isascii() or not token.isprintable() or " " in token:
        raise UserActionRequired(
            "The token contains whitespace, line breaks or characters other than ASCII. Copy it again, "
            "without quotation marks, to SOURCES__AZURE_DEVOPS__ACCESS_TOKEN."
        )
    return token


def _token_setting() -> str | None:
    return setting(TOKEN_KEY, str) or setting(CLI_TOKEN_KEY, str)


def _get_list(key: str) -> list[str]:
    values: list[Any] = setting(key, list) or []
    if not all(isinstance(value, str) and value for value in values):
        raise invalid_setting(key, 'must be a JSON list of strings, for example ["One", "Two"]')
    return values


def _segments() -> tuple[str, ...]:
    """Return the paths and ids, each once, without a slash at an end."""
    key = "ado_findings.segments"
    segments = [normalized(text) for text in _get_list(key)]
    if not all(segments):
        raise invalid_setting(key, "must be a JSON list of paths or ids of saved queries")
    return tuple({segment.lower(): segment for segment in segments}.values())


def _as_of(value: str | None) -> datetime | None:
    if value is None:
        return None
    try:
        timestamp = parse_timestamp(value)
    except ValueError as error:
        raise _invalid_as_of(f"is not a valid timestamp: `{value}`") from error
    if "T" not in value and " " not in value:
        raise _invalid_as_of(f"is a date without a time: `{value}`")
    if (
        timestamp.date() <= FIRST_DAY
    ):  # in any time zone; the future is refused once its end is known
        raise _invalid_as_of(f"must be after {FIRST_DAY}, not `{value}`")
    return timestamp


def _invalid_as_of(problem: str) -> UserActionRequired:
    return invalid_setting(
        "ado_findings.as_of", f"{problem}. Use ISO 8601 in UTC, for example 2026-03-31T00:00:00Z"
    )


def _time_zone(name: str) -> str:
    if not is_time_zone(name):
        raise invalid_setting("ado_findings.time_zone", not_a_time_zone(name))
    return name


def _publication_mode(key: str) -> int:
    text = setting(key, str) or f"{PUBLICATION_MODE:04o}"
    if not re.fullmatch("0?[0-7]{3}", text) or not is_publication_mode(int(text, 8)):
        raise invalid_setting(
            key,
            f'must be an octal mode in quotes that lets the owner read and nobody else write, such as "0444" '
            f'or "0440", not `{text}`',
        )
    return int(text, 8)


def _number(name: str, default: int, at_least: int) -> int:
    key = f"ado_findings.{name}"
    number = setting(key, int)
    if number is not None and number < at_least:
        raise invalid_setting(key, f"must be at least {at_least}, not {number}")
    if number is not None and number > MAX_NUMBER:
        raise invalid_setting(key, f"must be at most {MAX_NUMBER:,}, not {number}")
    return default if number is None else number


def _incomplete_categories() -> tuple[str, ...]:
    key = "ado_findings.velocity_incomplete_categories"
    categories = tuple(_get_list(key)) or DEFAULT_INCOMPLETE
    unknown = set(categories) - set(STATE_CATEGORIES)
    if unknown:
        raise invalid_setting(
            key,
            f"has unknown categories: {', '.join(sorted(unknown))}. "
            f"Use {', '.join(STATE_CATEGORIES)}",
        )
    return categories
