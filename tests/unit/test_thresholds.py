import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from pipelines.errors import UserActionRequired
from pipelines.overrides.catalogue import (
    AGGREGATES,
    PARAMETERS,
    SWITCH,
    read_catalogue,
    rules_on_items,
)
from pipelines.overrides.projects_and_teams import Project, ProjectsAndTeams, Team
from pipelines.overrides.segments import Segments
from pipelines.overrides.thresholds import Thresholds, read_thresholds
from pipelines.paths import PROJECT_DIR

CATALOGUE: Mapping[str, list[str]] = {
    "zombie": ["low_threshold", "medium_threshold", "is_enabled"],
    "velocity_drop": ["medium_threshold", "window_size", "is_enabled"],
    "orphan": ["is_enabled", "aggregates"],
}
WEB, MOBILE = Project("aaaa-1", "Web", True), Project("aaaa-2", "Mobile", True)
ELSEWHERE = Project("aaaa-3", "Elsewhere", False)
KNOWN = ProjectsAndTeams(
    [WEB, MOBILE, ELSEWHERE],
    [
        Team("bbbb-1", "Core", WEB.id),
        Team("bbbb-2", "Core", MOBILE.id),
        Team("bbbb-3", "Størm", MOBILE.id),
    ],
)
GREAT = "123456789012345678901234567890"
HEADER = "rule_id,project,team,parameter,value\n"


def read(tmp_path: Path, text: str) -> Thresholds:
    path = tmp_path / "thresholds.csv"
    path.write_text(text, encoding="utf-8")
    thresholds = read_thresholds(path, CATALOGUE)
    assert thresholds
    return thresholds


def located(tmp_path: Path, *lines: str) -> list[tuple[object, ...]]:
    rows = read(tmp_path, HEADER + "\n".join(lines)).resolve(lambda: KNOWN).to_pylist()
    return [(row["line_number"], row["project_id"], row["team_id"], row["value"]) for row in rows]


def test_without_a_file_nothing_is_changed(tmp_path: Path) -> None:
    assert read_thresholds(tmp_path / "thresholds.csv", CATALOGUE) is None


def test_projects_and_teams_are_found_by_name_or_id_in_any_case(tmp_path: Path) -> None:
    assert located(
        tmp_path,
        "zombie,,,low_threshold,60",
        "zombie,web,,low_threshold,61.5",
        "zombie,AAAA-2,,low_threshold,62",
        "zombie,Web,core,low_threshold,63",
        "zombie,,STØRM,low_threshold,64",
        "zombie,,BBBB-2,low_threshold,65",
    ) == [
        (2, None, None, "60"),
        (3, "aaaa-1", None, "61.5"),
        (4, "aaaa-2", None, "62"),
        (5, "aaaa-1", "bbbb-1", "63"),
        (6, "aaaa-2", "bbbb-3", "64"),
        (7, "aaaa-2", "bbbb-2", "65"),
    ]


def test_values_have_the_type_of_their_parameter(tmp_path: Path) -> None:
    rows = located(
        tmp_path,
        "velocity_drop,,,medium_threshold,3",
        "velocity_drop,,,window_size,9",
        "orphan,,,is_enabled,no",
        "orphan,Web,,aggregates,yes",
    )
    assert [row[-1] for row in rows] == ["3", "9", "false", "true"]


def test_a_line_for_a_project_that_is_not_read_changes_nothing(tmp_path: Path) -> None:
    assert located(tmp_path, "zombie,Elsewhere,Whoever,low_threshold,60") == []


