"""Write digest.md beside a publication: what is new, resolved and reopened, and what was not read."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines import permissions
from pipelines.printable import MARKUP, escaped_markdown
from pipelines.publication_file import last_run, opened

FILE = "digest.md"
MAX_FINDINGS = 10  # of each list
_CHANGES = {
    "new": "baseline_state = 'new' and is_open",
    "reopened": "baseline_state = 'reopened' and is_open",
    "resolved": "status = 'resolved'",
}


@dataclass(frozen=True)
class Change:
    """The findings that a run opened, reopened or resolved: their number, and the most severe."""

    name: str
    count: int
    findings: list[tuple[str, str, str]]  # severity, title, URL


@dataclass(frozen=True)
class Digest:
    """What the page says.

    Attributes:
        severities: Open findings by severity, the highest first.
        monthly_cost: What the open findings cost in a month, in US dollars.
        unread: The resources that were not read completely, with the message.
    """

    organization: str
    as_of: datetime
    changes: list[Change]
    severities: list[tuple[str, int]]
    monthly_cost: float
    unread: list[tuple[str, str]]


def write_digest(database: Path, publication_mode: int) -> Path:
    """Write the digest of a published database beside it, in one step, and return its path.

    Raises:
        UserActionRequired: If the database is damaged.
        OSError: If the file cannot be written.
    """
    with opened(database) as connection:
        text = _template().render(digest=_digest(connection))
    digest = database.with_name(FILE)
    permissions.replace_text(digest, text, publication_mode)
    return digest


def show_as_job_summary(digest: Path) -> str | None:
    """Add the digest to the summary of a job of GitHub Actions, which names a file in the environment.

    Returns:
        The line to print in a job of Azure Pipelines, whose agent then uploads the file; none elsewhere.
    """
    summary = os.environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        with Path(summary).open("a", encoding="utf-8") as file:
            file.write(digest.read_text("utf-8"))
    if os.environ.get("TF_BUILD") and str(digest).isprintable():
        return f"##vso[task.uploadsummary]{digest}"
    return None


def _digest(connection: duckdb.DuckDBPyConnection) -> Digest:
    run = last_run(connection)
    run_id = run["run_id"]
    [(monthly_cost,)] = connection.sql(
        "select coalesce(sum(estimated_monthly_cost), 0) from findings where is_open"
    ).fetchall()
    severities = connection.sql(
        "select severity, count(*) from findings where is_open group by severity, severity_id "
        "order by severity_id desc"
    ).fetchall()
    unread = connection.execute(
        "select resource, coalesce(message, status) from extraction_coverage "
        "where run_id = ? and not is_complete order by resource",
        [run_id],
    ).fetchall()
    changes = [_change(connection, name, run_id) for name in _CHANGES]
    return Digest(run["organization"], run["as_of"], changes, severities, monthly_cost, unread)


def _change(connection: duckdb.DuckDBPyConnection, name: str, run_id: str) -> Change:
    condition = f"run_id = ? and {_CHANGES[name]}"
    [(count,)] = connection.execute(
        f"select count(*) from findings where {condition}", [run_id]
    ).fetchall()
    findings = connection.execute(
        "select severity, title, coalesce(subject_url, '') from findings "
        f"where {condition} order by severity_id desc, family, title, finding_uid limit {MAX_FINDINGS}",
        [run_id],
    ).fetchall()
    return Change(name, count, findings)


def _template() -> Any:
    environment = Environment(  # noqa: S701 - Markdown, in which `markdown` makes strings from outside inert
        loader=PackageLoader("pipelines.digest"),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=StrictUndefined,
    )
    environment.filters["markdown"] = markdown
    return environment.get_template("digest.md.jinja")


def markdown(value: str) -> str:
    """Return a text from outside as a piece of a line of Markdown: no markup, no link, no mention."""
    text = escaped_markdown(value, MARKUP + "#!~")
    return text.replace("@", "@\N{WORD JOINER}").replace("://", ":\N{WORD JOINER}//")
