"""Render the page: one HTML file with its data, scripts and style, whose policy forbids everything else."""

import base64
import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from pipelines.report import datasets, pages
from pipelines.report.datasets import Dataset
from pipelines.report.graph import dependency_graph

_FOLDER = Path(__file__).parent
_ASSETS = _FOLDER / "assets"
SCRIPTS = (
    "vendor/vega.min.js",
    "vendor/vega-lite.min.js",
    "vendor/vega-interpreter.min.js",
    "vendor/dataTables.min.js",
    "report.js",
)
STYLE = "report.css"
# What JSON in a script element must not contain as it is: HTML would end the element there.
_ESCAPES = {ord(character): f"\\u{ord(character):04x}" for character in "<>&\u2028\u2029"}


def render(connection: duckdb.DuckDBPyConnection) -> str:
    """Return the page of the published tables of a connection."""
    found = {name: datasets.read_dataset(connection, name) for name in pages.queries()}
    drawn = {"dependency_graph": dependency_graph(found["dependencies"])}
    scripts, style = [_asset(name) for name in SCRIPTS], _asset(STYLE)
    [run] = found["run"].records()
    page: str = _template("report.html.j2").render(
        run=run,
        numbers=found["numbers"].records()[0],
        unread=_unread(found["coverage"]),
        pages=pages.PAGES,
        policy=_policy(scripts, style),
        data={name: embedded(datasets.encoded(rows)) for name, rows in (found | drawn).items()},
        settings=embedded(_settings()),
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own files
        style=Markup(style),  # noqa: S704
    )
    return page


def embedded(value: Any) -> Markup:
    """Return JSON for a script element: no text in it can end the element."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return Markup(text.translate(_ESCAPES))  # noqa: S704 - escaped in the line itself


def _unread(coverage: Dataset) -> list[dict[str, Any]]:
    """Return what was not read, or not completely."""
    return [
        row for row in coverage.records() if row["status"] != "loaded" or not row["is_complete"]
    ]


def _settings() -> dict[str, Any]:
    """Return what the scripts need to know: pages, queries and charts."""
    return {
        "pages": [asdict(page) for page in pages.PAGES],
        "queries": {name: datasets.query_text(name) for name in pages.queries()},
        "charts": json.loads(_asset("charts.json")),
    }


def _asset(name: str) -> str:
    return (_ASSETS / name).read_text(encoding="utf-8")


def _template(name: str) -> Any:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(name)


def _policy(scripts: list[str], style: str) -> str:
    """Return the Content-Security-Policy: nothing but these scripts, this style and images in the file."""
    script_hashes = " ".join(_hash(script) for script in scripts)
    return (
        f"default-src 'none'; script-src {script_hashes}; style-src {_hash(style)}; img-src data:; "
        "connect-src 'none'; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
