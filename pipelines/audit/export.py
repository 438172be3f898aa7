"""Write the folder of an audit: the same publication, period and sample give the same bytes."""

import csv
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import duckdb

from pipelines import __version__
from pipelines.audit import first_page
from pipelines.audit.gaps import Gaps, read_gaps
from pipelines.audit.period import Period
from pipelines.audit.queries import TABLES
from pipelines.csv_output import csv_cell, iso_timestamp
from pipelines.errors import UserActionRequired
from pipelines.publication_file import opened, quoted

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Sampling:
    """How many changes to draw, and the seed that decides which."""

    size: int
    seed: int


@dataclass(frozen=True)
class Audit:
    """What was written, and what the first page says."""

    folder: Path
    row_counts: dict[str, int]
    gaps: Gaps


def write_audit(
    database: Path, period: Period, sampling: Sampling, folder: Path, is_strict: bool = False
) -> Audit:
    """Write the tables of a period as CSV and Parquet files, with a first page and a manifest.

    The folder appears complete or not at all.

    Raises:
        UserActionRequired: If the publication does not have the period, the folder has content, or
            `is_strict` and something was not read completely in the period.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UserActionRequired(f"{folder} exists and is not an empty folder. Name another one.")
    with opened(database) as connection:
        about = _about(connection)
        period.require_published(about["as_of"])
        gaps = read_gaps(connection, period)
        if is_strict and gaps.lines:
            raise UserActionRequired(
                f"--strict: {gaps.lines[0]} Without --strict, the first page names it."
            )
        with _appearing_at(folder) as new:
            row_counts = _write_tables(connection, period, sampling, new)
            page = first_page.text(about, period, sampling.size, sampling.seed, row_counts, gaps)
            (new / "README.md").write_text(page, encoding="utf-8")
            _write_manifest(new, about, period, sampling, row_counts)
    return Audit(folder, row_counts, gaps)


@contextmanager
def _appearing_at(folder: Path) -> Iterator[Path]:
    """Yield a new folder, which gets this path when the block ends, and is deleted if it fails."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as hidden:
        new = Path(hidden) / folder.name
        new.mkdir(mode=0o700)
        yield new
        if folder.exists():
            folder.rmdir()
        new.replace(folder)


def _about(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Return what the publication is of: its last run."""
    found = connection.sql(
        "select organization, run_id, as_of, version, is_pseudonymized from runs "
        "order by started_at desc limit 1"
    )
    return dict(zip(found.columns, found.fetchall()[0], strict=True))


def _write_tables(
    connection: duckdb.DuckDBPyConnection, period: Period, sampling: Sampling, folder: Path
) -> dict[str, int]:
    connection.execute("set threads = 1")  # several write their rows in any order
    values = {
        "from_at": period.from_at,
        "until_at": period.until_at,
        "sample_size": sampling.size,
        "seed": str(sampling.seed),
    }
    row_counts = {}
    for name, query in TABLES.items():
        used = {key: value for key, value in values.items() if f"${key}" in query}
        connection.execute(f"create temp table audit_{name} as {query}", used)
        parquet = quoted(folder / f"{name}.parquet")
        connection.execute(f"copy audit_{name} to '{parquet}' (format parquet)")
        row_counts[name] = _write_csv(connection, f"audit_{name}", folder / f"{name}.csv")
    return row_counts


def _write_csv(connection: duckdb.DuckDBPyConnection, table: str, path: Path) -> int:
    """Write a table, and return its number of rows."""
    found = connection.execute(f"from {table}")
    rows = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(name for name, *_ in found.description)
        while chunk := found.fetchmany(10_000):
            writer.writerows([csv_cell(cell) for cell in row] for row in chunk)
            rows += len(chunk)
    return rows


def _write_manifest(
    folder: Path,
    about: dict[str, Any],
    period: Period,
    sampling: Sampling,
    row_counts: dict[str, int],
) -> None:
    """Write what the folder was made from, and the SHA-256 of every other file."""
    manifest = {
        "organization": about["organization"],
        "run_id": about["run_id"],
        "as_of": iso_timestamp(about["as_of"]),
        "publication_version": about["version"],
        "program_version": __version__,
        "is_pseudonymized": about["is_pseudonymized"],
        "from": period.first.isoformat(),
        "to": period.last.isoformat(),
        "time_zone": period.time_zone,
        "sample": sampling.size,
        "seed": sampling.seed,
        "rows": row_counts,
        "sha256": {
            path.name: hashlib.sha256(path.read_bytes()).hexdigest()
            for path in sorted(folder.iterdir())
        },
    }
    text = json.dumps(manifest, indent=2, ensure_ascii=False)
    (folder / MANIFEST).write_text(f"{text}\n", encoding="utf-8")
