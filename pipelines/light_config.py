"""Settings looked up without dlt, whose import takes a second.

In dlt's order: environment variables, then `secrets.toml`, then `config.toml`; each file first in `.dlt/` of
the working directory, then in dlt's folder for all projects. Commands that import dlt anyway use
`pipelines.config`.
"""

import os
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.declared_settings import require_declared, variable
from pipelines.errors import UserActionRequired

FILES = ("secrets.toml", "config.toml")


def light_setting(key: str) -> str | None:
    """Return the setting under a key such as `ado_findings.data_dir`, or None if it is unset or empty.

    Raises:
        UserActionRequired: If a configuration file is not valid TOML.
    """
    require_declared(key)
    text = os.environ.get(variable(key))
    if text is None:
        values = (_value(path, key.split(".")) for path in _paths())
        text = next((str(value) for value in values if value is not None), None)
    return text or None


def configured_keys() -> Iterator[tuple[Path, str]]:
    """Yield the key of each value in the configuration files, with its file.

    Raises:
        UserActionRequired: If a configuration file is not valid TOML.
    """
    for path in _paths():
        yield from ((path, key) for key in _keys(_document(path)))


def _keys(node: dict[str, Any], section: str = "") -> Iterator[str]:
    for name, value in node.items():
        key = section + (f'"{name}"' if "." in name else name)
        if isinstance(value, dict):
            yield from _keys(value, f"{key}.")
        else:
            yield key


def _paths() -> list[Path]:
    paths = [folder / name for name in FILES for folder in _folders()]
    return [path for path in paths if path.exists()]


def _folders() -> list[Path]:
    project = Path(os.environ.get("DLT_PROJECT_DIR", ".")) / os.environ.get(
        "DLT_CONFIG_FOLDER", ".dlt"
    )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [project, Path("/var/dlt") if is_root else Path.home() / ".dlt"]


def _document(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise UserActionRequired(f"{path} is not valid TOML: {error}. Correct the file.") from error


def _value(path: Path, names: list[str]) -> object:
    node: object = _document(path)
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node
