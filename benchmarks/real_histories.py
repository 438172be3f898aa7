"""Back-test forecasts on histories of real organizations, which are files of your own.

    python -m benchmarks.real_histories FILE [FILE ...]

prints two Markdown tables for each: how often the forecasts of the last 52 weeks held, by team, and why there
was none. A file is a JSON object:

    {"as_of": "2026-06-30T18:00:00Z",
     "projects": [{"name": "Alpha", "process": "Agile", "effort": "Microsoft.VSTS.Scheduling.StoryPoints",
                   "areas": ["Alpha\\\\Crew"], "iterations": [["Sprint 1", "2026-03-02", "2026-03-13"]],
                   "types": {"Bug": ["Bug", [["New", "Proposed"], ["Closed", "Completed"]]]},
                   "teams": [["Crew", [["Alpha\\\\Crew", true]], "asRequirements", "all"]]}],
     "items": [{"id": 7, "events": [["2026-02-20T09:00:00Z", "p1", {"Type": "Bug", "Area": "Alpha"}]]}],
     "links": [["2026-03-01T09:00:00Z", "System.LinkTypes.Hierarchy", 5, 7, "create"]]}

The level of a type is Epic, Feature, Requirement, Bug or Task. A team selects all iterations with dates, or
none: `[]`. An event is a revision: its author and the fields that it changes. What happened after `as_of` is
left out.
"""

import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import count
from pathlib import Path
from typing import Any

import duckdb

from sample_organization import SAMPLE_TOKEN, serve
from sample_organization.model.history import Changes, History, Item
from sample_organization.model.organization import (
    Backlog,
    Node,
    Organization,
    Process,
    Project,
    State,
    Team,
    WorkItemType,
    guid,
)
from sample_organization.model.processes import (
    AGILE,
    BACKLOG_PRIORITY,
    FIELDS,
    STACK_RANK,
    TARGET_DATE,
)
from tests.oracle.product import publish
from tests.oracle.run_parameters import RunParameters
from tests.support.organizations import person

LEVELS = {"Task": "task", "Requirement": "requirement", "Feature": "portfolio", "Epic": "portfolio"}
FIELD_NAMES = {
    "Rank": STACK_RANK,
    "BacklogPriority": BACKLOG_PRIORITY,
    "Target": TARGET_DATE,
    "Column": "System.BoardColumn",
}

HELD = """
    from forecast_calibration
    select
        if(grouping(team_id) = 1, 'total', any_value(team_name)) as team,
        cast(sum(forecasts) filter (confidence = 0.85) as bigint) as "forecasts at 85 %",
        sum(held) filter (confidence = 0.5) / sum(forecasts) filter (confidence = 0.5) as "held at 50 %",
        sum(held) filter (confidence = 0.85) / sum(forecasts) filter (confidence = 0.85) as "at 85 %",
        sum(held) filter (confidence = 0.95) / sum(forecasts) filter (confidence = 0.95) as "at 95 %",
        count(*) filter (confidence = 0.85 and is_reliable)
        || ' of ' || count(*) filter (confidence = 0.85) as "reliable teams",
        count(*) filter (confidence = 0.85 and has_slowed) as "slowed"
    group by grouping sets ((team_id), ())
    having grouping(team_id) = 1 or "forecasts at 85 %" >= 20
    order by grouping(team_id), team
"""
MISSING = """
    from forecast_backtest
    select
        subject_type as subject,
        regexp_replace(reason, '^.+ on \\d+ days?', 'Completed items on n days') as "why there is none",
        count(*) as "subjects and weeks"
    where not is_forecastable
    group by all
    order by all
"""

Json = Mapping[str, Any]


def organization_of(history: Json, name: str) -> Organization:
    """Return the organization of a history, as it is at `as_of`."""
    organization = Organization(name, datetime.fromisoformat(history["as_of"]), FIELDS)
    ids = count(1)
    organization.projects += [_project(description, ids) for description in history["projects"]]
    places = {
        (node.kind, node.path): node
        for project in organization.projects
        for tree in (project.areas, project.iterations)
        for node in tree.walk()
    }
    log = History(organization, until=organization.present)
    items = {item["id"]: _write(log, item, places) for item in history["items"]}
    log.commit()
    # Links need both ends, and some times are wrong.
    for at, rel, source, target, operation in history["links"]:
        change = log.link if operation == "create" else log.unlink
        ends = items.get(source, source), items.get(target, target)
        change(*ends, datetime.fromisoformat(at), person("links"), rel)
    return log.commit()


def _project(description: Json, ids: Iterator[int]) -> Project:
    name = description["name"]
    iterations = {
        f"{name}\\{path}": [date.fromisoformat(day) if day else None for day in days]
        for path, *days in description["iterations"]
    }
    tree = _tree("iteration", name, iterations, ids)
    project = Project(
        guid("project", name),
        name,
        _process(description),
        _tree("area", name, dict.fromkeys(description["areas"], ()), ids),
        tree,
    )
    for team, areas, bugs_behavior, selected in description["teams"]:
        project.teams.append(
            Team(
                guid("team", name, team),
                team,
                area_values=[(path, below) for path, below in areas],
                iterations=[node for node in tree.walk() if node.start] if selected else [],
                bugs_behavior=bugs_behavior,
            )
        )
    return project


