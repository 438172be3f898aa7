"""The queries of docs/queries.md return the results below them.

`python -m tests.integration.test_queries` writes them, and the examples of docs/rules, from a run on the
sample organization.
"""

import tempfile
from pathlib import Path

import duckdb
import pytest

from tests.integration.test_rule_pages import rewrite_examples
from tests.support.pages import Example, examples, result_of, rewrite_results
from tests.support.processes import run
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

PAGE = Path(__file__).parents[2] / "docs" / "queries.md"
EXAMPLES = examples(PAGE)


def test_every_question_has_one_query() -> None:
    questions = [line[3:] for line in PAGE.read_text().splitlines() if line.startswith("## ")]
    assert [example.title for example in EXAMPLES] == questions


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: example.title)
def test_a_query_gives_the_result_on_the_page(
    example: Example, published: duckdb.DuckDBPyConnection
) -> None:
    assert example.result.count("\n") > 2, "a header, and a row at least"
    assert result_of(published, example.query) == example.result, "run `make docs`"


def test_a_client_of_duckdb_1_0_gets_the_same_results(
    sample_runs: SampleRuns, old_client: Path
) -> None:
    script = (
        "import duckdb; from pathlib import Path; from tests.support.pages import *\n"
        f"connection = duckdb.connect({str(sample_runs.database)!r}, read_only=True)\n"
        f"for each in examples(Path({str(PAGE)!r})):\n"
        "    assert result_of(connection, each.query) == each.result, each.title\n"
    )
    run([old_client, "-c", script], check=True, cwd=PAGE.parents[1])


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        runs = SampleRuns(Path(folder))
        with duckdb.connect(str(runs.database), read_only=True) as connection:
            rewrite_results(PAGE, connection)
            rewrite_examples(connection)
