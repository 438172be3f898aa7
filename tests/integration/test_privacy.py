"""Nobody is named in a publication with pseudonyms, and it can be joined and counted all the same."""

import re
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner

from pipelines import warehouse
from pipelines.cli import main
from pipelines.extract.raw_tables import create_missing_raw_tables
from pipelines.extract.retention import delete_old_loads
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

NAMES = """
    select display_name from raw.user_entitlements union select principal_name from raw.user_entitlements
    union select mail_address from raw.user_entitlements union select display_name from raw.identities
    union select display_name from raw.team_members union select unique_name from raw.team_members
    union select display_name from raw.roster_accounts union select username from raw.roster_accounts
    union select email from raw.roster_accounts union select unnest(string_split(other_emails, ';'))
    from raw.roster_accounts union select assigned_to_name from raw.work_item_revisions
    union select assigned_to_unique_name from raw.work_item_revisions
    union select changed_by_name from raw.work_item_revisions
    union select owner from raw.waivers
"""
ACCOUNTS = "select platform, match_method, count(distinct person_id) from accounts group by all order by all"
FINDINGS = "select rule_id, status, count(*) from findings group by all order by all"
GAPS = "select gap_type, platform, count(distinct person_id) from membership_gaps group by all order by all"
LOADED_AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def pseudonymized(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample, published anew with pseudonyms."""
    parent = tmp_path_factory.mktemp("pseudonyms")
    shutil.copytree(sample_runs.data_dir, parent / "sample")
    environment = {"ADO_FINDINGS__DATA_DIR": str(parent), "ADO_FINDINGS__PSEUDONYMIZE": "true"}
    CliRunner(env=environment).invoke(main, ["findings"], catch_exceptions=False)
    return parent / "sample"


@pytest.fixture
def both(
    sample_runs: SampleRuns, pseudonymized: Path
) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]]:
    """The publication in clear, and the one with pseudonyms."""
    paths = sample_runs.database, pseudonymized / "findings.duckdb"
    clear, hidden = (duckdb.connect(str(path), read_only=True) for path in paths)
    with clear, hidden:
        yield clear, hidden


def test_no_name_or_address_is_published(pseudonymized: Path) -> None:
    with warehouse.connect(pseudonymized / "warehouse.duckdb") as connection:
        known = {name for (name,) in connection.sql(NAMES).fetchall() if name}
    naming = [name.lower() for name in known if re.search(r"[ @.-]", name)]
    assert len(naming) > 300
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        columns = connection.sql(
            "select table_name, column_name from duckdb_columns() "
            "where data_type = 'VARCHAR' and schema_name = 'main' and not internal"
        ).fetchall()
        for table, column in columns:
            [(text,)] = connection.sql(
                f"select lower(string_agg(distinct \"{column}\", '\n')) from {table}"
            ).fetchall()
            assert [name for name in naming if name in (text or "")] == [], (table, column)


@pytest.mark.parametrize("query", [ACCOUNTS, FINDINGS, GAPS])
def test_what_is_published_says_the_same(
    both: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], query: str
) -> None:
    clear, hidden = (connection.sql(query).fetchall() for connection in both)
    assert len(clear) > 1
    assert clear == hidden


def test_a_run_says_whether_it_named_people(pseudonymized: Path) -> None:
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        flags = "select is_pseudonymized from runs order by started_at"
        assert connection.sql(flags).fetchall() == [(False,), (False,), (True,)]


def test_old_loads_are_forgotten_but_not_the_last_complete_one(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    days = {"github": (0, 10, 500, 900), "slack": (500, 900), "hr": (0,)}
    with warehouse.connect(path) as connection:
        create_missing_raw_tables(connection)
        for platform, ages in days.items():
            for age in ages:
                at = LOADED_AT - timedelta(days=age)
                load = {"platform": [platform], "account_uid": ["1"], "loaded_at": [at]}
                connection.register("load", pa.table(load))
                connection.execute("insert into raw.roster_accounts by name from load")
                connection.execute(
                    "insert into raw.snapshot_loads values (?, ?, 1)", [f"roster_{platform}", at]
                )
    delete_old_loads(path, LOADED_AT, retention_days=400)
    with warehouse.connect(path) as connection:
        left = connection.sql(
            "select platform, date_diff('day', loaded_at, timestamptz '2026-03-01 00:00+00') "
            "from raw.roster_accounts order by all"
        ).fetchall()
    assert left == [("github", 0), ("github", 10), ("hr", 0), ("slack", 500)]
