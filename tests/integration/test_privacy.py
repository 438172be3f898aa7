"""A publication with pseudonyms names nobody, and its rows can be joined and counted."""

import json
import re
import shutil
import stat
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from click.testing import CliRunner, Result

from pipelines import warehouse
from pipelines.build import dbt_runner
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
# Models that resolve names and match accounts with people: they alone read what ends in _clear.
MATCHING_MODELS = {
    "int_account_keys",
    "int_account_names",
    "int_findings_of_unread_teams",
    "int_identities",
    "int_identities_unentitled",
    "int_identity_names",
    "int_match_candidates",
    "int_match_reasons",
    "int_match_terms",
    "int_matches",
    "int_people",
    "int_people_expected",
    "int_person_attributes",
    "int_person_keys",
    "int_platform_accounts",
}
# Their evidence is made of clear values, so these two pseudonymize it themselves.
EVIDENCE_MODELS = {"int_matches", "int_match_candidates"}
PRIVACY_MACROS = ("pseudonym", "pseudonymous_id", "without_identities", "without_addresses")
ACCOUNTS = "select platform, match_method, count(distinct person_id) from accounts group by all order by all"
FINDINGS = "select rule_id, status, count(*) from findings group by all order by all"
GAPS = "select gap_type, platform, count(distinct person_id) from membership_gaps group by all order by all"
LOADED_AT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def pseudonymized(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of the sample, published again with pseudonyms."""
    data_dir = tmp_path_factory.mktemp("pseudonyms") / "sample"
    shutil.copytree(sample_runs.data_dir, data_dir)
    assert rebuild_with_pseudonyms(data_dir).exit_code == 0
    return data_dir


def rebuild_with_pseudonyms(data_dir: Path) -> Result:
    environment = {
        "ADO_FINDINGS__DATA_DIR": str(data_dir.parent),
        "ADO_FINDINGS__PSEUDONYMIZE": "true",
    }
    return CliRunner(env=environment).invoke(main, ["build"], catch_exceptions=False)


@pytest.fixture
def both(
    sample_runs: SampleRuns, pseudonymized: Path
) -> Iterator[tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection]]:
    """Return the publications without and with pseudonyms."""
    paths = sample_runs.database, pseudonymized / "findings.duckdb"
    clear, hidden = (duckdb.connect(str(path), read_only=True) for path in paths)
    with clear, hidden:
        yield clear, hidden


def test_no_name_or_address_is_published(pseudonymized: Path) -> None:
    naming = names_and_addresses(pseudonymized)
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        for table, column in text_columns(connection, "schema_name = 'main'"):
            assert found_in(connection, naming, table, column) == [], (table, column)


def test_clear_values_are_only_in_columns_that_say_so(pseudonymized: Path) -> None:
    with warehouse.connect(pseudonymized / "warehouse.duckdb") as connection:
        groups = {
            name.lower()
            for (name,) in connection.sql(
                "select display_name from raw.group_entitlements union "
                "select display_name from raw.team_members where is_container"
            ).fetchall()
        }
    naming = [name for name in names_and_addresses(pseudonymized) if name not in groups]
    assert len(naming) > 300
    built = "schema_name in ('staging', 'intermediate', 'rules')"
    plain_text = set()
    with duckdb.connect(str(pseudonymized / "warehouse.duckdb"), read_only=True) as connection:
        key = (pseudonymized / "state" / "pseudonym.key").read_text()
        connection.execute("set variable pseudonym_key = ?", [key])
        for table, column in text_columns(connection, built):
            if column.endswith("_clear"):
                plain_text.add(table.split(".")[1])
            else:
                assert named_in(connection, naming, table, column) == [], (table, column)
    assert {table for table in plain_text if not table.startswith("stg_")} <= MATCHING_MODELS


def names_and_addresses(data_dir: Path) -> list[str]:
    with warehouse.connect(data_dir / "warehouse.duckdb") as connection:
        known = {name.lower() for (name,) in connection.sql(NAMES).fetchall() if name}
    naming = [name for name in known if re.search(r"[ @.-]", name)]
    assert len(naming) > 300
    return naming


def text_columns(connection: duckdb.DuckDBPyConnection, condition: str) -> list[tuple[str, str]]:
    return connection.sql(
        "select schema_name || '.' || table_name, column_name from duckdb_columns() "
        f"where data_type = 'VARCHAR' and not internal and {condition}"
    ).fetchall()


def found_in(
    connection: duckdb.DuckDBPyConnection, names: list[str], table: str, column: str
) -> list[str]:
    [(text,)] = connection.sql(
        f"select lower(string_agg(distinct \"{column}\", '\n')) from {table}"
    ).fetchall()
    return [name for name in names if name in (text or "")]


def named_in(
    connection: duckdb.DuckDBPyConnection, names: list[str], table: str, column: str
) -> list[str]:
    """Return the names whose words are all in the column: quicker than `found_in`, for a thousand columns."""
    [(text,)] = connection.sql(
        f"select lower(string_agg(distinct \"{column}\", '\n')) from {table}"
    ).fetchall()
    words = set(re.findall(r"\w+", text or ""))
    return [name for name in names if words.issuperset(re.findall(r"\w+", name)) and name in text]


def test_only_matching_models_read_clear_values(pseudonymized: Path) -> None:
    readers = {
        model["name"]
        for model in models_outside_staging(pseudonymized)
        if re.search(r"\w_clear\b", model["compiled_code"])
    }
    assert readers == MATCHING_MODELS


def test_values_are_pseudonymized_in_staging(pseudonymized: Path) -> None:
    callers = {
        model["name"]
        for model in models_outside_staging(pseudonymized)
        if any(macro.split(".")[-1] in PRIVACY_MACROS for macro in model["depends_on"]["macros"])
    }
    assert callers == EVIDENCE_MODELS


def models_outside_staging(data_dir: Path) -> list[dict[str, Any]]:
    manifest = json.loads((data_dir / "state" / "dbt" / "target" / "manifest.json").read_text())
    return [
        node
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and not node["path"].startswith("staging")
    ]


@pytest.mark.parametrize("query", [ACCOUNTS, FINDINGS, GAPS])
def test_pseudonyms_change_no_other_value(
    both: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], query: str
) -> None:
    clear, hidden = (connection.sql(query).fetchall() for connection in both)
    assert len(clear) > 1
    assert clear == hidden


def test_a_run_records_whether_it_used_pseudonyms(pseudonymized: Path) -> None:
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        flags = "select is_pseudonymized from runs order by started_at"
        assert connection.sql(flags).fetchall() == [(False,), (False,), (True,)]


def test_the_key_is_in_its_file_only(pseudonymized: Path) -> None:
    assert (pseudonymized / "state" / "dbt" / "target" / "manifest.json").exists()
    assert_key_is_in_its_file_only(pseudonymized)


def test_a_view_without_the_key_fails_instead_of_showing_names(pseudonymized: Path) -> None:
    with (
        duckdb.connect(str(pseudonymized / "warehouse.duckdb"), read_only=True) as connection,
        pytest.raises(duckdb.InvalidInputException, match="pseudonym_key is not set"),
    ):
        connection.sql(
            "select display_name from staging.stg_azure_devops__user_entitlements"
        ).fetchall()


def test_the_key_is_in_its_file_only_after_a_model_failed(
    pseudonymized: Path, tmp_path: Path
) -> None:
    data_dir = tmp_path / "sample"
    shutil.copytree(pseudonymized, data_dir)
    with warehouse.connect(data_dir / "warehouse.duckdb") as connection:
        connection.execute("update raw.user_entitlement_projects set project_id = null")
    result = rebuild_with_pseudonyms(data_dir)
    assert result.exit_code == 1
    assert "Nothing was published" in result.output
    assert_key_is_in_its_file_only(data_dir)
    assert (data_dir / "state" / "pseudonym.key").read_text() not in result.output


def test_the_key_is_in_its_file_only_after_the_publication_failed(
    pseudonymized: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / "sample"
    shutil.copytree(pseudonymized, data_dir)
    (data_dir / ".findings.duckdb.new").mkdir()
    built = dbt_runner.Built(data_dir / "state" / "dbt" / "target" / "manifest.json", 1)
    monkeypatch.setattr(dbt_runner, "build", lambda *_: built)
    result = rebuild_with_pseudonyms(data_dir)
    assert result.exit_code == 1
    assert ".findings.duckdb.new" in result.output
    assert_key_is_in_its_file_only(data_dir)
    assert (data_dir / "state" / "pseudonym.key").read_text() not in result.output


def assert_key_is_in_its_file_only(data_dir: Path) -> None:
    """Search the bytes of every file, and the catalog and rows of every DuckDB file."""
    key_file = data_dir / "state" / "pseudonym.key"
    key = key_file.read_text()
    assert re.fullmatch("[0-9a-f]{64}", key)
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    assert [path for path in files if key.encode() in path.read_bytes()] == [key_file]
    databases = [path for path in files if path.suffix == ".duckdb"]
    assert len(databases) >= 2
    for path in databases:
        assert key not in "\n".join(catalog_texts(path)), path
        assert tables_with(path, key) == [], path


def catalog_texts(path: Path) -> list[str]:
    """SQL and comments of every view, table, column and macro."""
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.sql(
            "select sql || coalesce(comment, '') from duckdb_views() where not internal "
            "union all select sql || coalesce(comment, '') from duckdb_tables() "
            "union all select coalesce(column_default, '') || coalesce(comment, '') from duckdb_columns() "
            "union all select macro_definition from duckdb_functions() where macro_definition is not null"
        ).fetchall()
    return [text for (text,) in rows]


def tables_with(path: Path, text: str) -> list[str]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.sql(
            'select format(\'"{}"."{}"\', schema_name, table_name) from duckdb_tables()'
        ).fetchall()
        found = "select count(*) from {} as searched where contains(cast(searched as varchar), ?)"
        return [
            name
            for (name,) in names
            if connection.execute(found.format(name), [text]).fetchall() != [(0,)]
        ]


def test_old_loads_are_deleted_except_the_last_complete_one(tmp_path: Path) -> None:
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
