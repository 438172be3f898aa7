"""An organization, a platform and a roster with hostile text: no command and no file is steered."""

import base64
import csv
import io
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest
from click.testing import CliRunner, Result
from playwright.sync_api import expect

from pipelines.cli import main
from pipelines.report import pages
from sample_organization import SAMPLE_TOKEN, serve
from tests.support.browser import NARROW, Reader, started
from tests.support.hostile import (
    COMMANDS,
    HOSTILE,
    LONG,
    NAME,
    hostile_organization,
    is_harmless,
    refusing_with,
)
from tests.support.parsing import models_only
from tests.support.processes import run
from tests.support.raw_server import drips, raw_server
from tests.support.scripted_server import Answer, scripted

pytestmark = pytest.mark.xdist_group("hostile")

STATUS = b"HTTP/1.1 200 OK\r\n"
CHAT_TOKEN = "xoxb-0123456789abcdef"
LONGEST_LINE = 3_100
LONGEST_PAGE = 30_000  # pixels
COMMAND_LINES = {
    "check": ["check"],
    "check in detail": ["check", "--verbose"],
    "projects": ["projects"],
    "platforms": ["platforms"],
    "table": ["findings"],
    "markdown": ["findings", "--format", "markdown"],
    "csv": ["findings", "--format", "csv"],
    "json": ["findings", "--format", "json"],
    "unknown name": ["findings", "--team", f"Team {NAME} of others"],
}


class Seen(NamedTuple):
    """What the commands printed, by name, and the data folder of the run."""

    results: dict[str, Result]
    data_dir: Path

    def printed(self, name: str) -> str:
        return self.results[name].stdout + self.results[name].stderr

    def query(self, query: str) -> list[tuple[Any, ...]]:
        database = self.data_dir / "findings.duckdb"
        with duckdb.connect(str(database), read_only=True) as connection:
            return connection.sql(query).fetchall()


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    folder = tmp_path_factory.mktemp("hostile")
    (folder / "rosters").mkdir()
    write_rosters(folder / "rosters")
    tiny = hostile_organization()
    refused = next(
        team
        for project in tiny.organization.projects
        for team in project.teams
        if team.name.startswith("Refused")
    )
    message = f"{HOSTILE} Bearer {CHAT_TOKEN} {HOSTILE}"
    refusal = Answer(403, json.dumps({"error": message, "message": message}).encode())
    hooks = [refusing_with(refused, SAMPLE_TOKEN)]
    with serve(tiny.commit(), hooks=hooks) as server, scripted(refusal) as platform:
        environment = {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": server.url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": SAMPLE_TOKEN,
            "SOURCES__ROSTERS__DIRECTORY": str(folder / "rosters"),
            "SOURCES__PLATFORMS__CHAT__KIND": "slack",
            "SOURCES__PLATFORMS__CHAT__TOKEN": CHAT_TOKEN,
            "SOURCES__PLATFORMS__CHAT__BASE_URL": platform.url,
            "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
        }

        def command(*arguments: str, **variables: str) -> Result:
            return CliRunner(env=environment | variables).invoke(main, arguments)

        with models_only():
            results = {"run": command("run", "--verbose")}
        assert results["run"].exit_code == 0, results["run"].output
        results |= {name: command(*line) for name, line in COMMAND_LINES.items()}
        results["check as JSON"] = command("check", "--verbose", LOG_FORMAT="json")
    yield Seen(results, folder / "data")


def write_rosters(folder: Path) -> None:
    """Write rosters and waivers with such text, quoted as CSV requires."""
    rosters: dict[str, list[list[str]]] = {
        "hr.csv": [
            ["account_uid", "display_name", "email", "employment_status", "department"],
            ["P1", f"Left {HOSTILE}", "left@tiny.example", "terminated", HOSTILE],
        ],
        "github.csv": [["account_uid", "email"], [f"left {HOSTILE}", "left@tiny.example"]],
        "waivers.csv": [
            ["rule_id", "subject_uid", "reason", "owner", "until"],
            ["zombie", f"{HOSTILE}", HOSTILE, HOSTILE, ""],
        ],
    }
    for name, rows in rosters.items():
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        (folder / name).write_text(text.getvalue(), encoding="utf-8", newline="")


EVERY_COMMAND = ["run", *COMMAND_LINES, "check as JSON"]


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_no_line_that_is_printed_steers_anything(seen: Seen, name: str) -> None:
    printed = seen.printed(name)
    assert printed
    assert [line for line in printed.split("\n") if not is_harmless(line)] == []
    assert not any(command in printed for command in COMMANDS)
    assert "\nError: forged" not in printed


@pytest.mark.parametrize("name", sorted(set(EVERY_COMMAND) - {"csv", "json"}))
def test_no_line_that_is_printed_is_long(seen: Seen, name: str) -> None:
    assert max(map(len, seen.printed(name).split("\n"))) <= LONGEST_LINE


