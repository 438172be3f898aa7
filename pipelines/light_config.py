"""Settings looked up without dlt, whose import takes a second.

In dlt's order: environment variables, then `secrets.toml`, then `config.toml`; each file first in `.dlt/` of
the working directory, then in dlt's folder for all projects. Commands that import dlt anyway use
`pipelines.config`.
"""

import os
import tomllib
from pathlib import Path

from pipelines.errors import UserActionRequired

FILES = ("secrets.toml", "config.toml")


def light_setting(key: str) -> str | None:
    """Return the setting under a key such as `ado_findings.data_dir`, or None if it is unset or empty.

    Raises:
        UserActionRequired: If a configuration file is not valid TOML.
    """
    text = os.environ.get(key.replace(".", "__").upper())
    if text is None:
        paths = [folder / name for name in FILES for folder in _folders()]
        values = (_value(path, key.split(".")) for path in paths if path.exists())
        text = next((str(value) for value in values if value is not None), None)
    return text or None


def _folders() -> list[Path]:
    project = Path(os.environ.get("DLT_PROJECT_DIR", ".")) / os.environ.get(
        "DLT_CONFIG_FOLDER", ".dlt"
    )
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    return [project, Path("/var/dlt") if is_root else Path.home() / ".dlt"]


def _value(path: Path, names: list[str]) -> object:
    try:
        node: object = tomllib.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise UserActionRequired(f"{path} is not valid TOML: {error}. Correct the file.") from error
    for name in names:
        node = node.get(name) if isinstance(node, dict) else None
    return node