def test_without_names_the_organization_is_not_requested(tmp_path: Path) -> None:
    def ask() -> ProjectsAndTeams:
        raise AssertionError

    thresholds = read(tmp_path, "rule_id,parameter,value\nzombie,low_threshold,60\n")
    assert thresholds.resolve(ask).num_rows == 1


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("zombi,,,low_threshold,6", "column rule_id: there is no rule `zombi`. Nearest: `zombie`"),
        (",,,low_threshold,6", "column rule_id: empty"),
        ("zombie,,,,6", "column parameter: empty"),
        (
            "zombie,,,high_threshold,6",
            "column parameter: `zombie` has no parameter `high_threshold`. Use one of low_threshold",
        ),
        ("zombie,,,idle_days,6", "column parameter: `zombie` has no parameter `idle_days`"),
        ("zombie,,,low_threshold,", "column value: empty"),
        (
            "zombie,,,low_threshold,six",
            'column value: "six" is not a valid number. Use a number from 0',
        ),
        (
            "zombie,,,low_threshold,-1",
            'column value: "-1" is not a valid number. Use a number from 0',
        ),
        (
            "zombie,,,low_threshold,inf",
            'column value: "inf" is not a valid number. Use a number from 0',
        ),
        (f"zombie,,,low_threshold,{GREAT}", "is not a valid number. Use a number from 0 to 1,000"),
        (
            f"velocity_drop,,,window_size,{GREAT}",
            "is not a valid integer. Use an integer from 1 to 1,000",
        ),
        (
            "velocity_drop,,,window_size," + "9" * 5000,
            "is not a valid integer. Use an integer from 1",
        ),
        ("velocity_drop,,,window_size,6.0", 'column value: "6.0" is not a valid integer'),
        ("velocity_drop,,,window_size,0", 'column value: "0" is not a valid integer'),
        ("orphan,,,is_enabled,2", 'column value: "2" is not a valid boolean'),
        (
            "orphan,Web,,is_enabled,no",
            "column project: must be empty: `is_enabled` applies to the complete",
        ),
        ("orphan,,Core,is_enabled,no", "column team: must be empty"),
        (
            "orphan,,Core,aggregates,no",
            "column team: must be empty: `aggregates` applies to complete projects",
        ),
        ("zombie,,,low_threshold,6,7", "6 cells, but 5 columns"),
    ],
)
def test_an_error_is_named_with_its_position(tmp_path: Path, line: str, problem: str) -> None:
    with pytest.raises(UserActionRequired) as error:
        read(tmp_path, HEADER + "zombie,,,medium_threshold,1\n" + line + "\n")
    assert "thresholds.csv, line 3, " in str(error.value)
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("header", "problem"),
    [
        ("rule_id,value", "line 1, column parameter: missing. The columns are rule_id, parameter"),
        ("rule_id,parameter,value,projekt", "line 1, column projekt: unknown. The columns are"),
    ],
)
def test_a_header_with_other_columns_is_rejected(tmp_path: Path, header: str, problem: str) -> None:
    with pytest.raises(UserActionRequired) as error:
        read(tmp_path, header + "\n")
    assert problem in str(error.value)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (
            ["zombie,Web,,low_threshold,6", "zombie,WEB,,low_threshold,7"],
            "line 3, column rule_id: `zombie low_threshold web` is in line 2 as well",
        ),
        (
            ["zombie,Web,Core,low_threshold,6", "zombie,,bbbb-1,low_threshold,7"],
            "line 3, column rule_id: `zombie low_threshold aaaa-1 bbbb-1` is in line 2 as well",
        ),
        (["zombie,Wob,,low_threshold,6"], "line 2, column project: there is no project `Wob`"),
        (["zombie,Wob,,low_threshold,6"], "Nearest: `Web`"),
        (
            ["zombie,Web,Storm,low_threshold,6"],
            "line 2, column team: there is no team `Storm` in Web. Nearest: `Core`",
        ),
        (
            ["zombie,,Core,low_threshold,6"],
            "line 2, column project: empty, but several projects have a team `Core`. Use one of Mobile, Web",
        ),
    ],
)
def test_an_ambiguous_project_or_team_is_named(
    tmp_path: Path, lines: list[str], problem: str
) -> None:
    with pytest.raises(UserActionRequired) as error:
        located(tmp_path, *lines)
    assert problem in str(error.value)


