"""The default run on the bundled sample organization: its output and its published tables.

Its data folder starts with the past of the sample: what eight earlier weekly runs published.
"""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

import sample_organization
from sample_organization.model.organization import Organization
from tests.support.modes import modes, unsuitable
from tests.support.processes import run
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")
OFF = {
    "completed_without_code_link",
    "completed_without_pull_request",
    "one_person_did_it_all",
    "requirement_untested",
}
PER_RUN_TABLES = {
    "accounts_history",
    "extraction_coverage",
    "project_health_history",
    "rule_runs",
    "runs",
    "team_health_history",
}
# Without the columns that describe the run: only the second run scans for deleted items.
OF_THE_RUN = {
    "accounts": "* exclude (roster_loaded_at)",
    "project_health": "* exclude (complete_resources, all_resources)",
    "team_health": "* exclude (complete_resources, all_resources)",
}
MOST_REQUESTS = 600
EMPTY_TABLES = "assert_no_table_is_empty_while_its_input_has_rows"


@pytest.fixture
def both(sample_runs: SampleRuns) -> Iterator[duckdb.DuckDBPyConnection]:
    """Both publications, attached as `one` and `two`."""
    with duckdb.connect() as connection:
        one = sample_runs.first_publication / "findings.duckdb"
        connection.execute(f"attach '{one}' as one (read_only)")
        connection.execute(
            f"attach '{sample_runs.data_dir / 'findings.duckdb'}' as two (read_only)"
        )
        yield connection


def tables_of(connection: duckdb.DuckDBPyConnection, database: str) -> set[str]:
    query = "select table_name from duckdb_tables() where database_name = ?"
    return {row[0] for row in connection.execute(query, [database]).fetchall()}


def test_the_first_line_names_the_sample_and_how_to_connect_a_real_organization(
    sample_runs: SampleRuns,
) -> None:
    assert sample_runs.first.exit_code == 0, sample_runs.first.output
    first_line = sample_runs.first.stdout.splitlines()[0]
    assert "sample organization" in first_line
    assert "SOURCES__AZURE_DEVOPS__ORGANIZATION_URL" in first_line


def test_the_second_run_succeeds_despite_variables_of_other_projects(
    sample_runs: SampleRuns,
) -> None:
    assert sample_runs.second.exit_code == 0, sample_runs.second.output


def test_only_the_publication_is_readable_by_other_users(sample_runs: SampleRuns) -> None:
    assert unsuitable(sample_runs.data_dir) == {}
    assert modes(sample_runs.data_dir.parent)["."] == "0755"


