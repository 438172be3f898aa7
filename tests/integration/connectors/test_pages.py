"""Every connector has a page with its settings and their defaults, and no others."""

import re
from dataclasses import MISSING, Field, fields
from pathlib import Path
from typing import Any

import pytest

from pipelines.accounts.connectors import CONNECTORS

PAGES = Path(__file__).parents[3] / "docs" / "platforms"
ROW = re.compile(r"^\| `(\w+)` \| ([^|]*) \|", re.MULTILINE)


def settings_of_page(kind: str) -> dict[str, str]:
    """Return the default of each setting on the page."""
    text = (PAGES / f"{kind}.md").read_text(encoding="utf-8")
    section = text.partition("## Settings")[2].partition("\n## ")[0]
    return {name: default.strip("` ") for name, default in ROW.findall(section)}


def default_of(each: Field[Any]) -> str | None:
    """Return how a page writes a default, or none if the page describes it."""
    if each.metadata.get("is_secret"):
        return "none, secret"
    if each.default is MISSING and each.default_factory is MISSING:
        return "none"
    if each.default in ("", MISSING):
        return None
    return str(each.default).lower() if isinstance(each.default, bool) else str(each.default)


@pytest.mark.parametrize("kind", CONNECTORS)
def test_a_page_documents_the_settings_of_its_connector(kind: str) -> None:
    listed = settings_of_page(kind)
    known = {field.name: default_of(field) for field in fields(CONNECTORS[kind].settings)}
    assert listed.keys() == known.keys()
    assert {name: listed[name] for name, default in known.items() if default} == {
        name: default for name, default in known.items() if default
    }


def test_the_overview_names_every_connector() -> None:
    overview = (PAGES / "README.md").read_text(encoding="utf-8")
    pages = {path.stem for path in PAGES.glob("*.md")} - {"README"}
    assert pages == set(CONNECTORS)
    assert all(f"| `{kind}` |" in overview and f"({kind}.md)" in overview for kind in CONNECTORS)