def test_of_two_teams_whose_names_differ_only_in_case_the_one_as_written_is_found() -> None:
    web = Project("p", "Web", True)
    known = ProjectsAndTeams([web], [Team("2", "core", "p"), Team("3", "CORE", "p")])
    assert [known.team(name, web).id for name in ("CORE", "core", "Core")] == ["3", "2", "2"]
    assert known.team("CORE", None).id == "3"


def test_the_parameters_are_the_numbers_of_the_catalogue() -> None:
    seed = yaml.safe_load((PROJECT_DIR / "dbt_project/seeds/rule_catalogue.yml").read_text())
    types = seed["seeds"][0]["config"]["column_types"]
    wanted = {name for name, type_ in types.items() if type_ != "varchar"} - {"rule_version"}
    assert set(PARAMETERS) == wanted
    macros = (PROJECT_DIR / "dbt_project/macros/rules.sql").read_text()
    for name in wanted:
        assert f'"{name}": "{types[name]}",' in macros


def test_every_rule_can_be_switched_and_has_the_thresholds_of_the_catalogue() -> None:
    catalogue = read_catalogue()
    assert catalogue["zombie"] == ["low_threshold", "medium_threshold", "is_enabled", "aggregates"]
    assert all("is_enabled" in parameters for parameters in catalogue.values())


@pytest.mark.parametrize(
    "rule_id", [rule for rule, has in read_catalogue().items() if set(has) - {SWITCH, AGGREGATES}]
)
def test_a_rule_with_parameters_reads_those_of_the_scope(rule_id: str) -> None:
    [path] = (PROJECT_DIR / "models" / "rules").rglob(f"rule_{rule_id}.sql")
    named = re.findall(r"with_thresholds\(.+?, '(\w+)'", path.read_text())
    assert set(named) == {rule_id}


SEGMENTS = Segments(["Shared Queries/Hot list"], {"zombie"})


def test_a_line_may_be_for_a_segment(tmp_path: Path) -> None:
    path = tmp_path / "thresholds.csv"
    path.write_text(
        "rule_id,segment,parameter,value\nzombie, shared queries/Hot list/,low_threshold,30\n"
        "zombie,,low_threshold,60\n"
    )
    thresholds = read_thresholds(path, read_catalogue(), SEGMENTS)
    assert thresholds is not None
    table = thresholds.resolve(lambda: ProjectsAndTeams((), ()))
    assert table["segment"].to_pylist() == ["shared queries/Hot list", None]


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (
            "zombie,Web,,Shared Queries/Hot list,low_threshold,1",
            "column project: must be empty in a",
        ),
        ("zombie,,Crew,Shared Queries/Hot list,low_threshold,1", "column team: must be empty in a"),
        ("zombie,,,Shared Queries/Hot list,is_enabled,true", "column segment: must be empty"),
        ("zombie,,,Shared Queries/Hot list,aggregates,true", "column segment: must be empty"),
        ("unstable_velocity,,,Shared Queries/Hot list,low_threshold,1", "does not compare single"),
        ("oversized,,,Shared Queries/Hot list,low_threshold,1", "does not compare single"),
        (
            "zombie,,,Cold list,low_threshold,1",
            'column segment: "Cold list" is not a valid segment',
        ),
    ],
)
def test_a_line_for_a_segment_that_cannot_be_valid_is_an_error(
    tmp_path: Path, line: str, problem: str
) -> None:
    path = tmp_path / "thresholds.csv"
    path.write_text(f"rule_id,project,team,segment,parameter,value\n{line}\n")
    with pytest.raises(UserActionRequired) as error:
        read_thresholds(path, read_catalogue(), SEGMENTS)
    assert problem in str(error.value)


@pytest.mark.parametrize("rule_id", sorted(rules_on_items()))
def test_a_rule_on_items_reads_the_thresholds_of_segments(rule_id: str) -> None:
    [path] = (PROJECT_DIR / "models" / "rules").rglob(f"rule_{rule_id}.sql")
    calls = re.findall(r"with_thresholds\(.+\)", path.read_text())
    assert [call for call in calls if "scope='work_item'" not in call] == []
