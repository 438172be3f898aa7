"""The headline metrics of the sample: all of them have values, and the numbers of other tables.

The test of tests/dbt compares every row with the table that it comes from.
"""

import duckdb
import pytest

from tests.support.headline_metrics import HEADLINES, Headline

pytestmark = pytest.mark.xdist_group("sample_run")

SUMS = {
    "late_dependencies": "select sum(late_dependencies) from project_health",
    "open_items": "select sum(open_items) from project_health",
    "aging_share": "select sum(aging_share * open_items) / sum(open_items) from project_health",
    "open_findings": "select open_findings from runs order by finished_at desc limit 1",
}


@pytest.mark.parametrize("headline", HEADLINES.values(), ids=HEADLINES.keys())
def test_a_metric_has_a_number(headline: Headline, published: duckdb.DuckDBPyConnection) -> None:
    [(number,)] = published.sql(headline.sql).fetchall()
    assert number is not None


@pytest.mark.parametrize("metric_id", SUMS)
def test_a_metric_has_the_number_of_another_table(
    metric_id: str, published: duckdb.DuckDBPyConnection
) -> None:
    [(number,)] = published.sql(HEADLINES[metric_id].sql).fetchall()
    [(expected,)] = published.sql(SUMS[metric_id]).fetchall()
    assert number == pytest.approx(expected)


def test_every_metric_is_in_the_catalogue_with_its_unit(
    published: duckdb.DuckDBPyConnection,
) -> None:
    of_rows = published.sql("select distinct metric_id, unit from metrics").fetchall()
    of_catalogue = published.sql("select metric_id, unit from metric_catalogue").fetchall()
    assert sorted(of_rows) == sorted(of_catalogue)