def _tree(
    kind: str, root: str, nodes: Mapping[str, Sequence[date | None]], ids: Iterator[int]
) -> Node:
    """Return the root of a tree with these nodes, and those above them."""
    found = {root: Node(next(ids), kind, root)}

    def node(path: str) -> Node:
        if path not in found:
            found[path] = Node(next(ids), kind, path, *nodes.get(path, ()))
            node(path.rpartition("\\")[0]).children.append(found[path])
        return found[path]

    for path in nodes:
        node(path)
    return found[root]


def _process(description: Json) -> Process:
    """Return the process of a project: its types, with a category and a backlog for each level."""
    types = dict(description["types"])
    names: dict[str, list[str]] = {level: [] for level in ("Bug", *LEVELS)}
    for name, (level, _) in types.items():
        names[level].append(name)
    for level in ("Requirement", "Task"):  # every process has such a backlog
        if not names[level]:
            names[level].append(f"Unused {level}")
            types[f"Unused {level}"] = level, [("New", "Proposed"), ("Closed", "Completed")]
    return replace(
        AGILE,
        id=guid("process", description["name"]),
        name=f"{description['process']} of {description['name']}",
        types=tuple(
            WorkItemType(
                name,
                f"Custom.{name.replace(' ', '')}",
                tuple(State(*state) for state in states),
                AGILE.types[0].field_names,
            )
            for name, (_, states) in types.items()
        ),
        categories={f"Microsoft.{level}Category": tuple(names[level]) for level in names},
        backlogs=tuple(
            Backlog(f"Microsoft.{level}Category", f"{level}s", kind, rank, tuple(names[level]))
            for rank, (level, kind) in enumerate(LEVELS.items(), start=1)
            if names[level]
        ),
        type_fields=AGILE.type_fields | {"Effort": description["effort"]},
    )


def _write(log: History, item: Json, places: Mapping[tuple[str, str], Node]) -> Item:
    """Record the creation of an item and each of its changes."""
    [(at, by, values), *events] = item["events"]
    details = _changes(values, places)
    written = log.create(
        datetime.fromisoformat(at),
        person(by or "unknown"),
        details.pop("type"),
        details.pop("area"),
        item["id"],
        title=f"Item {item['id']}",
        **details,
    )
    for at, by, values in events:
        changes = _changes(values, places)
        log.change(written, datetime.fromisoformat(at), person(by or "unknown"), **changes)
    return written


def _changes(values: Json, places: Mapping[tuple[str, str], Node]) -> Changes:
    """Return the changes of an event; fields without a meaning here only make a revision."""
    changes: Changes = {
        "fields": {FIELD_NAMES[key]: values[key] for key in values if key in FIELD_NAMES}
    }
    if "Type" in values:
        changes["type"] = values["Type"]
    if "State" in values:
        changes["state"] = values["State"]
    if "Area" in values:
        changes["area"] = places["area", values["Area"]]
    if "Iteration" in values:
        changes["iteration"] = places["iteration", values["Iteration"]]
    if "Effort" in values:
        changes["effort"] = values["Effort"]
    if "Tags" in values:
        changes["tags"] = values["Tags"]
    if values.get("Assigned"):
        changes["assigned_to"] = person(values["Assigned"])
    return changes


def published(path: Path, folder: Path) -> Path:
    """Serve a history and run the product on it; return the published database."""
    organization = organization_of(json.loads(path.read_text()), path.stem)
    with serve(organization) as server:
        return publish(
            RunParameters(organization.present, server.url, authority=None),
            folder,
            SOURCES__AZURE_DEVOPS__ORGANIZATION_URL=server.url,
            SOURCES__AZURE_DEVOPS__ACCESS_TOKEN=SAMPLE_TOKEN,
        )


def table(rows: duckdb.DuckDBPyRelation) -> Iterator[str]:
    """Yield the lines of a Markdown table, with shares in percent."""
    yield f"| {' | '.join(rows.columns)} |"
    yield "|---" * len(rows.columns) + "|"
    for row in rows.fetchall():
        cells = (f"{100 * cell:.0f} %" if isinstance(cell, float) else str(cell) for cell in row)
        yield f"| {' | '.join(cells)} |"


def main() -> None:
    """Print the tables, one history after the other."""
    for path in map(Path, sys.argv[1:]):
        with (
            tempfile.TemporaryDirectory() as folder,
            duckdb.connect(str(published(path, Path(folder))), read_only=True) as database,
        ):
            for query in (HELD, MISSING):
                print(f"\n{path.stem}:\n", *table(database.sql(query)), sep="\n", flush=True)


if __name__ == "__main__":
    main()
