"""The first page of an audit: what the folder holds, from what, and what is missing."""

from collections.abc import Mapping
from typing import Any

from pipelines.audit.gaps import Gaps
from pipelines.audit.period import Period
from pipelines.printable import printable

DESCRIPTIONS = {
    "changes": "the population: requirements and bugs completed in the period",
    "evidence": "what is behind each change: revisions, code, builds, tests and other links",
    "findings_by_control": "findings that were open in the period or resolved in it, by control",
    "access_review": "accounts of all platforms with license, last sign-in, person and open findings",
    "coverage": "what each run in the period read, and how completely",
    "sample": "changes drawn from the population",
}


def text(
    about: Mapping[str, Any],
    period: Period,
    sample_size: int,
    seed: int,
    row_counts: Mapping[str, int],
    gaps: Gaps,
) -> str:
    """Return the page as Markdown."""
    drawn = row_counts["sample"]
    return "\n".join(
        [
            f"# Audit of {printable(about['organization'])}, {period.first} to {period.last}",
            "",
            f"The tables describe {about['as_of']:%Y-%m-%d %H:%M:%S} UTC (run `{about['run_id']}`, version "
            f"{about['version']}). Days are those of {period.time_zone}. Runs in the period: {gaps.runs:,}.",
            "",
            "## What was not read completely",
            "",
            *([f"- {line}" for line in gaps.lines] or ["Nothing: every run read everything."]),
            "",
            "## Files",
            "",
            "Each table is a CSV and a Parquet file. In CSV files, text that a spreadsheet could run as a "
            "formula begins with an apostrophe.",
            "",
            "| table | rows | what it is |",
            "|---|---|---|",
            *(f"| `{name}` | {row_counts[name]:,} | {DESCRIPTIONS[name]} |" for name in row_counts),
            "",
            f"The sample has the first {drawn:,} of {sample_size:,} requested changes in the order of the "
            f"SHA-256 of `{seed}/<work_item_id>`. `manifest.json` has the SHA-256 of every file. The same "
            "publication, period, sample size and seed give the same files.",
            "",
        ]
    )
