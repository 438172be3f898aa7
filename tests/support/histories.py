"""Histories in the tables of pages: generated, served, loaded, and the published tables built from them."""

import os
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from unittest.mock import patch

from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner

from pipelines import warehouse
from pipelines.extract.coverage import as_table
from pipelines.extract.raw_tables import create_missing_raw_tables
from pipelines.paths import PROJECT_DIR
from pipelines.warehouse.run_context import RunContext, write_run_context
from sample_organization import serve
from sample_organization.model.history import HIERARCHY, Changes, History, Item
from sample_organization.model.organization import Node, Organization
from sample_organization.model.processes import STACK_RANK, TARGET_DATE
from tests.support.loading import Runs
from tests.support.organizations import TinyOrganization, at

Row = Mapping[str, str]


class WrittenHistories:
    """An organization with a project for each history, whose items have the ids that are written."""

    def __init__(self, present: str, iterations: Sequence[Row]) -> None:
        self._tiny = TinyOrganization(present=present)
        self._iterations = iterations

    @property
    def organization(self) -> Organization:
        return self._tiny.organization

    def add(
        self,
        project: str,
        revisions: Sequence[Row],
        links: Sequence[Row] = (),
        hierarchy: Sequence[Row] = (),
    ) -> None:
        """Add a project with team Crew, whose items' ids count up from that of the first row."""
        place = self._tiny.add_project(project)
        sprints = {
            row["iteration"]: self._tiny.add_iteration(
                place,
                row["iteration"],
                date.fromisoformat(row["start"]),
                date.fromisoformat(row["finish"]),
            )
            for row in self._iterations
        }
        self._tiny.add_team(place, "Crew", list(sprints.values()), self._tiny.anna)
        history = History(self.organization, first_id=int(revisions[0]["item"]))
        area = place.areas.children[0]
        items: dict[str, Item] = {}
        for row in revisions:
            changes, when = _changes(row, sprints), at(row["changed at"])
            if row["item"] in items:
                history.change(items[row["item"]], when, self._tiny.anna, **changes)
            else:
                type_name = row.get("type") or "User Story"
                items[row["item"]] = history.create(
                    when, self._tiny.anna, type_name, area, title=row["item"], **changes
                )
        for row in links:
            ends = items[row["predecessor"]], items[row["successor"]]
            history.link(*ends, at(row["linked at"]), self._tiny.anna)
        for row in hierarchy:
            change = {"added": history.link, "removed": history.unlink}[row["change"]]
            ends = items[row["parent"]], items[row["child"]]
            change(*ends, at(row["changed at"]), self._tiny.anna, HIERARCHY)
        history.commit()
        assert {name: str(item.id) for name, item in items.items()} == {
            name: name for name in items
        }


def _changes(row: Row, sprints: Mapping[str, Node]) -> Changes:
    """Return the changes of a revision: the columns that are not empty."""
    changes: Changes = {}
    if row.get("state"):
        changes["state"] = row["state"]
    if row.get("iteration"):
        changes["iteration"] = sprints[row["iteration"]]
    if row.get("story points"):
        changes["effort"] = float(row["story points"])
    if row.get("tags"):
        changes["tags"] = row["tags"]
    if row.get("rank"):
        changes["fields"] = {STACK_RANK: float(row["rank"])}
    if row.get("target date"):
        changes["fields"] = {TARGET_DATE: f"{row['target date']}T00:00:00Z"}
    return changes


def build(organization: Organization, tables: Sequence[str], folder: Path) -> Path:
    """Read the organization over HTTP and build `tables`, and what they need; the warehouse's path."""
    path = load(organization, folder)
    build_at(path, organization, organization.present, tables)
    return path


def load(organization: Organization, folder: Path) -> Path:
    """Read the organization over HTTP into a warehouse; its path."""
    runs = Runs(folder)
    with serve(organization) as server:
        extraction = runs.load(server.url)
    with warehouse.connect(runs.path) as connection:
        create_missing_raw_tables(connection)
        warehouse.replace_table(connection, "coverage", as_table(extraction.coverage))
    return runs.path


def build_at(
    warehouse_path: Path, organization: Organization, as_of: datetime, tables: Sequence[str]
) -> None:
    """Build `tables`, and what they need, for a timestamp."""
    with warehouse.connect(warehouse_path) as connection:
        write_run_context(connection, _context(organization, as_of))
    build_models(warehouse_path, tables, warehouse_path.parent / "dbt")


def _context(organization: Organization, as_of: datetime) -> RunContext:
    return RunContext(
        run_id="histories",
        organization=organization.name,
        organization_url=organization.url,
        as_of=as_of,
        is_historical=as_of != organization.present,
        time_zone="UTC",
        started_at=datetime.now(UTC),
        velocity_planning_days=0,
        velocity_incomplete_categories=("Proposed", "InProgress", "Resolved", "Unknown"),
        bulk_edit_items=50,
        dependency_link_types=(),
        authority_platform=None,
        platforms=(),
    )


def build_models(warehouse_path: Path, tables: Sequence[str], folder: Path) -> None:
    """Build `tables`, and what they need, on a warehouse."""
    environment = {"ADO_FINDINGS_WAREHOUSE": str(warehouse_path)}
    arguments = [
        "build",
        *("--select", *(f"+{table}" for table in tables)),
        *("--exclude-resource-type", "test", "--exclude-resource-type", "unit_test"),
        *("--project-dir", str(PROJECT_DIR), "--profiles-dir", str(PROJECT_DIR)),
        *("--target-path", str(folder / "target"), "--log-path", str(folder / "logs")),
        *("--log-level", "none"),
    ]
    with patch.dict(os.environ, environment):
        done = dbtRunner().invoke(arguments)
    DuckDBConnectionManager.close_all_connections()
    assert done.success, done.exception or done.result
