"""Read and validate the settings of a connector from its dataclass."""

import re
from collections.abc import Collection, Iterable
from dataclasses import MISSING, Field, field, fields
from typing import Any, TypeVar, cast, get_origin
from urllib.parse import urlsplit

from pipelines.config import invalid_setting, setting
from pipelines.declared_settings import variable
from pipelines.errors import UserActionRequired, nearest
from pipelines.parsing import is_loopback

COMMON_SETTINGS = ("kind", "service_accounts")

Settings = TypeVar("Settings")


def secret() -> Any:
    """Return a required field whose value appears in no log or error."""
    return field(repr=False, metadata={"is_secret": True})


def secrets_of(settings: Any) -> list[str]:
    """Return the secret values of settings."""
    return [getattr(settings, option.name) for option in fields(settings) if _is_secret(option)]


def names_of(settings: type[Any]) -> list[str]:
    """Return the names of the settings of one connector."""
    return [*COMMON_SETTINGS, *(option.name for option in fields(settings))]


def refuse_unknown_names(section: str, names: Iterable[str], known: Collection[str]) -> None:
    """Raise UserActionRequired for a name in a platform's section that is none of `known`."""
    for name in names:
        if name not in known:
            raise UserActionRequired(
                f"[{section}]: unknown setting `{name}`. Nearest: {nearest(name, known)}"
            )


def read_settings(section: str, settings: type[Settings]) -> Settings:
    """Return the settings of one platform.

    Args:
        section: Section of the configuration.
        settings: Dataclass of the connector's settings.

    Raises:
        UserActionRequired: If one is missing or not valid.
    """
    values = {option.name: _value(section, option) for option in fields(cast(Any, settings))}
    try:
        return settings(**values)
    except UserActionRequired as error:
        raise UserActionRequired(f"[{section}]: {error}") from None


def _value(section: str, option: Field[Any]) -> Any:
    key = f"{section}.{option.name}"
    value = setting(key, get_origin(option.type) or cast(type[Any], option.type))
    if value is None:
        return _default(section, option)
    if isinstance(value, str):
        value = value.strip()
        _validate(key, option, value)
    return value


def _default(section: str, option: Field[Any]) -> Any:
    if option.default is not MISSING:
        return option.default
    if option.default_factory is not MISSING:
        return option.default_factory()
    file = "secrets.toml" if _is_secret(option) else "config.toml"
    raise UserActionRequired(
        f"[{section}]: the setting `{option.name}` is missing. "
        f"Set {variable(f'{section}.{option.name}')}, or `{option.name}` in that section of .dlt/{file}."
    )


def _validate(key: str, option: Field[Any], value: str) -> None:
    if _is_secret(option) and (not value.isascii() or not re.fullmatch(r"\S+", value)):
        raise invalid_setting(
            key, "is not valid: it contains whitespace, line breaks or characters other than ASCII"
        )
    if not _is_secret(option) and ("{" in value or "}" in value):
        raise invalid_setting(key, f"is not valid: `{value}` contains a brace")
    if option.name.endswith("_url"):
        parts = urlsplit(value)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        ):
            raise invalid_setting(key, f"must be an https:// URL, not `{value}`")


def _is_secret(option: Field[Any]) -> bool:
    return bool(option.metadata.get("is_secret"))
