"""Teams whose members are groups: their people count if they can be read, else nothing is resolved."""

import duckdb
import pytest

from sample_organization import Token, serve
from sample_organization.azure_devops.authentication import SCOPES
from sample_organization.model.organization import TeamMember
from tests.integration.test_runs import FULL, TOKENS, Row, Runs, rows
from tests.support.organizations import TinyOrganization, person

pytestmark = [pytest.mark.exhaustive, pytest.mark.xdist_group("team_groups")]

GROUP, BO = person("Entra Devs", "aadgp"), person("Bo Li")
ABOUT_BO = ("team_member_without_entitlement", f"azure_devops/{BO.id}")
READ, EMPTY, DENIED, LEFT = range(4)
NO_IDENTITIES = "token-without-identities"
TEAM = "Alpha / Crew (group Entra Devs)"


@pytest.fixture(scope="module")
def members() -> list[list[Row]]:
    return []


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory, members: list[list[Row]]) -> Runs:
    tiny, runs = TinyOrganization(), Runs(tmp_path_factory.mktemp("groups"), has_data_tests=True)
    tiny.organization.identities += [BO]
    tiny.team.members.append(TeamMember(GROUP))
    tokens = TOKENS | {NO_IDENTITIES: Token(SCOPES - {"vso.identity"})}
    with serve(tiny.commit(), tokens=tokens) as server:
        for token, people in (
            (FULL, [BO, tiny.anna]),
            (FULL, []),
            (NO_IDENTITIES, [BO]),
            (FULL, [tiny.anna]),
        ):
            tiny.organization.group_members[GROUP] = people
            runs.run(server.url, token=token)
            members.append(published_members(runs))
    return runs


def published_members(runs: Runs) -> list[Row]:
    with duckdb.connect(str(runs.data_dir / "findings.duckdb"), read_only=True) as connection:
        return rows(connection, "from team_members order by display_name")


def message(runs: Runs, run: int) -> str:
    return str(runs.coverage[run]["team_group_members"]["message"])


def test_people_of_a_group_are_members_of_the_team(runs: Runs, members: list[list[Row]]) -> None:
    assert [row["account_uid"] for row in members[READ]][1:] == [BO.id]
    assert runs.findings[READ][ABOUT_BO]["status"] == "new"
    assert runs.coverage[READ]["team_group_members"]["message"] is None


@pytest.mark.parametrize("run", [EMPTY, DENIED])
def test_a_group_that_cannot_be_read_resolves_nothing(run: int, runs: Runs) -> None:
    assert runs.findings[run][ABOUT_BO]["status"] in ("new", "in_progress")
    assert TEAM in message(runs, run)


def test_a_group_without_known_members_is_no_failure(runs: Runs) -> None:
    entry = runs.coverage[EMPTY]["team_group_members"]
    assert (entry["status"], entry["is_complete"]) == ("loaded", True)
    assert runs.coverage[DENIED]["team_group_members"]["status"] == "denied"


def test_who_left_the_group_is_no_member(runs: Runs, members: list[list[Row]]) -> None:
    assert runs.findings[LEFT][ABOUT_BO]["status"] == "resolved"
    assert BO.id not in [row["account_uid"] for row in members[LEFT]]
