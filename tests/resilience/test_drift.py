"""An organization whose definitions change between two runs: no failure, and no value is lost."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pytest

from sample_organization.model.history import Item
from sample_organization.model.organization import FieldDefinition, FieldValue, WorkItemType
from sample_organization.model.processes import FINISH_DATE, SCRUM, TARGET_DATE
from tests.support.loading import Runs, serving
from tests.support.organizations import TinyOrganization

PRIORITY = "Microsoft.VSTS.Common.Priority"
SIZE = "Custom.Size"
REVISIONS = "from raw.work_item_revisions where id = 1 order by rev"


@dataclass(frozen=True)
class Drift:
    """What happens to item 1 and its organization by day, and what a query then gives."""

    name: str
    happens: Callable[[TinyOrganization, Item], None]
    query: str
    gives: list[tuple[Any, ...]]


def sets(*values: FieldValue, field: str) -> Callable[[TinyOrganization, Item], None]:
    """Give a field one value after the other."""

    def happens(tiny: TinyOrganization, item: Item) -> None:
        for day, value in enumerate(values, 1):
            tiny.change(item, f"2026-03-{day:02}", fields={field: value})

    return happens


def new_field(tiny: TinyOrganization, item: Item) -> None:
    tiny.organization.fields += (FieldDefinition("Custom.Colour", "Colour"),)
    tiny.change(item, "2026-03-01", fields={"Custom.Colour": "red"})


def new_long_text_field(tiny: TinyOrganization, item: Item) -> None:
    tiny.organization.fields += (FieldDefinition("Custom.Essay", "Essay", "html"),)
    tiny.change(item, "2026-03-01", fields={"Custom.Essay": "<p>Long</p>"})


def field_with_another_type(tiny: TinyOrganization, item: Item) -> None:
    sets("large", field=SIZE)(tiny, item)
    tiny.organization.fields += (FieldDefinition(SIZE, "Size", "double"),)
    tiny.change(item, "2026-03-02", fields={SIZE: 3.5})


def new_type(tiny: TinyOrganization, item: Item) -> None:
    spike = WorkItemType("Spike", "Custom.Spike", tiny.project.process.types[0].states)
    process = tiny.project.process
    tiny.project.process = replace(process, types=(*process.types, spike))
    tiny.change(item, "2026-03-01", type="Spike")


def new_process(tiny: TinyOrganization, item: Item) -> None:
    tiny.add_team(tiny.add_project("Gamma", SCRUM), "Newcomers")


def renamed_project(tiny: TinyOrganization, item: Item) -> None:
    tiny.rename_project("Alpha Centauri")
    tiny.change(item, "2026-03-01", area=tiny.area, iteration=tiny.sprints[0])


def renamed_team(tiny: TinyOrganization, item: Item) -> None:
    tiny.team.name = "Crew of Old"


def renamed_iteration(tiny: TinyOrganization, item: Item) -> None:
    tiny.sprints[0].path = "Alpha\\Sprint One"


def hundreds_of_revisions(tiny: TinyOrganization, item: Item) -> None:
    for number in range(400):
        minute = f"2026-03-01 {number // 60:02}:{number % 60:02}"
        tiny.change(item, minute, title=f"Title {number}")


DRIFTS = (
    Drift(
        "new field",
        new_field,
        f"select other_fields->>'Custom.Colour' {REVISIONS}",
        [(None,), ("red",)],
    ),
    Drift(
        "new long text field",
        new_long_text_field,
        f"select long_text->>'Custom.Essay' {REVISIONS}",
        [(None,), ("<p>Long</p>",)],
    ),
    Drift(
        "field with another type",
        field_with_another_type,
        f"select other_fields->>'$.\"{SIZE}\"' {REVISIONS}",
        [(None,), ("large",), ("3.5",)],
    ),
    Drift(
        "number that was text",
        sets("high", 2, 2.5, "3", field=PRIORITY),
        f"select priority, other_fields->>'$.\"{PRIORITY}\"' {REVISIONS}",
        [(None, None), (None, "high"), (2, "2"), (None, "2.5"), (3, "3")],
    ),
    Drift(
        "title that is a number",
        sets(42, field="System.Title"),
        f"select title {REVISIONS}",
        [("A story",), ("42",)],
    ),
    Drift(
        "system field that is not a number",
        sets("many", 3, 1e30, field="System.ExternalLinkCount"),
        f"select external_link_count, other_fields->>'$.\"System.ExternalLinkCount\"' {REVISIONS}",
        [(None, None), (None, "many"), (3, None), (None, "1e30")],
    ),
    Drift(
        "number without a limit",
        sets(1e30, -1e300, 2.0, field=SIZE),
        f"select other_fields->>'$.\"{SIZE}\"' {REVISIONS}",
        [(None,), ("1e30",), ("-1e300",), ("2.0",)],
    ),
    Drift(
        "system field that is not a timestamp",
        sets("soon", field="System.AuthorizedDate"),
        f"select authorized_date is null, other_fields->>'$.\"System.AuthorizedDate\"' {REVISIONS}",
        [(False, None), (True, "soon")],
    ),
    Drift(
        "assignee as text",
        sets("Old Hand <old@tiny.example>", "Older Hand", field="System.AssignedTo"),
        f"select assigned_to_name, assigned_to_unique_name {REVISIONS}",
        [(None, None), ("Old Hand", "old@tiny.example"), ("Older Hand", None)],
    ),
    Drift(
        "timestamps with 0 and 7 digits",
        sets("2026-03-02T09:30:00Z", "2026-03-02T09:30:00.1234567Z", field=TARGET_DATE),
        f"select target_date::timestamp::varchar {REVISIONS}",
        [(None,), ("2026-03-02 09:30:00",), ("2026-03-02 09:30:00.123456",)],
    ),
    Drift(
        "first and last possible timestamp",
        sets("0001-01-01T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "soon", field=FINISH_DATE),
        f"select year(finish_date), other_fields->>'$.\"{FINISH_DATE}\"' {REVISIONS}",
        [
            (None, None),
            (1, "0001-01-01T00:00:00Z"),
            (9999, "9999-12-31T23:59:59.9999999Z"),
            (None, "soon"),
        ],
    ),
    Drift(
        "null character and emoji",
        sets("a\0b \U0001f6e4", field="System.Title"),
        f"select title {REVISIONS}",
        [("A story",), ("a\0b \U0001f6e4",)],
    ),
    Drift(
        "new type", new_type, f"select work_item_type {REVISIONS}", [("User Story",), ("Spike",)]
    ),
    Drift(
        "new process",
        new_process,
        "select process_name from raw.projects order by name",
        [("Agile",), ("Scrum",)],
    ),
    Drift(
        "renamed project", renamed_project, "select name from raw.projects", [("Alpha Centauri",)]
    ),
    Drift(
        "renamed team",
        renamed_team,
        "select name from raw.teams order by name",
        [("Alpha Team",), ("Crew of Old",)],
    ),
    Drift(
        "renamed iteration",
        renamed_iteration,
        "select name from raw.team_iterations order by path limit 1",
        [("Sprint 2",)],
    ),
    Drift(
        "hundreds of revisions",
        hundreds_of_revisions,
        "select count(*), count(distinct rev), max(rev) from raw.work_item_revisions",
        [(401, 401, 401)],
    ),
)


@pytest.mark.exhaustive
@pytest.mark.parametrize("drift", [pytest.param(drift, id=drift.name) for drift in DRIFTS])
def test_a_change_between_two_runs_loses_nothing(
    drift: Drift, runs: Runs, tmp_path_factory: pytest.TempPathFactory
) -> None:
    at_once = Runs(tmp_path_factory.mktemp("at_once"))
    tiny = TinyOrganization()
    item = tiny.story("2026-02-20", iteration=tiny.sprints[0])
    with serving(tiny.commit()) as server:
        runs.load(server.url)
        drift.happens(tiny, item)
        tiny.commit()
        runs.load(server.url)
        at_once.load(server.url)
    assert runs.rows(drift.query) == drift.gives
    assert runs.tables() == at_once.tables()
