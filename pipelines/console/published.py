"""Where the published database is, by the settings. Imports neither dlt nor dbt, so it answers at once."""

from datetime import datetime
from pathlib import Path

from pipelines.errors import UserActionRequired
from pipelines.light_config import light_setting
from pipelines.parsing import is_time_zone, not_a_time_zone, parse_timestamp
from pipelines.paths import PUBLISHED_FILE, SAMPLE_DIR, WAREHOUSE_FILE, as_of_dir, data_folder
from pipelines.publication_file import opened
from pipelines.unknown_settings import refuse_unknown_settings

_CONNECTION_KEYS = (
    "sources.azure_devops.organization_url",
    "sources.azure_devops.access_token",
    "azure_devops_ext_pat",
)


def published_database() -> Path:
    """Return the database of the configured data folder and, if it is set, of the past `as_of`.

    Raises:
        UserActionRequired: If nothing is published there yet, or a setting has an unknown name.
    """
    data_dir = published_folder()
    current, as_of = data_dir / PUBLISHED_FILE, _as_of()
    if as_of is None:
        if not current.exists():
            raise UserActionRequired(
                f"Nothing is published yet: {current} does not exist. Run `ado-findings run` (or `make run`) "
                "first, or set ADO_FINDINGS__DATA_DIR to the data folder of an earlier run."
            )
        return current
    historical = as_of_dir(data_dir, as_of) / PUBLISHED_FILE
    if historical.exists():
        return historical
    if current.exists() and _described_by(current) == as_of.replace(tzinfo=None):
        return current
    raise UserActionRequired(
        f"Nothing is published as of {as_of:%Y-%m-%dT%H:%M:%SZ}: {historical} does not exist. Run "
        "`ado-findings build` with the same ADO_FINDINGS__AS_OF, or unset it to list the latest findings."
    )


def published_time_zone() -> str:
    """Return the configured time zone.

    Raises:
        UserActionRequired: If it is no IANA name.
    """
    name = light_setting("ado_findings.time_zone") or "UTC"
    if not is_time_zone(name):
        raise UserActionRequired(f"ADO_FINDINGS__TIME_ZONE {not_a_time_zone(name)}.")
    return name


def published_folder() -> Path:
    """Return the data folder, which is the sample's if no organization is configured or was read.

    Raises:
        UserActionRequired: If a setting has an unknown name.
    """
    refuse_unknown_settings()
    data_dir = data_folder(light_setting("ado_findings.data_dir"))
    is_real = any(light_setting(key) for key in _CONNECTION_KEYS) or any(
        (data_dir / name).exists() for name in (WAREHOUSE_FILE, PUBLISHED_FILE)
    )
    return data_dir if is_real else data_dir / SAMPLE_DIR


def _as_of() -> datetime | None:
    text = light_setting("ado_findings.as_of")
    if text is None:
        return None
    try:
        as_of = parse_timestamp(text)
    except ValueError as error:
        raise _not_a_timestamp(text) from error
    if "T" not in text and " " not in text:
        raise _not_a_timestamp(text)
    return as_of


def _not_a_timestamp(text: str) -> UserActionRequired:
    return UserActionRequired(
        f"ADO_FINDINGS__AS_OF is `{text}`, which is not a valid timestamp. "
        "Use ISO 8601 in UTC, for example 2026-03-31T00:00:00Z."
    )


def _described_by(database: Path) -> datetime | None:
    with opened(database) as connection:
        rows = connection.sql("select max(as_of) from runs").fetchall()
    as_of: datetime | None = rows[0][0]
    return as_of
