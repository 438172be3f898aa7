"""What every kind of platform does with its settings: which there are, and what a value must be."""

import re
from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields
from typing import Any, TypeVar, cast, get_origin
from urllib.parse import urlsplit

from pipelines.config import invalid_setting, setting, variable
from pipelines.errors import UserActionRequired, nearest
from pipelines.parsing import is_loopback

SETTINGS_OF_ALL = ("kind", "service_accounts")

Settings = TypeVar("Settings")


def secret() -> Any:
    """A field of settings that no log and no error may show, and that must be set."""
    return field(repr=False, metadata={"is_secret": True})


def secrets_of(settings: Any) -> list[str]:
    """The secret values of settings."""
    return [getattr(settings, each.name) for each in fields(settings) if _is_secret(each)]


def read_settings(section: str, kind: type[Settings], written: Mapping[str, Any]) -> Settings:
    """The settings of one platform; `written` is what the files have in its section.

    Raises:
        UserActionRequired: If one is missing, unknown or malformed.
    """
    known = [*SETTINGS_OF_ALL, *(each.name for each in fields(cast(Any, kind)))]
    for name in written:
        if name not in known:
            raise UserActionRequired(
                f"[{section}] has no setting `{name}`. Nearest: {nearest(name, known)}"
            )
    values = {each.name: _value(section, each) for each in fields(cast(Any, kind))}
    try:
        return kind(**values)
    except UserActionRequired as error:
        raise UserActionRequired(f"[{section}]: {error}") from None


def _value(section: str, each: Field[Any]) -> Any:
    key = f"{section}.{each.name}"
    value = setting(key, get_origin(each.type) or cast(type[Any], each.type))
    if value is None:
        return _default(section, each)
    if isinstance(value, str):
        value = value.strip()
        _refuse_unusable_text(key, each, value)
    return value


def _default(section: str, each: Field[Any]) -> Any:
    if each.default is not MISSING:
        return each.default
    if each.default_factory is not MISSING:
        return each.default_factory()
    file = "secrets.toml" if _is_secret(each) else "config.toml"
    raise UserActionRequired(
        f"[{section}] lacks `{each.name}`. Set {variable(f'{section}.{each.name}')}, or `{each.name}` "
        f"in that section of .dlt/{file}."
    )


def _refuse_unusable_text(key: str, each: Field[Any], value: str) -> None:
    if _is_secret(each) and (not value.isascii() or not re.fullmatch(r"\S+", value)):
        raise invalid_setting(
            key, "is not valid: it contains whitespace, line breaks or characters other than ASCII"
        )
    if not _is_secret(each) and ("{" in value or "}" in value):
        raise invalid_setting(key, f"is not valid: `{value}` contains a brace")
    if each.name.endswith("_url"):
        parts = urlsplit(value)
        if parts.scheme != "https" and not (
            parts.scheme == "http" and is_loopback(parts.hostname or "")
        ):
            raise invalid_setting(key, f"must be an https:// URL, not `{value}`")


def _is_secret(each: Field[Any]) -> bool:
    return bool(each.metadata.get("is_secret"))
