"""Load the links to artifacts and web pages of the items that have changed since theirs were read."""

from collections.abc import Iterator
from pathlib import Path

import dlt
import pyarrow as pa
from dlt.extract import DltResource

from pipelines import warehouse
from pipelines.azure_devops.organization import AzureDevOpsOrganization
from pipelines.azure_devops.resources.work_item_relations import (
    PRIMARY_KEY,
    RESOURCE,
    WORK_ITEM_RELATIONS_SCHEMA,
    read_relations,
)
from pipelines.azure_devops.scopes import WORK_READ
from pipelines.azure_devops.source import MERGE_BY_REPLACING_ROWS
from pipelines.errors import first_few
from pipelines.extract.coverage import CoverageLog
from pipelines.extract.known_projects import ITEM_PROJECTS
from pipelines.extract.loader import Loader

PACKAGE_ITEMS = 10_000  # what a failure or a kill costs at most: 50 requests

# Deleted items cannot be read: they keep the links that they had.
_CHANGED = f"""
    with changed as (
        select revisions.id
        from raw.work_item_revisions as revisions
        left join raw.work_item_relations as relations
            on revisions.id = relations.work_item_id and relations.position = 0
        group by revisions.id
        having
            bool_or(revisions.external_link_count > 0 or revisions.hyperlink_count > 0)
            and not coalesce(arg_max(revisions.is_deleted, revisions.rev), false)
            and ($reads_all or max(revisions.rev) > coalesce(max(relations.rev), 0))
    )

    select items.id
    from ({ITEM_PROJECTS}) as items
    where
        items.id in (from changed)
        and items.project_id in (select id from raw.projects)
        and items.id not in (select work_item_id from raw.destroyed_work_items)
    order by items.id
"""


def load_relations(
    organization: AzureDevOpsOrganization,
    loader: Loader,
    coverage: CoverageLog,
    full_refresh: bool = False,
) -> None:
    """Load the links of all items whose latest revision is newer than their links.

    An item that the service does not return is named, and asked for again by the next run. What was loaded
    before a failure is kept.

    Raises:
        RunFailed: If the token stopped working.
    """
    with coverage.optional([RESOURCE], WORK_READ):
        ids = changed_items(loader.warehouse_path, full_refresh)
        unreturned: list[int] = []
        for start in range(0, len(ids), PACKAGE_ITEMS):
            package = ids[start : start + PACKAGE_ITEMS]
            tables = list(read_relations(organization, package))
            coverage.usage.of(RESOURCE).add(rows=sum(table.num_rows for table in tables))
            loader.load(_source(tables))
            unreturned += _without(package, tables)
        coverage.add_loaded(RESOURCE, WORK_READ.code, _remark(unreturned))


def changed_items(warehouse_path: Path, reads_all: bool = False) -> list[int]:
    """Return the ids of the items to read, in ascending order.

    Items of projects that are not read, deleted items, and items that never had such a link are left out.
    """
    with warehouse.connect(warehouse_path) as connection:
        warehouse.create_missing_tables(
            connection, {RESOURCE: WORK_ITEM_RELATIONS_SCHEMA, **warehouse.RETAINED_TABLES}
        )
        rows = connection.execute(_CHANGED, {"reads_all": reads_all}).fetchall()
    return [item_id for (item_id,) in rows]


def _without(ids: list[int], tables: list[pa.Table]) -> list[int]:
    returned = {item_id for table in tables for item_id in table["work_item_id"].to_pylist()}
    return [item_id for item_id in ids if item_id not in returned]


def _remark(unreturned: list[int]) -> str | None:
    if not unreturned:
        return None
    return (
        f"{len(unreturned):,} work items were not returned and are asked for again by the next run: "
        f"{first_few([str(item_id) for item_id in unreturned])}"
    )


@dlt.source(name="azure_devops", max_table_nesting=0)
def _source(tables: list[pa.Table]) -> Iterator[DltResource]:
    yield dlt.resource(
        [WORK_ITEM_RELATIONS_SCHEMA.empty_table(), *tables],
        name=RESOURCE,
        primary_key=PRIMARY_KEY,
        merge_key="work_item_id",
        write_disposition=MERGE_BY_REPLACING_ROWS,
    )
