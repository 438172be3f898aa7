"""Load the work items of the saved queries that the setting `segments` names."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

import dlt
import pyarrow as pa
from dlt.extract import DltResource

from pipelines import warehouse
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.saved_queries import (
    RESOURCE,
    WORK_ITEM_SEGMENTS_SCHEMA,
    QueryRead,
    Target,
    read_queries,
    targets,
)
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.errors import first_few
from pipelines.extract.coverage import CoverageLog
from pipelines.extract.loader import Loader
from pipelines.overrides.segments import without_items


def load_segments(
    organization: AzureDevOpsOrganization,
    loader: Loader,
    coverage: CoverageLog,
    segments: Sequence[str],
) -> None:
    """Replace the items of each query; one that cannot be read is named and keeps those that it had.

    Raises:
        RunFailed: If the token stopped working.
    """
    with coverage.optional([RESOURCE], WORK_READ):
        wanted = [target for setting in segments for target in targets(organization, setting)]
        earlier = _earlier(loader)
        left_out = organization.gaps.project_ids
        reads = list(
            read_queries(
                organization,
                [target for target in wanted if target.project["id"].lower() not in left_out],
            )
        )
        coverage.usage.of(RESOURCE).add(
            rows=sum(max(len(read.rows) - 1, 0) for read in reads)  # without the query's own row
        )
        current = _current(wanted, reads, earlier)
        if wanted or earlier.num_rows:
            loader.load(_source(current))
        coverage.usage.of(RESOURCE).remarks += map(without_items, _empty_segments(current))
        coverage.add_loaded(RESOURCE, WORK_READ.code, None, _incomplete_reason(reads, earlier))


def _earlier(loader: Loader) -> pa.Table:
    with warehouse.connect(loader.warehouse_path) as connection:
        warehouse.create_missing_tables(connection, {RESOURCE: WORK_ITEM_SEGMENTS_SCHEMA})
        columns = ", ".join(WORK_ITEM_SEGMENTS_SCHEMA.names)
        table = connection.sql(f"select {columns} from raw.{RESOURCE}").to_arrow_table()
    return table.cast(WORK_ITEM_SEGMENTS_SCHEMA)


def _current(wanted: list[Target], reads: list[QueryRead], earlier: pa.Table) -> pa.Table:
    """Return the rows of the queries that were read, and the earlier rows of the others."""
    read = {result.target.key for result in reads if result.rows}
    unread = {target.key for target in wanted} - read
    rows = [row for result in reads for row in result.rows]
    rows += [row for row in earlier.to_pylist() if _key(row) in unread]
    return pa.Table.from_pylist(rows, schema=WORK_ITEM_SEGMENTS_SCHEMA)


def _empty_segments(current: pa.Table) -> list[str]:
    """Return the segments without items."""
    rows = current.to_pylist()
    filled = {row["segment"] for row in rows if row["work_item_id"] is not None}
    return sorted({row["segment"] for row in rows} - filled)


def _key(row: dict[str, str]) -> tuple[str, str]:
    return row["setting"], row["project_id"]


def _incomplete_reason(reads: list[QueryRead], earlier: pa.Table) -> str | None:
    """Return which segments could not be read, and why."""
    had_query = {_key(row) for row in earlier.to_pylist() if row["work_item_id"] is None}
    by_setting: dict[str, list[QueryRead]] = defaultdict(list)
    for read in reads:
        by_setting[read.target.setting].append(read)
    problems = [
        f"{setting}: {problem}"
        for setting, of_setting in by_setting.items()
        for problem in _problems(of_setting, had_query)
    ]
    if not problems:
        return None
    return (
        f"not all segments were read: {first_few(problems, '; ')}. Their items are those of the last load. "
        "Correct the queries or the setting segments"
    )


def _problems(reads: list[QueryRead], had_query: set[tuple[str, str]]) -> Iterator[str]:
    """Yield what is wrong with the queries of one setting."""
    for read in reads:
        name = read.target.project["name"]
        if read.problem:
            yield f"in project {name}, {read.problem}"
        elif not read.rows and read.target.key in had_query:
            yield f"project {name} no longer has this query, or the token cannot see it"
    if not any(read.rows or read.problem or read.target.key in had_query for read in reads):
        yield "no selected project has this query, or the token cannot see it"


@dlt.source(name="azure_devops", max_table_nesting=0)
def _source(table: pa.Table) -> Iterator[DltResource]:
    yield dlt.resource([table], name=RESOURCE, write_disposition="replace")
