"""The status of a data folder, for people and as JSON."""

import json
from dataclasses import asdict
from datetime import datetime

from pipelines.console.terminal import Terminal, print_line
from pipelines.csv_output import iso_timestamp
from pipelines.printable import escaped_json, printable
from pipelines.status.status import Status
from pipelines.warehouse.attempts import RUNNING


def print_status(status: Status, output: Terminal) -> None:
    """Print a line for each answer, the state first."""
    print_line(output, f"{status.state}: {printable(str(status.data_dir))}")
    if status.publication:
        published = status.publication
        as_of, started_at = (
            f"{moment:%Y-%m-%d %H:%M:%S} UTC" for moment in (published.as_of, published.started_at)
        )
        print_line(
            output,
            f"Published     {printable(published.organization)} as of {as_of}, by the run of {started_at}: "
            f"{published.finding_count:,} findings",
        )
    print_line(output, f"Last attempt  {_attempt(status)}")
    if status.last_attempt and status.last_attempt.next_scan_at:
        print_line(output, f"Next scan     {status.last_attempt.next_scan_at}, for deleted items")
    for resource in status.unread:
        print_line(output, f"Not read      {resource.name}: {printable(resource.message)}")
    print_line(output, f"Disk          {status.used_bytes / 1_000_000:,.1f} MB")
    print_line(output, f"Version       {status.version}")


def print_status_as_json(status: Status, output: Terminal) -> None:
    """Print one JSON document."""
    document = asdict(status) | {"exit_status": status.exit_status}
    text = json.dumps(document, ensure_ascii=False, indent=2, default=_as_json)
    output.file.write(escaped_json(text) + "\n")


def _as_json(value: object) -> str:
    return iso_timestamp(value) if isinstance(value, datetime) else str(value)


def _attempt(status: Status) -> str:
    attempt = status.last_attempt
    if attempt is None:
        return "none"
    if attempt.status == RUNNING:
        state = "running since" if status.is_running else "interrupted; it started at"
        return f"{attempt.command}: {state} {attempt.started_at}"
    text = f"{attempt.command}: {attempt.status} at {attempt.ended_at}"
    return f"{text}: {attempt.message}" if attempt.message else text
