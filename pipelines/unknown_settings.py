"""Refuse settings that nothing reads: a mistyped name must not be without effect.

In a section of ours, every unknown name is refused. Elsewhere, in an environment and in files that other
programs may share, only what is plainly a name of ours mistyped: with other underscores or capitals, with one
or two wrong letters, or in no section, or in dlt's `[runtime]`, the last section of the bundled file.
"""

import os
import re
from difflib import SequenceMatcher

from pipelines.declared_settings import KEYS, PLATFORMS, RUN, SECTIONS, is_declared, variable
from pipelines.errors import UserActionRequired, nearest
from pipelines.light_config import configured_keys

ALMOST_EQUAL = 0.9  # similarity of two names, from 0 to 1
ALMOST_EQUAL_WITH_SECTION = 0.95  # sections are long and have much in common
RESEMBLING = 0.81  # after a prefix of ours
DLT_SECTION = "runtime"


def refuse_unknown_settings() -> None:
    """Raise for a setting in the environment or a file that is not declared.

    `pipelines.accounts.declared` checks the settings of platforms, for it knows their connectors.

    Raises:
        UserActionRequired: With the nearest valid names.
    """
    for name in sorted(os.environ):
        key = ".".join(name.lower().split("__"))
        known = [key] if is_declared(key) and name != name.upper() else _meant(key)
        _refuse(name, "the environment", [variable(setting) for setting in known])
    for path, key in configured_keys():
        _refuse(key, str(path), _meant_without_section(key) or _meant(key))


def _refuse(name: str, place: str, known: list[str]) -> None:
    if known:
        raise UserActionRequired(
            f"Unknown setting `{name}` in {place}. Nearest: {nearest(name, known)}"
        )


def _meant(key: str) -> list[str]:
    """Return the valid settings that an undeclared key may stand for, or none if it is not ours."""
    if is_declared(key):
        return []
    exact = [section for section in SECTIONS if key.startswith(f"{section}.")]
    almost = [section for section in SECTIONS if _is_almost(_section_of(key), section)]
    return (
        [setting for setting in KEYS if _section_of(setting) in (exact or almost)]
        or _of_platform(key)
        or [setting for setting in KEYS if _is_mistyped(key, setting)]
    )


def _of_platform(key: str) -> list[str]:
    parts = key.split(".")
    if len(parts) < 4 or not _is_almost(".".join(parts[:2]), PLATFORMS):
        return []
    return [".".join([PLATFORMS, *parts[2:]])]


def _meant_without_section(key: str) -> list[str]:
    section, name = _section_of(key), key.split(".")[-1]
    if section not in ("", DLT_SECTION):
        return []
    return [f"{RUN}.{known}" for known in SECTIONS[RUN] if _is_similar(name, known, ALMOST_EQUAL)]


def _is_almost(section: str, own: str) -> bool:
    parts, own_parts = section.split("."), own.split(".")
    return len(parts) == len(own_parts) and all(
        _is_similar(part, own_part, ALMOST_EQUAL)
        for part, own_part in zip(parts, own_parts, strict=True)
    )


def _is_mistyped(key: str, setting: str) -> bool:
    """Return whether a key is a setting but for underscores and one or two letters."""
    written, valid = _joined(key), _joined(setting)
    prefix = _joined(_section_of(setting)) + "_"
    is_resembling = written.startswith(prefix) and _is_similar(
        written.removeprefix(prefix), valid.removeprefix(prefix), RESEMBLING
    )
    return is_resembling or _is_similar(written, valid, ALMOST_EQUAL_WITH_SECTION)


def _joined(key: str) -> str:
    return re.sub(r"[._]+", "_", key.lower())


def _section_of(key: str) -> str:
    return key.rpartition(".")[0]


def _is_similar(one: str, other: str, similarity: float) -> bool:
    """Return whether two names are similar in any case; most are not, which the quick measures show."""
    matcher = SequenceMatcher(None, one.lower(), other.lower())
    measures = (matcher.real_quick_ratio, matcher.quick_ratio, matcher.ratio)
    return all(measure() >= similarity for measure in measures)
