"""Rules whose case is not in the sample organization, or depends on what is read and how: over HTTP."""

from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from sample_organization import SAMPLE_TOKEN, serve
from sample_organization.model.history import Artifact
from tests.support.organizations import TinyOrganization
from tests.support.parsing import models_only

pytestmark = pytest.mark.xdist_group("rules")

Finding = tuple[str, str]
COMMIT = Artifact("vstfs:///Git/Commit/p%2Fr%2Ff00d", "Fixed in Commit")
IMPORTED = "10 of 14 work items in Alpha were imported"


def run_on(tiny: TinyOrganization, folder: Path, thresholds: str = "") -> tuple[set[Finding], str]:
    """Rule and subject of what one run finds, with lines of thresholds.csv, and what it prints."""
    rosters = folder / "rosters"
    rosters.mkdir()
    header = "rule_id,project,team,parameter,value\n"
    (rosters / "thresholds.csv").write_text(header + thresholds, encoding="utf-8")
    with serve(tiny.commit()) as server:
        environment = {
            "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL": server.url,
            "SOURCES__AZURE_DEVOPS__ACCESS_TOKEN": SAMPLE_TOKEN,
            "SOURCES__ROSTERS__DIRECTORY": str(rosters),
            "ADO_FINDINGS__DATA_DIR": str(folder / "data"),
        }
        with models_only():
            result = CliRunner(env=environment).invoke(main, ["run"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    database = folder / "data" / "findings.duckdb"
    with duckdb.connect(str(database), read_only=True) as connection:
        found = set(connection.sql("select rule_id, subject_uid from findings").fetchall())
    return found, result.output


def import_stories(tiny: TinyOrganization, count: int) -> None:
    """Add stories that an import wrote within minutes, years after their creation."""
    for number in range(count):
        fields = {"System.CreatedDate": "2019-05-06T07:08:09Z"}
        story = tiny.story(f"2026-03-02 10:{number:02}", fields=fields)
        tiny.change(story, f"2026-03-02 10:{number + 1:02}", state="Closed")


@pytest.mark.exhaustive
def test_what_is_done_after_completion_without_code_and_by_an_import(tmp_path: Path) -> None:
    tiny = TinyOrganization()
    changes = (
        {"effort": 8.0},
        {"tags": "audited"},
        {"comment": "Thank you."},
        {"fields": {"System.BoardLane": "Expedite"}, "artifacts": [COMMIT]},
    )
    for change in changes:
        story = tiny.story("2026-03-02 09:00", state="Active")
        tiny.change(story, "2026-03-05 12:00", state="Closed")
        tiny.change(story, "2026-03-06 12:00", title="Within a day")
        tiny.change(story, "2026-03-20 12:00", **change)

    import_stories(tiny, 10)

    found, output = run_on(tiny, tmp_path, "completed_without_code_link,,,is_enabled,true\n")

    assert subjects(found, "changed_after_close") == {"1"}
    assert subjects(found, "completed_without_code_link") & {"1", "2", "3", "4"} == {"1", "2", "3"}
    assert subjects(found, "code_linked_after_close") == {"4"}
    assert subjects(found, "skipped_states") == set()
    assert subjects(found, "imported_history") == {f"{tiny.project.id}/work_item_revisions"}
    assert f"Note: {IMPORTED}" in output
    assert "docs/imported-organizations.md" in output


def subjects(found: set[Finding], rule_id: str) -> set[str]:
    """Return the subjects of a rule."""
    return {subject for rule, subject in found if rule == rule_id}
