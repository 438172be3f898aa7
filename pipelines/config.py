"""Look up one setting by dlt's conventions: environment, `.dlt/secrets.toml`, `.dlt/config.toml`."""

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import dlt
from dlt.common.configuration.exceptions import ConfigurationException
from dlt.common.configuration.utils import get_resolved_traces

from pipelines.declared_settings import require_declared, variable
from pipelines.errors import UserActionRequired, sentence

T = TypeVar("T")
_TYPE_NAMES = {str: "string", int: "integer", bool: "boolean", list: "list"}


def setting(key: str, expected_type: type[T]) -> T | None:
    """Return the value of a key such as `sources.rosters.directory`, or none if it is not set or empty.

    Raises:
        UserActionRequired: If the value is not of the expected type.
    """
    require_declared(key)
    try:
        value = dlt.secrets.get(key, expected_type)
        value = dlt.config.get(key, expected_type) if value is None else value
    except (ConfigurationException, ValueError) as error:
        raise invalid_setting(key, f"is not a valid {_type_name(expected_type)}") from error
    finally:
        get_resolved_traces().clear()  # dlt writes looked-up values, including secrets, into its trace file
    return None if value == "" else value


@contextmanager
def secrets_outside_environment(secrets: Iterable[str], keys: Iterable[str]) -> Iterator[None]:
    """Remove all variables that hold a secret while the block lasts, so that no child process inherits one.

    Args:
        secrets: The values in use.
        keys: The keys of settings that may hold another one.
    """
    values, names = {*secrets}, {variable(key) for key in keys}
    removed = {
        name: value
        for name, value in os.environ.items()
        if name in names or value.strip() in values
    }
    for name in removed:
        del os.environ[name]
    try:
        yield
    finally:
        os.environ.update(removed)


def invalid_setting(key: str, problem: str) -> UserActionRequired:
    """Return the error for an invalid value; `problem` starts with a verb and says which value is valid."""
    return UserActionRequired(f"The setting {variable(key)} {sentence(problem)}")


def _type_name(expected_type: type) -> str:
    return _TYPE_NAMES.get(expected_type, expected_type.__name__)
