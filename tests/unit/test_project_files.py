from pathlib import Path

import pytest

from pipelines.errors import UserActionRequired
from pipelines.overrides.project_files import (
    APPROVAL_STATES,
    BLOCKED_MARKERS,
    STATE_CATEGORIES,
    Declaration,
    ProjectFile,
    read_project_file,
)
from pipelines.overrides.projects_and_teams import Project, ProjectsAndTeams

WEB, ELSEWHERE = Project("aaaa-1", "Web", True), Project("aaaa-2", "Elsewhere", False)
KNOWN = ProjectsAndTeams([WEB, ELSEWHERE], [])
HEADER = "project,work_item_type,state,category\n"


def read(tmp_path: Path, text: str, declaration: Declaration = STATE_CATEGORIES) -> ProjectFile:
    path = tmp_path / "lines.csv"
    path.write_text(text, encoding="utf-8")
    return read_project_file(path, declaration)


def located(tmp_path: Path, *lines: str) -> list[tuple[object, ...]]:
    rows = read(tmp_path, HEADER + "\n".join(lines)).resolve(lambda: KNOWN).to_pylist()
    return [tuple(row.values()) for row in rows]


def test_without_a_file_there_are_no_lines(tmp_path: Path) -> None:
    file = read_project_file(tmp_path / "state_categories.csv", STATE_CATEGORIES)
    assert file.resolve(lambda: KNOWN).num_rows == 0


def test_lines_with_ids_of_projects_and_the_spelling_of_categories(tmp_path: Path) -> None:
    assert located(
        tmp_path,
        "web,Bug,Active,inprogress",
        "AAAA-1,,Waiting,Proposed",
        ",Bug,Active,Completed",
        ",,Active,REMOVED",
    ) == [
        (2, "aaaa-1", "Bug", "Active", "InProgress"),
        (3, "aaaa-1", None, "Waiting", "Proposed"),
        (4, None, "Bug", "Active", "Completed"),
        (5, None, None, "Active", "Removed"),
    ]


def test_a_line_for_a_project_that_is_not_read_changes_nothing(tmp_path: Path) -> None:
    assert located(tmp_path, "Elsewhere,,Active,Proposed") == []


def test_without_projects_the_organization_is_not_requested(tmp_path: Path) -> None:
    def request() -> ProjectsAndTeams:
        raise AssertionError

    categories = read(tmp_path, "state,category\nActive,InProgress\n")
    assert categories.resolve(request).num_rows == 1


def test_states_that_approve_and_markers_of_blocked_items(tmp_path: Path) -> None:
    states = read(tmp_path, "state,work_item_type\nApproved,User Story\nReady,\n", APPROVAL_STATES)
    markers = read(
        tmp_path, "project,marker,name\nweb,TAG,on hold\n,column,Parked\n", BLOCKED_MARKERS
    )
    assert [tuple(row.values()) for row in states.resolve(lambda: KNOWN).to_pylist()] == [
        (2, None, "User Story", "Approved"),
        (3, None, None, "Ready"),
    ]
    assert [tuple(row.values()) for row in markers.resolve(lambda: KNOWN).to_pylist()] == [
        (2, "aaaa-1", "tag", "on hold"),
        (3, None, "column", "Parked"),
    ]


@pytest.mark.parametrize(
    ("declaration", "text", "message"),
    [
        (APPROVAL_STATES, "work_item_type\nBug\n", "line 1, column state: missing"),
        (APPROVAL_STATES, "state\nOK\nok\n", "`every / every / ok` is in line 2 as well"),
        (
            BLOCKED_MARKERS,
            "marker,name\nfield,On hold\n",
            '"field" is not a valid marker. Use one of tag, column',
        ),
        (BLOCKED_MARKERS, "marker,name\ntag,\n", "line 2, column name: empty"),
    ],
)
def test_other_files_are_rejected_likewise(
    tmp_path: Path, declaration: Declaration, text: str, message: str
) -> None:
    with pytest.raises(UserActionRequired) as error:
        read(tmp_path, text, declaration).resolve(lambda: KNOWN)
    assert message in str(error.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("state\nActive\n", "line 1, column category: missing"),
        ("state,category,team\n", "line 1, column team: unknown"),
        (f"{HEADER},,,InProgress\n", "line 2, column state: empty"),
        (f"{HEADER},,Active,\n", "line 2, column category: empty"),
        (
            f"{HEADER},,Active,Doing\n",
            '"Doing" is not a valid category. Use one of Proposed, InProgress, Resolved, Completed',
        ),
        (
            f"{HEADER}Wob,,Active,Proposed\n",
            "column project: there is no project `Wob`. Nearest: `Web`",
        ),
        (
            f"{HEADER}Web,Bug,Active,Proposed\nAAAA-1,BUG,active,Removed\n",
            "line 3, column state: `aaaa-1 / bug / active` is in line 2 as well",
        ),
    ],
)
def test_what_is_not_valid_is_rejected_with_its_position(
    tmp_path: Path, text: str, message: str
) -> None:
    with pytest.raises(UserActionRequired) as error:
        read(tmp_path, text).resolve(lambda: KNOWN)
    assert message in str(error.value)
