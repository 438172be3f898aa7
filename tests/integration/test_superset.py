"""Superset itself imports the dashboards, and each of their charts answers.

`make test-superset` creates the environment and names its folder in `SUPERSET_ENVIRONMENT`.
"""

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from dashboards import bundle
from dashboards.pages import PAGES
from pipelines.paths import PROJECT_DIR
from tests.support.headline_metrics import HEADLINES, Headline
from tests.support.processes import run
from tests.support.sample_runs import SampleRuns

ENVIRONMENT = os.environ.get("SUPERSET_ENVIRONMENT")
ADMIN = (
    "--username admin --firstname A --lastname Tester --email admin@example.com --password admin"
)
COMMANDS = (["db", "upgrade"], ["fab", "create-admin", *ADMIN.split()], ["init"])
SCRIPT = PROJECT_DIR / "tests" / "support" / "superset" / "ask_superset.py"
CONFIGURATION = 'SECRET_KEY = "only for this test, on this machine"\n'

pytestmark = [
    pytest.mark.xdist_group("sample_run"),
    pytest.mark.skipif(not ENVIRONMENT, reason="run by `make test-superset`"),
]

Answers = Mapping[str, Any]


@pytest.fixture(scope="module")
def answers(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Answers:
    """What the API of a new Superset answers after the import: `charts`, `metrics`, `dashboards`."""
    folder = tmp_path_factory.mktemp("superset")
    bundle.write(folder / "bundle.zip", str(sample_runs.database))
    (folder / "superset_config.py").write_text(CONFIGURATION)
    (folder / "filters.json").write_text(json.dumps(filters_of_metrics(sample_runs.database)))
    variables = {
        **os.environ,
        "SUPERSET_HOME": str(folder),
        "SUPERSET_CONFIG_PATH": str(folder / "superset_config.py"),
        "FLASK_APP": "superset",
    }

    def command(program: str, *arguments: object) -> str:
        called = [Path(str(ENVIRONMENT)) / "bin" / program, *arguments]
        done = run(called, cwd=folder, env=variables, capture_output=True)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    for arguments in COMMANDS:
        command("superset", *arguments)
    command("superset", "import-dashboards", "-p", folder / "bundle.zip", "-u", "admin")
    return json.loads(command("python", SCRIPT, folder / "filters.json").splitlines()[-1])


def filters_of_metrics(database: Path) -> dict[str, list[dict[str, Any]]]:
    """Return the rows that the headline number of each metric is of, as filters of Superset."""
    with duckdb.connect(str(database), read_only=True) as connection:
        return {
            metric_id: [
                {"col": column, "op": "==", "val": str(*connection.execute(value).fetchone())}
                for column, value in conditions(headline)
            ]
            for metric_id, headline in HEADLINES.items()
        }


def conditions(headline: Headline) -> list[tuple[str, str]]:
    """Return the columns that a headline compares with the result of a query, and the query."""
    return re.findall(r"(\w+) = \((select .*?)\)(?= and |$)", headline.sql)


def test_every_dashboard_is_imported(answers: Answers) -> None:
    assert sorted(answers["dashboards"]) == sorted(page.name for page in PAGES)


@pytest.mark.parametrize("title", [chart.title for page in PAGES for chart in page.charts])
def test_a_chart_answers(answers: Answers, title: str) -> None:
    answered = answers["charts"][title]
    assert answered["error"] is None
    assert answered["rows"]


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES.keys())
def test_superset_returns_the_number_of_metrics(
    answers: Answers, headline: Headline, published: duckdb.DuckDBPyConnection
) -> None:
    [(expected,)] = published.sql(headline.sql).fetchall()
    answered = answers["metrics"][headline.metric_id]
    assert answered["error"] is None
    assert answered["rows"] == [{headline.metric_id: pytest.approx(expected)}]