def test_a_table_without_rows_is_found_while_its_input_has_some(
    sample_runs: SampleRuns, both: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    [test] = (sample_runs.data_dir / "state/dbt/target/compiled").rglob(f"{EMPTY_TABLES}.sql")
    warehouse = shutil.copy(sample_runs.data_dir / "warehouse.duckdb", tmp_path)
    with duckdb.connect(warehouse) as connection:
        for table in sorted(tables_of(both, "two")):
            rows = connection.sql(f"from main.{table}").fetchall()
            connection.execute("begin")
            connection.execute(f"delete from main.{table}")
            found = connection.sql(test.read_text()).fetchall()
            connection.execute("rollback")
            assert set(found) == ({(table,)} if rows else set()), table


def test_the_summary_has_all_parts(sample_runs: SampleRuns) -> None:
    for expected in (
        "Extracted",
        "work_item_revisions",
        "Open findings as of",
        "Top 5 findings by severity",
        "Published",
        "select ",
    ):
        assert expected in sample_runs.first.stdout


def test_a_run_sends_few_requests(
    sample_runs: SampleRuns, published: duckdb.DuckDBPyConnection
) -> None:
    requests = published.sql("select max(request_count) from runs").fetchall()[0][0]
    assert 0 < requests < MOST_REQUESTS


def test_only_documented_tables_are_published(published: duckdb.DuckDBPyConnection) -> None:
    schemas = published.sql("select distinct schema_name from duckdb_tables()").fetchall()
    assert schemas == [("main",)]
    undocumented = published.sql(
        "select table_name from duckdb_tables() where coalesce(comment, '') = '' union all "
        "select table_name || '.' || column_name from duckdb_columns() "
        "where not internal and coalesce(comment, '') = ''"
    ).fetchall()
    assert undocumented == []


def test_the_file_has_no_keys_indexes_nested_types_or_time_zones(
    published: duckdb.DuckDBPyConnection,
) -> None:
    constraints = published.sql(
        "select constraint_type from duckdb_constraints() where constraint_type <> 'NOT NULL'"
    ).fetchall()
    assert constraints == []
    assert published.sql("select * from duckdb_indexes()").fetchall() == []
    types = {
        row[0]
        for row in published.sql(
            "select distinct data_type from duckdb_columns() where not internal"
        ).fetchall()
    }
    assert types <= {"VARCHAR", "BIGINT", "INTEGER", "DOUBLE", "BOOLEAN", "DATE", "TIMESTAMP"}


def test_every_table_carries_organization_and_as_of(
    organization: Organization, published: duckdb.DuckDBPyConnection
) -> None:
    for table in tables_of(published, "findings"):
        rows = published.sql(f"select distinct organization, as_of from {table}").fetchall()
        assert len(rows) <= 1 or table in PER_RUN_TABLES, table
        assert {row[0] for row in rows} <= {organization.name}


def test_the_dictionary_has_every_column_with_its_type_and_comment(
    published: duckdb.DuckDBPyConnection,
) -> None:
    described = "select table_name, column_name, data_type, description from dictionary"
    columns = """
        select table_name, column_name, data_type, comment from duckdb_columns()
        where database_name = 'findings' and schema_name = 'main'
    """
    assert sorted(published.sql(described).fetchall()) == sorted(published.sql(columns).fetchall())


def test_the_dictionary_has_the_keys_and_references_of_the_tables(
    published: duckdb.DuckDBPyConnection,
) -> None:
    keys: dict[str, list[str]] = {}
    for table, column in published.sql(
        "select table_name, column_name from dictionary where is_key"
    ).fetchall():
        keys.setdefault(table, []).append(column)
    assert keys.keys() == tables_of(published, "findings")
    for table, key in keys.items():
        once = f"select {', '.join(key)} from {table} group by all having count(*) > 1"
        assert published.sql(once).fetchall() == [], table
    references = {
        (table, column): referenced
        for table, column, referenced in published.sql(
            "select table_name, column_name, references_table from dictionary"
        ).fetchall()
    }
    assert set(references.values()) - {None} <= keys.keys()
    assert references["work_items", "work_item_id"] is None
    assert references["work_items", "parent_id"] == "work_items"
    assert references["findings", "team_id"] == "teams"
    assert references["membership_gaps", "gap_type"] == "rules"


def test_the_dictionary_tells_what_may_be_added(published: duckdb.DuckDBPyConnection) -> None:
    additive = set(
        published.sql(
            "select table_name || '.' || column_name from dictionary where is_additive"
        ).fetchall()
    )
    assert {("velocity.completed_items",), ("velocity.completed_effort",)} <= additive
    assert {("flow_daily.arrivals",), ("membership_gaps.estimated_monthly_cost",)} <= additive
    assert additive.isdisjoint(
        [("cycle_times.cycle_time_days",), ("velocity.say_do_ratio",), ("work_items.work_item_id",)]
    )
    assert additive.isdisjoint([("portfolio_progress.total_items",), ("forecasts.p50_items",)])


def test_evidence_is_that_of_the_findings(published: duckdb.DuckDBPyConnection) -> None:
    rows: dict[str, list[tuple[str, str, str, float]]] = {}
    for uid, *row in published.sql(
        "select finding_uid, kind, id, name, value from finding_evidence order by position"
    ).fetchall():
        rows.setdefault(uid, []).append((row[0], row[1], row[2], row[3]))
    for uid, text in published.sql("select finding_uid, evidence from findings").fetchall():
        evidence, found = json.loads(text), rows.get(uid, [])
        numbers = {
            key: value
            for key, value in evidence.items()
            if type(value) in (int, float) and not key.endswith("_id")
        }
        assert {
            name: value for kind, _, name, value in found if kind in ("number", "revision")
        } == pytest.approx(numbers), text
        items = [id_ for id_ in evidence["ids"] if id_.isdigit()]
        assert [id_ for kind, id_, _, _ in found if kind == "work_item"][: len(items)] == items


def test_the_parquet_files_hold_the_same_rows(
    sample_runs: SampleRuns, published: duckdb.DuckDBPyConnection
) -> None:
    published.execute("set TimeZone = 'UTC'")  # the timestamps of the files are marked as UTC
    tables = tables_of(published, "findings")
    assert {path.stem for path in (sample_runs.data_dir / "parquet").glob("*.parquet")} == tables
    for table in tables:
        file = sample_runs.data_dir / "parquet" / f"{table}.parquet"
        difference = published.sql(
            f"(from {table} except all from '{file}') union all (from '{file}' except all from {table})"
        )
        assert difference.fetchall() == [], table


def test_a_client_of_duckdb_1_0_reads_every_table(
    sample_runs: SampleRuns, old_client: Path
) -> None:
    script = (
        f"import duckdb; c = duckdb.connect({str(sample_runs.database)!r}, read_only=True); "
        "print(sum(len(c.table(name).fetchall()) > 0 for (name,) in "
        "c.sql('select table_name from duckdb_tables()').fetchall()))"
    )
    read = run([old_client, "-c", script], check=True, capture_output=True)
    assert int(read.stdout) > 15


def test_the_sample_has_findings_of_every_rule(published: duckdb.DuckDBPyConnection) -> None:
    silent = published.sql(
        "select rule_id from rules where is_enabled and rule_id not in (select rule_id from findings) "
        "order by rule_id"
    ).fetchall()
    # The sample is read completely, was not imported, and has no setting that may name an unknown link type.
    assert silent == [("imported_history",), ("incomplete_extract",), ("unknown_link_type",)]


def test_license_rules_are_raised_beyond_their_thresholds_only(
    published: duckdb.DuckDBPyConnection,
) -> None:
    """Others are at a threshold: an edit 90 days ago, a license by a rule, an eligible user."""
    raised = published.sql(
        "select rule_id, string_agg(split_part(title, ': ', 2), ', ' order by title) from findings "
        "where resolved_at is null and rule_id in ('test_plans_license_unneeded', 'subscriber_pays_twice', "
        "'direct_license_shadows_rule', 'group_rule_failing') group by rule_id"
    )
    assert dict(raised.fetchall()) == {
        "test_plans_license_unneeded": "Anouk Papadopoulou, Niamh Okonkwo, Yusuf Fitzgerald, "
        "Émile Van-der-Meer",
        "subscriber_pays_twice": "Hana Lindqvist",
        "direct_license_shadows_rule": "Aoife Admin",
        "group_rule_failing": "Seasonal Testers",
    }


def test_a_team_of_the_sample_has_its_own_threshold(
    published: duckdb.DuckDBPyConnection,
) -> None:
    stale = "select distinct severity, threshold from findings where rule_id = 'stale_in_progress'"
    team = "team_name = 'Signal & Brake'"
    assert published.sql(f"{stale} and {team}").fetchall() == [("high", 21)]
    assert published.sql(f"{stale} and not {team} order by all").fetchall() == [
        ("high", 30),
        ("medium", 14),
    ]


def test_the_sample_waives_findings_and_lists_the_waivers_to_review(
    sample_runs: SampleRuns, published: duckdb.DuckDBPyConnection
) -> None:
    suppressed = published.sql(
        "select rule_id, count(*), min(suppressed_until) from findings "
        "where status = 'suppressed' group by all order by all"
    )
    assert suppressed.fetchall() == [
        ("dependency_late", 2, datetime(2026, 10, 1)),
        ("zombie", 1, None),
    ]
    assert "Suppressed by waivers: 3" in sample_runs.first.stdout


def test_the_summary_counts_the_cost_of_each_license_once(
    sample_runs: SampleRuns, published: duckdb.DuckDBPyConnection
) -> None:
    found = published.sql(
        "select subject_uid, estimated_monthly_cost from findings "
        "where estimated_monthly_cost > 0 and status = 'in_progress'"
    ).fetchall()
    costs = dict(found)
    assert len(costs) == len(found)
    [(bill,)] = published.sql("select sum(estimated_monthly_cost) from accounts").fetchall()
    assert sum(costs.values()) < bill

    [line] = [line for line in sample_runs.first.stdout.splitlines() if "USD per month" in line]
    assert f"{len(costs)}, {sum(costs.values()):,.2f} USD" in line
    assert "line 4, stale_in_progress on 3404: expired on 2026-06-15" in sample_runs.first.stdout
    assert "line 5, zombie on 1502: matches no finding" in sample_runs.first.stdout


def test_rules_that_are_switched_off_are_skipped(published: duckdb.DuckDBPyConnection) -> None:
    skipped = "from rule_runs select rule_id, status, skip_reason, finding_count where status <> 'evaluated'"
    reason = "disabled in the catalogue or in thresholds.csv"
    assert set(published.sql(skipped).fetchall()) == {
        (rule_id, "skipped", reason, 0) for rule_id in OFF
    }
    findings = published.sql("from findings select rule_id")
    assert OFF.isdisjoint(rule_id for (rule_id,) in findings.fetchall())


def test_a_second_run_adds_rows_only_to_per_run_tables(both: duckdb.DuckDBPyConnection) -> None:
    assert tables_of(both, "one") == tables_of(both, "two")
    for table in tables_of(both, "one") - PER_RUN_TABLES - {"findings"}:
        columns = OF_THE_RUN.get(table, "*")
        one, two = f"select {columns} from one.{table}", f"select {columns} from two.{table}"
        difference = both.sql(
            f"({one} except all {two}) union all ({two} except all {one})"
        ).fetchall()
        assert difference == [], table


def test_a_second_run_changes_only_the_lifecycle_of_findings(
    both: duckdb.DuckDBPyConnection,
) -> None:
    changing = "status, baseline_state, last_seen_at, run_id"
    one, two = (f"select * exclude ({changing}) from {name}.findings" for name in ("one", "two"))
    difference = both.sql(f"({one} except all {two}) union all ({two} except all {one})").fetchall()
    assert difference == []
    states = both.sql(
        "select distinct one.status, one.baseline_state, two.status, two.baseline_state "
        "from one.findings as one inner join two.findings as two using (finding_uid)"
    )
    for status, baseline_state, later_status, later_state in states.fetchall():
        is_open = status in ("new", "in_progress")
        assert later_status == ("in_progress" if is_open else status)
        assert later_state == (baseline_state if status == "resolved" else "unchanged")


def test_a_second_run_requests_only_new_revisions_and_links(
    both: duckdb.DuckDBPyConnection,
) -> None:
    rows = both.sql(
        """
        select resource, row_count, request_count
        from two.extraction_coverage
        where run_id not in (select run_id from one.runs)
            and resource in ('work_item_revisions', 'work_item_link_changes')
        order by resource
        """
    ).fetchall()
    assert rows == [("work_item_link_changes", 0, 1), ("work_item_revisions", 0, 1)]


def test_the_first_run_continues_the_past_of_the_sample(
    sample_runs: SampleRuns, both: duckdb.DuckDBPyConnection
) -> None:
    [(earlier, since)] = both.sql(
        "select count(*), max(as_of) from one.runs where as_of < timestamp '2026-06-30'"
    ).fetchall()
    assert (earlier, since) == (8, datetime(2026, 6, 23, 18))
    of_this_run = "as_of = timestamp '2026-06-30 18:00:00'"
    [(new, resolved)] = both.sql(
        f"select new_finding_count, resolved_finding_count from one.runs where {of_this_run}"
    ).fetchall()
    assert (
        f"Since the run of 2026-06-23: {new} new, {resolved} resolved" in sample_runs.first.stdout
    )
    counts = both.sql("select baseline_state, count(*) from one.findings group by all").fetchall()
    assert dict(counts).keys() == {"new", "reopened", "updated", "unchanged", "absent"}
    [(first_seen,)] = both.sql("select min(first_seen_at) from one.findings").fetchall()
    assert first_seen == datetime(2026, 5, 5, 18)


def test_the_health_of_projects_has_its_baselines(published: duckdb.DuckDBPyConnection) -> None:
    baselines = published.sql(
        "select distinct week_baseline_at, four_weeks_baseline_at from project_health"
    )
    assert baselines.fetchall() == [(datetime(2026, 6, 23, 18), datetime(2026, 6, 2, 18))]


def test_findings_have_a_uid_a_sentence_and_evidence(published: duckdb.DuckDBPyConnection) -> None:
    for uid, reason, evidence in published.sql(
        "select finding_uid, reason, evidence from findings"
    ).fetchall():
        assert len(uid) == 32
        assert reason.endswith(".")
        assert json.loads(evidence)["ids"] is not None


@pytest.mark.parametrize(
    "secret", [sample_organization.SAMPLE_TOKEN, sample_organization.PLATFORM_SECRET]
)
def test_the_data_folder_contains_no_secret(sample_runs: SampleRuns, secret: str) -> None:
    holders = [
        path
        for path in sample_runs.data_dir.rglob("*")
        if path.is_file() and secret.encode() in path.read_bytes()
    ]
    assert holders == []
    assert secret not in sample_runs.first.output
