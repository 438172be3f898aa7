"""Loads of several platforms over several runs: a platform that fails affects no other."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from flask import Request, Response

from pipelines import warehouse
from pipelines.accounts import Platform, schema
from pipelines.accounts.rosters import Rosters
from pipelines.azure_devops.client import AzureDevOpsClient
from pipelines.azure_devops.urls import parse_organization_url
from pipelines.console.platform_status import platform_statuses
from pipelines.extract.accounts import load_accounts
from pipelines.extract.coverage import Coverage, CoverageLog, as_table
from pipelines.extract.loader import Loader
from pipelines.extract.raw_tables import create_missing_raw_tables
from sample_organization.platforms import PLATFORM_SECRET, PlatformRecords
from tests.support.served_platforms import ACCOUNTS, PEOPLE, Reader, serving

NOBODY = parse_organization_url("http://127.0.0.1:1/nobody")
CONNECTOR_NAMES = sorted(ACCOUNTS)


class Runs:
    """A warehouse, and the loads into it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "warehouse.duckdb"
        self._runs = 0

    def load(self, *platforms: Platform) -> dict[str, Coverage]:
        """Load the platforms only; return the coverage of each."""
        self._runs += 1
        now = datetime(2026, 6, self._runs, tzinfo=UTC)
        loader = Loader(self.path, self.folder / "dlt", now)
        coverage = CoverageLog(AzureDevOpsClient(NOBODY, "token"))
        loader.load_pending()
        rosters = Rosters(now, (), pa.Table.from_pylist([], schema=schema.EXPECTATIONS))
        load_accounts(rosters, platforms, loader, coverage)
        self._note(coverage.entries)
        return {entry.resource.removeprefix("roster_"): entry for entry in coverage.entries}

    def _note(self, entries: list[Coverage]) -> None:
        with warehouse.connect(self.path) as connection:
            warehouse.replace_table(connection, "coverage", as_table(entries))

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with warehouse.connect(self.path) as connection:
            create_missing_raw_tables(connection)
            return connection.sql(query).fetchall()

    def loads(self) -> list[tuple[Any, ...]]:
        """Return platform, day and number of accounts of each complete load in the raw table."""
        query = """
            select platform, day(loaded_at), count(*) from raw.roster_accounts group by all
            intersect
            select replace(resource, 'roster_', ''), day(loaded_at), row_count from raw.snapshot_loads
            order by all
        """
        return self.rows(query)


@pytest.fixture
def runs(tmp_path: Path) -> Runs:
    return Runs(tmp_path)


@pytest.fixture
def reader() -> Iterator[Reader]:
    with serving() as reader:
        yield reader


KINDS = [
    pytest.param(kind, marks=() if kind in ("entra", "scim") else pytest.mark.exhaustive)
    for kind in CONNECTOR_NAMES
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_failing_page_costs_only_its_platform(runs: Runs, reader: Reader, kind: str) -> None:
    other = "slack" if kind != "slack" else "scim"
    platforms = [reader.platform(kind), reader.platform(other)]
    runs.load(*platforms)
    first = sorted([(kind, 1, ACCOUNTS[kind]), (other, 1, PEOPLE)])
    assert runs.loads() == first

    reader.answer_with(
        {"error": {"message": f"{PLATFORM_SECRET} may not"}}, 403, page=2, below=f"/{kind}"
    )
    coverage = runs.load(*platforms)

    assert runs.loads() == sorted([*first, (other, 2, PEOPLE)])
    assert (
        runs.rows(
            f"select 1 from raw.roster_accounts where platform = '{kind}' and day(loaded_at) = 2"
        )
        == []
    )
    failed = coverage[kind]
    assert (failed.status, failed.is_complete, failed.scope) == ("denied", False, kind)
    assert failed.request_count >= 2
    assert "returned 403" in (failed.message or "") and "*** may not" in (failed.message or "")
    assert coverage[other].is_complete


def test_an_unexpected_record_costs_only_its_platform(runs: Runs) -> None:
    served = PlatformRecords(
        scim=[{"userName": "without an id"}], slack=[{"id": "U1", "profile": {"email": "a@x.org"}}]
    )
    with serving(served) as reader:
        coverage = runs.load(reader.platform("scim"), reader.platform("slack"))
    assert runs.loads() == [("slack", 1, 1)]
    assert (coverage["scim"].status, coverage["slack"].status) == ("failed", "loaded")
    assert "lacks a value that connector scim requires (KeyError: 'id')" in (
        coverage["scim"].message or ""
    )


def test_an_empty_account_list_is_not_loaded(runs: Runs) -> None:
    with serving(PlatformRecords()) as reader:
        coverage = runs.load(reader.platform("scim"))
    assert runs.loads() == []
    assert (
        coverage["scim"].message
        == "The account list is empty, which is never valid. The previous load is kept."
    )


def test_a_load_without_sign_ins_is_complete_and_says_so(runs: Runs, reader: Reader) -> None:
    def refuse(request: Request) -> Response | None:
        return Response("{}", 403) if b"signInActivity" in request.query_string else None

    reader.server.hooks.append(refuse)
    coverage = runs.load(reader.platform("entra"))["entra"]
    assert (coverage.status, coverage.is_complete, coverage.row_count) == ("loaded", True, PEOPLE)
    assert coverage.message and coverage.message.startswith("Sign-ins were not read: GET ")
    assert runs.rows("select distinct is_sign_in_read from raw.roster_accounts") == [(False,)]


def test_an_account_on_two_pages_is_loaded_once(runs: Runs) -> None:
    twice = [{"id": f"g{number % 30}", "primaryEmail": f"p{number}@x.org"} for number in range(60)]
    with serving(PlatformRecords(google=twice)) as reader:
        runs.load(reader.platform("google"))
    assert runs.loads() == [("google", 1, 30)]


def test_service_accounts_are_selected_by_user_name_or_id(runs: Runs, reader: Reader) -> None:
    chat = reader.platform("slack")
    services = frozenset({"p3", "u4"})
    runs.load(Platform(chat.name, chat.connector, chat.settings, services))
    found = runs.rows(
        "select username from raw.roster_accounts where account_type = 'service' order by 1"
    )
    assert found == [("p3",), ("p4",)]


def test_no_secret_is_kept(runs: Runs, reader: Reader) -> None:
    runs.load(*(reader.platform(kind) for kind in CONNECTOR_NAMES))
    for secret in (PLATFORM_SECRET, "graph-access-token"):
        holders = [
            path
            for path in runs.folder.rglob("*")
            if path.is_file() and secret.encode() in path.read_bytes()
        ]
        assert holders == []


def test_status_of_platforms(runs: Runs, reader: Reader) -> None:
    chat, wiki = reader.platform("slack"), reader.platform("scim")
    kinds = {"slack": "slack", "scim": "scim", "github": "github"}
    assert [status.status for status in platform_statuses(runs.path, kinds)] == ["not read yet"] * 3
    runs.load(chat, wiki)
    reader.answer_with({}, 401, below="/slack")
    runs.load(chat, wiki)
    found = {status.platform: status for status in platform_statuses(runs.path, kinds)}
    first, second = datetime(2026, 6, 1), datetime(2026, 6, 2)
    assert (found["slack"].status, found["slack"].loaded_at, found["slack"].row_count) == (
        "denied",
        first,
        PEOPLE,
    )
    assert (found["scim"].status, found["scim"].loaded_at) == ("loaded", second)
    assert (found["github"].status, found["github"].loaded_at) == ("not read yet", None)
