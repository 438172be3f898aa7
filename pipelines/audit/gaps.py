"""What was not read completely in a period, for the first page and for `--strict`."""

from dataclasses import dataclass

import duckdb

from pipelines.audit.period import Period
from pipelines.printable import printable

_INCOMPLETE = """
    select coverage.resource, count(*) as runs, max_by(coverage.message, runs.started_at) as message
    from extraction_coverage as coverage
    inner join runs on coverage.run_id = runs.run_id
    where runs.as_of >= ? and runs.as_of < ? and not coverage.is_complete
    group by coverage.resource
    order by coverage.resource
"""
_UNREAD_LINKS = """
    select count(*) from change_evidence
    where completed_at >= ? and completed_at < ? and has_code_link is null
"""


@dataclass(frozen=True)
class Gaps:
    """How many runs described the period, and a sentence for each thing that is missing."""

    runs: int
    lines: tuple[str, ...]


def read_gaps(connection: duckdb.DuckDBPyConnection, period: Period) -> Gaps:
    """Return what runs in the period did not read, and changes whose links are unknown."""
    bounds = [period.from_at, period.until_at]
    [(runs,)] = connection.execute(
        "select count(*) from runs where as_of >= ? and as_of < ?", bounds
    ).fetchall()
    lines = []
    if not runs:
        lines.append(
            "No run describes a day of the period: findings and access are those of other days."
        )
    for resource, count, message in connection.execute(_INCOMPLETE, bounds).fetchall():
        runs_of_it = "1 run" if count == 1 else f"{count:,} runs"
        reason = printable(message or "no reason is known")
        lines.append(f"{resource} was not read completely in {runs_of_it}: {reason}")
    [(unread,)] = connection.execute(_UNREAD_LINKS, bounds).fetchall()
    if unread:
        lines.append(f"What {unread:,} changes link to has not been read since they changed.")
    return Gaps(int(runs), tuple(lines))
