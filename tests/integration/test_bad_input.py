"""Each bad input ends in one clear message, exit status 2, and nothing changed."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import pytest
from click.testing import Result
from filelock import FileLock

import sample_organization
from pipelines.extract import extraction_state
from pipelines.extract.extraction_state import ExtractionState
from sample_organization import RunningServer, Token
from sample_organization.model.organization import Organization
from tests.integration.conftest import Command
from tests.support.scripted_server import Answer, scripted

URL = "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL"
TOKEN = "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN"
PROJECTS = "SOURCES__AZURE_DEVOPS__PROJECTS"
ROSTERS = "SOURCES__ROSTERS__DIRECTORY"
AUTHORITY = "SOURCES__ROSTERS__AUTHORITY"
DATA_DIR = "ADO_FINDINGS__DATA_DIR"
AS_OF = "ADO_FINDINGS__AS_OF"

GOOD = sample_organization.SAMPLE_TOKEN
TOKENS = {
    GOOD: Token(),
    "token-2b7e": Token(is_expired=True),
    "token-9c41": Token(frozenset({"vso.project", "vso.identity"})),
    "token-e05d": Token(frozenset({"vso.work"})),
}


@pytest.fixture(scope="module")
def server(organization: Organization) -> Iterator[RunningServer]:
    with sample_organization.serve(organization, tokens=TOKENS) as running:
        yield running


def assert_refused(result: Result, *fragments: str) -> None:
    assert result.exit_code == 2, result.output
    lines = result.stderr.strip().splitlines()
    assert lines[-1].startswith("Error: ")
    for fragment in fragments:
        assert fragment in lines[-1]
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("token", "fragment"),
    [
        ("token-0000", "rejected the token"),
        ("token-2b7e", "Personal Access Token used has expired"),
        ("token-9c41", "The token lacks the scope `Work Items: Read`"),
        ("token-e05d", "The token lacks the scope `Project and Team: Read`"),
    ],
)
@pytest.mark.parametrize("name", ["run", "projects", "check"])
def test_tokens_that_cannot_read(
    command: Command, server: RunningServer, data_dir: Path, token: str, fragment: str, name: str
) -> None:
    result = command(name, **{URL: server.url, TOKEN: token})
    assert_refused(result, fragment, "/_usersSettings/tokens")
    assert token not in result.output
    assert not data_dir.exists()


@pytest.mark.parametrize(
    "sign_in",
    [
        Answer(203, b"<html><title>Sign In</title></html>", {"Content-Type": "text/html"}),
        Answer(302, b"", {"Location": "https://spsprodweu1.vssps.visualstudio.com/_signin"}),
        Answer(401, b"", {"WWW-Authenticate": "Basic"}),
    ],
    ids=["203", "302", "empty 401"],
)
def test_a_sign_in_page_is_an_error(command: Command, data_dir: Path, sign_in: Answer) -> None:
    with scripted(sign_in) as server:
        result = command("run", **{URL: server.url, TOKEN: "dead-token"})
    assert_refused(result, "rejected the token", "Create a new one at")
    assert "dead-token" not in result.output
    assert not data_dir.exists()


def test_an_error_is_added_to_the_log_of_earlier_runs(
    command: Command, server: RunningServer, data_dir: Path
) -> None:
    log = data_dir / "state" / "logs" / "run.log"
    log.parent.mkdir(parents=True)
    log.write_text("an earlier run\n")
    result = command("run", **{URL: server.url, TOKEN: "token-0000"})
    assert_refused(result, "rejected the token")
    earlier, *lines = log.read_text().splitlines()
    assert earlier == "an earlier run"
    assert any("ERROR pipelines.cli: " in line for line in lines)
    assert "Traceback (most recent call last):" in lines
    assert "token-0000" not in log.read_text()


def test_an_organization_that_does_not_exist(
    command: Command, server: RunningServer, data_dir: Path
) -> None:
    result = command("run", **{URL: server.url + "x", TOKEN: GOOD})
    assert_refused(result, "returned 404", "Check the organization URL")
    assert not data_dir.exists()


def test_an_unknown_host(command: Command, data_dir: Path) -> None:
    result = command("run", **{URL: "http://127.0.0.1:9/contoso", TOKEN: GOOD})
    assert_refused(result, "127.0.0.1:9 got no response", "Check the organization URL")
    assert not data_dir.exists()


def test_a_project_that_the_token_cannot_see(
    command: Command, server: RunningServer, organization: Organization, data_dir: Path
) -> None:
    name = organization.projects[0].name
    result = command("run", **{URL: server.url, TOKEN: GOOD, PROJECTS: f'["{name}x"]'})
    assert_refused(result, f"can see no project `{name}x`", f"Nearest: `{name}`")
    assert not data_dir.exists()


def test_a_malformed_roster(
    command: Command, server: RunningServer, tmp_path: Path, data_dir: Path
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "hr.csv").write_text("email,end_date\nana@x.org,soon\n")
    result = command("run", **{URL: server.url, TOKEN: GOOD, ROSTERS: str(folder)})
    assert_refused(
        result, 'hr.csv, line 2, column end_date: "soon" is not a valid date. Use YYYY-MM-DD.'
    )
    assert not data_dir.exists()


@pytest.mark.parametrize("name", ["hr.csv", "waivers.csv", "[red]hr.csv"])
def test_a_pipe_in_the_roster_folder_is_refused_before_anything_is_read(
    command: Command, server: RunningServer, tmp_path: Path, data_dir: Path, name: str
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    os.mkfifo(folder / name)
    sent = len(server.requests)
    result = command("run", **{URL: server.url, TOKEN: GOOD, ROSTERS: str(folder)})
    assert_refused(result, f"{folder / name}: ")
    assert not data_dir.exists()
    assert len(server.requests) == sent


def test_a_threshold_of_a_team_that_is_unknown(
    command: Command, server: RunningServer, tmp_path: Path, data_dir: Path
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "thresholds.csv").write_text(
        "rule_id,team,parameter,value\nzombie,Signal and Brake,low_threshold,60\n"
    )
    result = command("run", **{URL: server.url, TOKEN: GOOD, ROSTERS: str(folder)})
    assert_refused(
        result,
        "thresholds.csv, line 2, column team: there is no team `Signal and Brake`",
        "Nearest: `Signal & Brake`",
    )
    assert not data_dir.exists()


def test_a_named_authority_without_a_file(command: Command, server: RunningServer) -> None:
    result = command("run", **{URL: server.url, TOKEN: GOOD, AUTHORITY: "entra"})
    assert_refused(
        result,
        "The authority entra has neither a roster file, rosters/entra.csv, nor a configuration section",
    )


CHAT = {
    "SOURCES__PLATFORMS__CHAT__KIND": "slack",
    "SOURCES__PLATFORMS__CHAT__TOKEN": "xoxb-1",
}


@pytest.mark.parametrize(
    ("changes", "fragment"),
    [
        ({"SOURCES__PLATFORMS__CHAT__KIND": "irc"}, "KIND is not a valid connector: `irc`"),
        (
            {"SOURCES__PLATFORMS__CHAT__TOKEN": ""},
            "the setting `token` is missing. Set SOURCES__PLATFORMS__CHAT__TOKEN",
        ),
    ],
)
@pytest.mark.parametrize("name", ["run", "check"])
def test_a_platform_with_invalid_settings(
    command: Command,
    server: RunningServer,
    data_dir: Path,
    changes: dict[str, str],
    fragment: str,
    name: str,
) -> None:
    result = command(name, **{URL: server.url, TOKEN: GOOD, **CHAT, **changes})
    assert_refused(result, fragment)
    assert not data_dir.exists()


def test_a_platform_with_a_roster_file_and_a_section(
    command: Command, server: RunningServer, tmp_path: Path, data_dir: Path
) -> None:
    folder = tmp_path / "people"
    folder.mkdir()
    (folder / "chat.csv").write_text("username\nana\n")
    result = command("run", **{URL: server.url, TOKEN: GOOD, ROSTERS: str(folder), **CHAT})
    assert_refused(result, "Platform chat has both a roster file,", "[sources.platforms.chat]")
    assert not data_dir.exists()


@pytest.mark.parametrize(
    ("as_of", "fragment"),
    [("soon", "is not a valid timestamp: `soon`"), ("2126-01-01T00:00:00Z", "is in the future")],
)
def test_an_invalid_as_of(
    command: Command, server: RunningServer, data_dir: Path, as_of: str, fragment: str
) -> None:
    assert_refused(command("run", **{URL: server.url, TOKEN: GOOD, AS_OF: as_of}), fragment)
    assert not data_dir.exists()


def test_a_data_folder_that_cannot_be_written(
    command: Command, server: RunningServer, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    result = command("run", **{URL: server.url, TOKEN: GOOD, DATA_DIR: str(tmp_path / "file")})
    assert_refused(result, "cannot be written", DATA_DIR)


def test_a_data_folder_in_use(command: Command, server: RunningServer, data_dir: Path) -> None:
    (data_dir / "state").mkdir(parents=True)
    (data_dir / "state" / "run.pid").write_text("4711\n")
    with FileLock(data_dir / "state" / "run.lock"):
        result = command("run", **{URL: server.url, TOKEN: GOOD})
    assert_refused(result, "in use by another run (process 4711)")


def test_a_data_folder_of_another_organization(
    command: Command, server: RunningServer, data_dir: Path
) -> None:
    data_dir.mkdir()
    with duckdb.connect(str(data_dir / "warehouse.duckdb")) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.run_context as select 'https://dev.azure.com/fabrikam' as organization_url"
        )
    result = command("run", **{URL: server.url, TOKEN: GOOD})
    assert_refused(result, "contains the organization https://dev.azure.com/fabrikam")


def test_a_warehouse_that_is_damaged(
    command: Command, server: RunningServer, data_dir: Path
) -> None:
    data_dir.mkdir()
    (data_dir / "warehouse.duckdb").write_bytes(b"not a database")
    result = command("run", **{URL: server.url, TOKEN: GOOD})
    assert_refused(result, "warehouse.duckdb cannot be opened", "restore a backup")


@pytest.mark.parametrize("content", ["", " \n", "0" * 63])
@pytest.mark.parametrize("name", ["run", "build"])
def test_a_pseudonym_key_that_is_not_valid(
    command: Command, data_dir: Path, content: str, name: str
) -> None:
    key = data_dir / "state" / "pseudonym.key"
    key.parent.mkdir(parents=True)
    key.write_text(content)
    nobody = "http://127.0.0.1:9/contoso"  # the key is checked before any request
    result = command(name, **{URL: nobody, TOKEN: GOOD, "ADO_FINDINGS__PSEUDONYMIZE": "true"})
    assert_refused(result, f"{key} is not a valid pseudonym key", "64 hexadecimal digits")
    assert key.read_text() == content


def test_missing_settings_do_not_start_a_sample_run(command: Command, data_dir: Path) -> None:
    data_dir.mkdir()
    (data_dir / "warehouse.duckdb").touch()
    assert_refused(command("run"), "Neither organization URL nor token is set")


@pytest.mark.parametrize("url", [None, "https://dev.azure.com/contoso"])
def test_build_before_the_first_run(command: Command, data_dir: Path, url: str | None) -> None:
    result = command("build", **({URL: url} if url else {}))
    assert_refused(result, "holds no complete extraction", "Run `ado-findings run`")
    assert not data_dir.exists()


def test_build_after_an_incomplete_extraction(command: Command, data_dir: Path) -> None:
    data_dir.mkdir()
    with duckdb.connect(str(data_dir / "warehouse.duckdb")) as connection:
        connection.execute("create schema raw")
        connection.execute(
            "create table raw.run_context as select 'https://dev.azure.com/contoso' as organization_url"
        )
    assert_refused(command("build"), "holds no complete extraction")
    other = command("build", **{URL: "https://dev.azure.com/fabrikam"})
    assert_refused(other, "contains the organization https://dev.azure.com/contoso")


def test_build_as_of_a_timestamp_after_the_last_extraction(
    command: Command, data_dir: Path
) -> None:
    data_dir.mkdir()
    read_until_at = datetime(2026, 3, 31, tzinfo=UTC)
    with duckdb.connect(str(data_dir / "warehouse.duckdb")) as connection:
        extraction_state.record(
            connection,
            ExtractionState("contoso", "https://dev.azure.com/contoso", read_until_at, ()),
            [],
        )
    result = command("build", **{AS_OF: "2026-03-31T00:00:01Z"})
    assert_refused(result, "is in the future", "after 2026-03-31T00:00:00+00:00")