@pytest.mark.parametrize("name", EVERY_COMMAND)
def test_no_command_ends_in_a_traceback(seen: Seen, name: str) -> None:
    result = seen.results[name]
    assert result.exit_code == (2 if name == "unknown name" else 0), result.output
    assert isinstance(result.exception, SystemExit | None)


def test_headers_that_are_none_are_not_printed() -> None:
    """A process of its own, because pytest handles the records of libraries."""
    head = STATUS + b"Content-Type: application/json\r\n##vso[task.complete]x\x1b[31m\r\n\r\n"
    with raw_server(drips([head], 0)) as url:
        variables = {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": f"{url}/tiny",
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": SAMPLE_TOKEN,
        }
        script = "from pipelines.cli import main; main(['check', '--verbose'])"
        done = run([sys.executable, "-c", script], env=os.environ | variables, capture_output=True)
    assert done.returncode == 1
    assert [line for line in done.stderr.split("\n") if not is_harmless(line)] == []
    assert "urllib3" not in done.stderr


def logs(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.suffix == ".log" or "run.log" in path.name]


def test_no_line_of_a_log_steers_anything(seen: Seen) -> None:
    assert seen.data_dir / "state" / "logs" / "run.log" in logs(seen.data_dir)
    for path in logs(seen.data_dir):
        lines = path.read_text("utf-8").split("\n")
        assert [line for line in lines if not is_harmless(line)] == [], path


@pytest.mark.parametrize("secret", [SAMPLE_TOKEN, CHAT_TOKEN])
def test_no_secret_is_in_a_file_or_printed(seen: Seen, secret: str) -> None:
    forms = [secret.encode(), base64.b64encode(f":{secret}".encode())]
    for path in seen.data_dir.rglob("*"):
        if path.is_file():
            assert not any(form in path.read_bytes() for form in forms), path
    for name in EVERY_COMMAND:
        assert not any(form.decode() in seen.printed(name) for form in forms), name


def test_what_was_refused_is_named_with_the_reason(seen: Seen) -> None:
    [(message,)] = seen.query(
        "select message from extraction_coverage where resource = 'team_settings'"
    )
    assert message.startswith("left out: team Project =1+1 \\x1b[31mred")
    assert "/ Refused" in message
    assert is_harmless(message)
    assert f"Incomplete: team_settings: {message}" in seen.results["run"].stdout
    [(message,)] = seen.query(
        "select message from extraction_coverage where resource = 'roster_chat'"
    )
    assert is_harmless(message)
    assert "Bearer ***" in message or "…" in message


def test_the_published_values_are_those_of_the_organization(seen: Seen) -> None:
    titles = dict(seen.query("select work_item_id, title from work_items order by 1"))
    assert titles[2] == f"Story 2 {HOSTILE}"
    assert len(titles[1]) == LONG
    [(project,)] = seen.query("select project_name from projects where project_name like 'P%'")
    assert project == f"Project {NAME}"


def test_json_has_the_published_values(seen: Seen) -> None:
    published = dict(seen.query("select finding_uid, title from findings"))
    listed = json.loads(seen.results["json"].stdout)
    assert len(listed) > 5
    assert all(finding["title"] == published[finding["finding_uid"]] for finding in listed)
    assert any(HOSTILE in finding["title"] for finding in listed)


def test_csv_has_a_row_for_each_finding_and_no_formula(seen: Seen) -> None:
    rows = list(csv.DictReader(io.StringIO(seen.results["csv"].stdout)))
    assert len(rows) == len(json.loads(seen.results["json"].stdout))
    assert [cell for row in rows for cell in row.values() if cell[:1] in tuple("=+@")] == []
    assert all(json.loads(row["evidence"]) is not None for row in rows)


def test_the_page_shows_names_and_titles_as_text(seen: Seen) -> None:
    """In a browser, where nothing of them may run, be requested, or widen the page."""
    teams = seen.query("select distinct team_id from velocity where team_name like 'Team %'")
    with started() as browser:
        reader = Reader(browser, seen.data_dir / "report.html", size=NARROW)
        for target in (
            *(page.name for page in pages.PAGES),
            *(f"teams/{team}" for (team,) in teams),
        ):
            reader.show(target)
            assert reader.overflow() <= 0, target
            assert reader.page.evaluate("document.body.scrollHeight") < LONGEST_PAGE, target
        page = reader.show("findings")
        page.get_by_role("button", name="Details").first.click()
        page.locator("#panel-findings").get_by_label("Search").fill("<img src=x")
        [(naming,)] = seen.query(
            "select count(*) from findings where is_open "
            "and contains(concat_ws(' ', title, reason, team_name, owner_name), '<img src=x')"
        )
        expect(page.locator("#panel-findings tbody tr[role=row]")).to_have_count(naming)
        assert page.locator("main b, main script, main iframe, main img").count() == 0
        assert "</script><script>alert(1)" in page.locator("#panel-findings table").inner_text()
        hrefs = page.evaluate("[...document.links].map(link => link.protocol)")
        assert set(hrefs) <= {"file:", "http:", "https:"}
        reader.require_inert()
