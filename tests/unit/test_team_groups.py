from pathlib import Path

import pytest

from pipelines.errors import UserActionRequired
from pipelines.overrides.projects_and_teams import Project, ProjectsAndTeams, Team
from pipelines.overrides.team_groups import TeamGroups, read_team_groups

WEB, APP = Project("aaaa-1", "Web", True), Project("aaaa-2", "App", True)
ELSEWHERE = Project("aaaa-3", "Elsewhere", False)
TEAMS = [
    Team("bbbb-1", "Checkout", WEB.id),
    Team("bbbb-2", "Core", WEB.id),
    Team("bbbb-3", "Core", APP.id),
]
KNOWN = ProjectsAndTeams([WEB, APP, ELSEWHERE], TEAMS)
HEADER = "project,team,group,parent_group\n"


def read(tmp_path: Path, text: str) -> TeamGroups:
    path = tmp_path / "team_groups.csv"
    path.write_text(text, encoding="utf-8")
    return read_team_groups(path)


def located(
    tmp_path: Path, *lines: str, known: ProjectsAndTeams = KNOWN
) -> list[tuple[object, ...]]:
    rows = read(tmp_path, HEADER + "\n".join(lines)).resolve(lambda: known).to_pylist()
    return [tuple(row.values()) for row in rows]


def test_without_a_file_no_team_has_groups(tmp_path: Path) -> None:
    groups = read_team_groups(tmp_path / "team_groups.csv")
    assert groups.resolve(lambda: KNOWN).num_rows == 0


def test_teams_by_name_or_id_with_the_groups_above_theirs(tmp_path: Path) -> None:
    assert located(
        tmp_path,
        ",checkout,Payments,Retail",
        "web,CORE,payments,",
        "AAAA-2,BBBB-3,Company,",
        ",,Retail,COMPANY",
    ) == [
        (2, "bbbb-1", "Company", "Retail", "Payments"),
        (3, "bbbb-2", "Company", "Retail", "Payments"),
        (4, "bbbb-3", "Company", None, None),
    ]


def test_columns_that_nobody_needs_can_be_left_out(tmp_path: Path) -> None:
    groups = read(tmp_path, "team,group\nCheckout,Payments\n")
    assert groups.resolve(lambda: KNOWN).column("group_1").to_pylist() == ["Payments"]


def test_a_team_that_is_not_read_is_left_out(tmp_path: Path) -> None:
    gaps = ProjectsAndTeams([WEB, ELSEWHERE], TEAMS[:1], is_complete=False)
    assert located(tmp_path, "Elsewhere,Core,Payments,") == []
    assert located(tmp_path, "Web,Lost,Payments,", "Lost,Core,Payments,", known=gaps) == []


def test_without_teams_the_organization_is_not_requested(tmp_path: Path) -> None:
    def request() -> ProjectsAndTeams:
        raise AssertionError

    assert read(tmp_path, HEADER + ",,Payments,Retail\n").resolve(request).num_rows == 0


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("team\nCore\n", "line 1, column group: missing. The columns are team, group, project"),
        ("team,group,level\n", "line 1, column level: unknown"),
        (f"{HEADER}Web,Core,,\n", "line 2, column group: empty"),
        (f"{HEADER},,Payments,\n", "line 2, column team: empty. Enter a team, or a parent group"),
        (f"{HEADER},Chekout,A,\n", "column team: there is no team `Chekout`. Nearest: `Checkout`"),
        (f"{HEADER},Core,A,\n", "column project: empty, but several projects have a team `Core`"),
        (f"{HEADER}Wob,Core,A,\n", "column project: there is no project `Wob`. Nearest: `Web`"),
        (
            f"{HEADER}Web,Core,A,\n,BBBB-2,B,\n",
            "line 3, column team: `bbbb-2` is in line 2 as well. Remove one of the two lines",
        ),
        (
            f"{HEADER},,A,B\n,,a,C\n",
            "line 3, column parent_group: `a` is below `B` in line 2. Enter the same parent group",
        ),
        (f"{HEADER},,A,a\n", "line 2, column parent_group: a cycle: `A` below `A`"),
        (
            f"{HEADER},Checkout,X,A\n,,A,B\n,,B,C\n,,C,D\n,,D,A\n",
            "line 2, column parent_group: a cycle: `X` below `A` below `B` below `C` below `D` below `A`",
        ),
        (
            f"{HEADER},,C,D\n,,B,C\n,,A,B\n",
            "line 4, column group: more than 3 levels: `A` below `B` below `C` below `D`. Leave out",
        ),
    ],
)
def test_what_is_not_valid_is_refused(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(UserActionRequired) as error:
        read(tmp_path, text).resolve(lambda: KNOWN)
    assert message in str(error.value)
