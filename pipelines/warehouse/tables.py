"""Schemas of the raw tables that no source fills: what runs remember, and what each run tells its models."""

from collections.abc import Mapping

import pyarrow as pa

# Written by deletion scans.
SWEEPS = pa.schema([("swept_at", pa.timestamp("us"))])
DESTROYED_WORK_ITEMS = pa.schema(
    [
        ("work_item_id", pa.int64()),
        ("noticed_at", pa.timestamp("us")),
        ("last_rev", pa.int64()),  # the latest revision known at that time
    ]
)

# One row per complete load of a resource whose loads are all retained.
SNAPSHOT_LOADS = pa.schema(
    [
        ("resource", pa.string()),
        ("loaded_at", pa.timestamp("us", tz="UTC")),
        ("row_count", pa.int64()),
    ]
)

# What earlier loads contained about projects that may no longer be listed.
KNOWN_PROJECTS = pa.schema(  # one row for each name that a project has had
    [
        ("project_id", pa.string()),
        ("project_name", pa.string()),
        ("noted_at", pa.timestamp("us")),
    ]
)
KNOWN_AREAS = pa.schema([("area_id", pa.int64()), ("project_id", pa.string())])
KNOWN_STATES = pa.schema(
    [
        ("project_id", pa.string()),
        ("work_item_type", pa.string()),
        ("name", pa.string()),
        ("category", pa.string()),
    ]
)

# The projects and teams that the last run left out.
COVERAGE_GAPS = pa.schema(
    [
        ("resource", pa.string()),
        ("project_id", pa.string()),
        ("project_name", pa.string()),
        ("team_id", pa.string()),  # null for a project
        ("team_name", pa.string()),
        ("reason", pa.string()),
    ]
)

# Iterations with both dates, and subscriptions of teams to them, as they were when last loaded.
KNOWN_ITERATIONS = pa.schema(
    [
        ("project_id", pa.string()),
        ("node_id", pa.int64()),
        ("iteration_id", pa.string()),
        ("start_date", pa.timestamp("us", tz="UTC")),
        ("finish_date", pa.timestamp("us", tz="UTC")),
        ("noted_at", pa.timestamp("us")),
    ]
)
KNOWN_TEAM_ITERATIONS = pa.schema(
    [
        ("team_id", pa.string()),
        ("iteration_id", pa.string()),
        ("name", pa.string()),
        ("path", pa.string()),
        ("start_date", pa.timestamp("us", tz="UTC")),
        ("finish_date", pa.timestamp("us", tz="UTC")),
        ("noted_at", pa.timestamp("us")),
    ]
)

RETAINED_TABLES: Mapping[str, pa.Schema] = {
    "sweeps": SWEEPS,
    "destroyed_work_items": DESTROYED_WORK_ITEMS,
    "snapshot_loads": SNAPSHOT_LOADS,
    "known_projects": KNOWN_PROJECTS,
    "known_areas": KNOWN_AREAS,
    "known_states": KNOWN_STATES,
    "coverage_gaps": COVERAGE_GAPS,
    "known_iterations": KNOWN_ITERATIONS,
    "known_team_iterations": KNOWN_TEAM_ITERATIONS,
}

RUN_CONTEXT = pa.schema(
    [
        ("run_id", pa.string()),
        ("organization", pa.string()),
        ("organization_url", pa.string()),
        ("as_of", pa.timestamp("us")),
        ("as_of_date", pa.date32()),  # the calendar date of `as_of` in the configured time zone
        (
            "is_historical",
            pa.bool_(),
        ),  # `as_of` is in the past: history is neither read nor written
        ("time_zone", pa.string()),
        ("started_at", pa.timestamp("us")),
        ("version", pa.string()),
        ("velocity_planning_days", pa.int64()),
        ("velocity_incomplete_categories", pa.string()),  # separated by commas
        ("bulk_edit_items", pa.int64()),  # 0: no revision is a bulk edit
        ("dependency_link_types", pa.string()),  # additional ones, separated by commas
        ("forecast_trials", pa.int64()),
        ("forecast_wip", pa.int64()),  # portfolio items that a team works on at a time
        ("forecast_dependencies", pa.bool_()),  # items wait for their open predecessors
        ("authority_platform", pa.string()),  # the authority roster that was read, or null
    ]
)

# One row per platform that the run reads, without Azure DevOps.
PLATFORMS = pa.schema([("platform", pa.string())])

# One row per local day, with its start and end in UTC. `ends_at` is the next day's `starts_at`.
CALENDAR_DAYS = pa.schema(
    [
        ("calendar_date", pa.date32()),
        ("starts_at", pa.timestamp("us")),
        ("ends_at", pa.timestamp("us")),
    ]
)

COVERAGE = pa.schema(
    [
        ("resource", pa.string()),
        ("scope", pa.string()),
        ("status", pa.string()),  # loaded, denied, unavailable, failed
        ("row_count", pa.int64()),
        ("request_count", pa.int64()),
        ("is_complete", pa.bool_()),
        ("message", pa.string()),
    ]
)

# One row, written when an extraction is complete.
EXTRACTION_STATE = pa.schema(
    [
        ("organization", pa.string()),
        ("organization_url", pa.string()),
        ("read_until_at", pa.timestamp("us")),  # everything until this timestamp has been read, UTC
        ("platforms", pa.list_(pa.string())),  # that have a roster
    ]
)

RUN_TABLES: Mapping[str, pa.Schema] = {
    "run_context": RUN_CONTEXT,
    "platforms": PLATFORMS,
    "calendar_days": CALENDAR_DAYS,
    "coverage": COVERAGE,
    "extraction_state": EXTRACTION_STATE,
}
