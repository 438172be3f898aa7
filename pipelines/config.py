"""Reading one setting by dlt's conventions: from the environment, `.dlt/secrets.toml`, `.dlt/config.toml`."""

from typing import TypeVar

import dlt
from dlt.common.configuration.exceptions import ConfigurationException
from dlt.common.configuration.utils import get_resolved_traces

from pipelines.errors import UserActionRequired

T = TypeVar("T")


def setting(key: str, expected_type: type[T]) -> T | None:
    """The value under a key such as `sources.rosters.directory`; none where it is not set, or empty.

    Raises:
        UserActionRequired: If it is not of the type.
    """
    try:
        value = dlt.secrets.get(key, expected_type)
        value = dlt.config.get(key, expected_type) if value is None else value
    except (ConfigurationException, ValueError) as error:
        raise malformed(key, f"no valid {expected_type.__name__}") from error
    finally:
        get_resolved_traces().clear()  # dlt writes what it looked up, secrets too, into its trace file
    return None if value == "" else value


def malformed(key: str, problem: str) -> UserActionRequired:
    """The error to raise for a setting that cannot be used."""
    return UserActionRequired(f"The setting {variable(key)} is {problem}.")


def variable(key: str) -> str:
    """The environment variable of a key."""
    return key.replace(".", "__").upper()
