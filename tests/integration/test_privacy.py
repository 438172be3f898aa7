"""A publication with pseudonyms names nobody, and its rows can be joined and counted."""

import hashlib
import json
import re
import shutil
import stat
from collections.abc import Iterator
from dataclasses import dataclass
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
from tests.support.parsing import models_only
from tests.support.sample_runs import SampleRuns

pytestmark = pytest.mark.xdist_group("sample_run")

NAMES = """
    select display_name from raw.user_entitlements union select principal_name from raw.user_entitlements
    union select mail_address from raw.user_entitlements union select display_name from raw.identities
    union select mail from raw.identities union select account from raw.identities
    union select display_name from raw.team_members union select unique_name from raw.team_members
    union select display_name from raw.roster_accounts union select username from raw.roster_accounts
    union select account_uid from raw.roster_accounts union select person_id from raw.roster_accounts
    union select email from raw.roster_accounts union select unnest(string_split(other_emails, ';'))
    from raw.roster_accounts union select employee_number from raw.roster_accounts
    union select assigned_to_name from raw.work_item_revisions
    union select assigned_to_unique_name from raw.work_item_revisions
    union select changed_by_name from raw.work_item_revisions
    union select owner from raw.waivers
"""
# People whose login is in capitals, of a Windows domain, a number, or in a script without capitals.
LOGINS = ("MUEHLBERGH", "ZORA.MEYER", "AURORA\\aek", "aek", "100042", "田中太郎", "فاطمة الزهراء")
NUMBER_OR_GUID = re.compile(r"\d+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
# Findings of accounts that were gone before the switch to pseudonyms.
GONE = ("github/GONE.LOGIN", "slack/gone-login", "depot/消えた人", "github/4242")
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
PRIVACY_MACROS = (
    *("pseudonym", "pseudonymous_id", "pseudonymous_pattern"),
    *("without_identities", "without_addresses"),
)
ACCOUNTS = "select platform, match_method, count(distinct person_id) from accounts group by all order by all"
FINDINGS = """
    select rule_id, status, count(*) from findings where status <> 'resolved' group by all order by all
"""
GAPS = "select gap_type, platform, count(distinct person_id) from membership_gaps group by all order by all"
KEPT = "select rule_id, status, first_seen_at from findings where status <> 'resolved' order by all"
LOADED_AT = datetime(2026, 3, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Rebuilt:
    """A data folder, and what the command printed."""

    data_dir: Path
    output: str


@pytest.fixture(scope="module")
def rebuilt(sample_runs: SampleRuns, tmp_path_factory: pytest.TempPathFactory) -> Rebuilt:
    """The sample, published again with pseudonyms, with findings of accounts that are gone."""
    data_dir = tmp_path_factory.mktemp("pseudonyms") / "sample"
    shutil.copytree(sample_runs.data_dir, data_dir)
    for name in ("state/dlt", "state/logs"):  # what runs without pseudonyms have left
        shutil.rmtree(data_dir / name)
    with warehouse.connect(data_dir / "warehouse.duckdb") as connection:
        for number, subject in enumerate(GONE):
            connection.execute(
                "insert into history.findings by name select * replace (md5(?) as finding_uid, "
                "? as subject_uid, 'Title: gone.login' as title, 'resolved' as status, "
                "'1,GONE.LOGIN' as evidence_ids) from history.findings "
                "where subject_type = 'account' limit 1",
                [str(number), subject],
            )
    with models_only():
        result = rebuild_with_pseudonyms(data_dir)
    assert result.exit_code == 0, result.output
    return Rebuilt(data_dir, result.output)


@pytest.fixture(scope="module")
def pseudonymized(rebuilt: Rebuilt) -> Path:
    """The data folder of the sample, published again with pseudonyms."""
    return rebuilt.data_dir


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


def test_events_continue_under_the_new_uids(pseudonymized: Path) -> None:
    query = """
        select finding_uid, first_seen_at from findings
        except select finding_uid, event_at from finding_events where event = 'opened'
    """
    strangers = "select finding_uid from finding_events except select finding_uid from findings"
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        assert connection.sql(query).fetchall() == []
        assert connection.sql(strangers).fetchall() == []


def test_no_name_or_address_is_published(pseudonymized: Path) -> None:
    naming = names_and_addresses(pseudonymized)
    assert {login.lower() for login in LOGINS} <= {*naming, "aek", "100042"}
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        for table, column in text_columns(connection, "schema_name = 'main'"):
            assert found_in(connection, naming, table, column) == [], (table, column)
            values = connection.sql(f'select distinct "{column}" from {table}').fetchall()
            assert not {(login,) for login in LOGINS} & set(values), (table, column)


def test_no_name_or_address_is_printed_or_in_a_file_that_is_not_a_database(
    rebuilt: Rebuilt,
) -> None:
    data_dir = rebuilt.data_dir
    groups = names_of_groups(data_dir)
    naming = [name for name in names_and_addresses(data_dir) if name not in groups]
    assert [name for name in naming if name in rebuilt.output.lower()] == []
    files = [path for path in data_dir.rglob("*") if path.is_file()]
    readable = [path for path in files if path.suffix not in (".duckdb", ".parquet")]
    assert {path.name for path in readable} >= {
        "manifest.json",
        "run_results.json",
        "run.log",
        "dbt.log",
        "report.html",
    }
    for path in readable:
        text = path.read_bytes().decode("utf-8", "replace").lower()
        assert [name for name in naming if name in text] == [], path


def test_the_parquet_files_are_the_published_tables(pseudonymized: Path) -> None:
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        connection.execute("set TimeZone = 'UTC'")  # the timestamps of the files are marked as UTC
        for path in (pseudonymized / "parquet").iterdir():
            differing = f"select * from {path.stem} except select * from read_parquet('{path}')"
            assert connection.sql(f"select count(*) from ({differing})").fetchall() == [(0,)]


def test_findings_that_were_gone_before_the_switch_name_nobody(pseudonymized: Path) -> None:
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        rows = connection.sql(
            "select rule_id, finding_uid, subject_uid, title, evidence_ids from findings "
            "where title = 'Title' order by subject_uid"
        ).fetchall()
    subjects = [subject for _, _, subject, _, _ in rows]
    assert len(subjects) == len(GONE)
    assert "github/4242" in subjects
    hidden = r"(github|slack|depot)/pseudonym-[0-9a-f]{16}"
    assert len([subject for subject in subjects if re.fullmatch(hidden, subject)]) == 3
    for rule, uid, subject, _, evidence in rows:
        assert uid == hashlib.md5(f"{rule}|account|{subject}".encode()).hexdigest()
        assert re.fullmatch(r"1,pseudonym-[0-9a-f]{16}", evidence)


@pytest.mark.exhaustive
def test_findings_keep_their_identity_from_night_to_night(
    pseudonymized: Path, tmp_path: Path
) -> None:
    """The second night has the data tests, which hold with pseudonyms and contain no key."""
    data_dir = tmp_path / "sample"
    shutil.copytree(pseudonymized, data_dir)
    assert rebuild_with_pseudonyms(data_dir).exit_code == 0
    nights = []
    for folder in (pseudonymized, data_dir):
        with duckdb.connect(str(folder / "findings.duckdb"), read_only=True) as connection:
            every = (
                "select finding_uid, subject_uid, status, first_seen_at from findings order by all"
            )
            nights.append(connection.sql(every).fetchall())
    assert nights[0] == nights[1]
    assert_key_is_in_its_file_only(data_dir)


def test_a_person_has_one_pseudonym_in_all_tables(pseudonymized: Path) -> None:
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        known, named = (
            connection.sql(query).fetchall()
            for query in (
                "select count(*) from people as p join accounts as a using (person_id) "
                "where a.platform = 'depot' and p.display_name = a.display_name "
                "and p.employee_number is not null and p.person_id = a.account_uid",
                "select count(*) from findings as f join accounts as a "
                "on f.subject_uid = a.platform || '/' || a.account_uid where a.platform = 'depot'",
            )
        )
    assert known == [(4,)]
    assert named == [(3,)]


def test_clear_values_are_only_in_columns_that_say_so(pseudonymized: Path) -> None:
    groups = names_of_groups(pseudonymized)
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
    """Every name, login and address in lower case, without numbers, GUIDs and common words."""
    with warehouse.connect(data_dir / "warehouse.duckdb") as connection:
        known = {name.strip() for (name,) in connection.sql(NAMES).fetchall() if name}
    naming = {
        name.lower()
        for name in known
        if not NUMBER_OR_GUID.fullmatch(name.lower())
        and (name.isupper() or re.search(r"[^a-zA-Z]", name))
    }
    assert len(naming) > 500
    return sorted(naming)


def names_of_groups(data_dir: Path) -> set[str]:
    with warehouse.connect(data_dir / "warehouse.duckdb") as connection:
        rows = connection.sql(
            "select display_name from raw.group_entitlements union "
            "select display_name from raw.team_members where is_container"
        ).fetchall()
    return {name.lower() for (name,) in rows}


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


@pytest.mark.parametrize("query", [ACCOUNTS, FINDINGS, GAPS, KEPT])
def test_pseudonyms_change_no_other_value(
    both: tuple[duckdb.DuckDBPyConnection, duckdb.DuckDBPyConnection], query: str
) -> None:
    clear, hidden = (connection.sql(query).fetchall() for connection in both)
    assert len(clear) > 1
    assert clear == hidden


def test_a_run_records_whether_it_used_pseudonyms(pseudonymized: Path) -> None:
    with duckdb.connect(str(pseudonymized / "findings.duckdb"), read_only=True) as connection:
        flags = "select is_pseudonymized from runs order by started_at"
        assert connection.sql(flags).fetchall() == [*[(False,)] * (8 + 2), (True,)]


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


@pytest.mark.exhaustive
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
