"""Measure the matching of accounts with people, on generated people whose accounts are known.

    python -m benchmarks.matching [PEOPLE]

prints two Markdown tables: our matching compared with other methods, and ours by kind of account.
"""

import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from random import Random

import duckdb
import pyarrow as pa

from benchmarks import splinking
from benchmarks.people import (
    DOMAIN,
    KINDS,
    OLD_DOMAIN,
    PLATFORMS,
    Account,
    Person,
    authority_row,
    make_accounts,
    make_people,
)
from benchmarks.warehouse import CONTEXT, write_warehouse
from pipelines import warehouse
from pipelines.accounts import schema as rosters
from pipelines.build import dbt_runner
from pipelines.overrides import schema as overrides

PEOPLE = 2_500
SEED = 20_260_630
AUTHORITY = "hr"
WAREHOUSE_REVISIONS = 1_000  # of work items, which hardly matter here

KIND_COLUMNS = (
    "kind of account",
    "shares a key",
    "accounts",
    "linked correctly",
    "linked incorrectly",
    "suggested first",
    "suggested",
)

Pair = tuple[str, str, str]  # platform, account, person


def measure(
    people: list[Person], accounts: list[Account], folder: Path
) -> tuple[set[Pair], dict[Pair, int]]:
    """Build the tables from these rosters; return the links, and the suggestions with their ranks."""
    path = folder / "warehouse.duckdb"
    write_warehouse(path, WAREHOUSE_REVISIONS, replace(CONTEXT, platforms=(AUTHORITY, *PLATFORMS)))
    with warehouse.connect(path) as connection:
        _write_rosters(connection, people, accounts)
    dbt_runner.build(path, folder / "dbt")
    with duckdb.connect(str(path), read_only=True) as connection:
        linked = connection.sql(
            "select platform, account_uid, person_id from accounts "
            "where person_id is not null and platform not in ('hr', 'azure_devops')"
        ).fetchall()
        suggested = connection.sql(
            "select platform, account_uid, person_id, candidate_rank from match_candidates "
            "where platform <> 'azure_devops'"
        ).fetchall()
    return set(linked), {(*pair,): rank for *pair, rank in suggested}


def _write_rosters(
    connection: duckdb.DuckDBPyConnection, people: list[Person], accounts: list[Account]
) -> None:
    loaded_at = connection.sql("select max(loaded_at) from raw.snapshot_loads").fetchall()[0][0]
    rows = [{"platform": AUTHORITY, **authority_row(person)} for person in people]
    rows += [
        {
            "platform": each.platform,
            "account_uid": each.account_uid,
            **each.row,
        }
        for each in accounts
    ]
    for row in rows:
        row.setdefault("account_type", "human")
        row |= {"account_status": "active", "employment_status": "active", "loaded_at": loaded_at}
    connection.execute("truncate raw.roster_accounts")
    _insert(connection, "roster_accounts", pa.Table.from_pylist(rows, rosters.ACCOUNTS))
    alias = {"line_number": 2, "alias": OLD_DOMAIN, "domain": DOMAIN}
    _insert(connection, "domain_aliases", pa.Table.from_pylist([alias], overrides.DOMAIN_ALIASES))
    resources = [f"roster_{platform}" for platform in (AUTHORITY, *PLATFORMS)]
    connection.execute("delete from raw.snapshot_loads where resource like 'roster%'")
    loads = [{"resource": each, "loaded_at": loaded_at, "row_count": 1} for each in resources]
    _insert(connection, "snapshot_loads", pa.Table.from_pylist(loads))


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("rows", rows)
    connection.execute(f"insert into raw.{table} by name from rows")
    connection.unregister("rows")


def by_equal(people: Iterable[Person], accounts: list[Account], column: str) -> set[Pair]:
    """Return the pairs with equal values in one column, trimmed and in lower case."""
    known: dict[str, set[str]] = {}
    for person in people:
        known.setdefault(authority_row(person)[column].lower(), set()).add(person.person_id)
    return {
        (each.platform, each.account_uid, person)
        for each in accounts
        for person in known.get(each.row.get(column, "").strip().lower(), ())
    }


def print_ways(ways: dict[str, set[Pair]], truth: set[Pair]) -> None:
    """Print one row per method: pairs, correct pairs, precision and recall."""
    print("| method | pairs | correct | precision | recall |\n|---|---|---|---|---|")
    for way, pairs in ways.items():
        right = len(pairs & truth)
        print(
            f"| {way} | {len(pairs):,} | {right:,} | {right / max(1, len(pairs)):.4f} "
            f"| {right / len(truth):.4f} |"
        )


def print_kinds(accounts: list[Account], linked: set[Pair], suggested: dict[Pair, int]) -> None:
    """Print one row per kind of account: linked correctly and incorrectly, and suggested."""
    counts: dict[str, Counter[str]] = {}
    owners = {pair[:2]: pair[2] for pair in linked}
    for each in accounts:
        count = counts.setdefault(each.kind, Counter())
        count["all"] += 1
        owner = owners.get((each.platform, each.account_uid))
        count["right"] += owner is not None and owner == each.owner
        count["wrong"] += owner is not None and owner != each.owner
        rank = suggested.get((each.platform, each.account_uid, each.owner or ""), 0)
        count["first"] += rank == 1
        count["any"] += rank > 0
    print(f"\n| {' | '.join(KIND_COLUMNS)} |\n{'|---' * len(KIND_COLUMNS)}|")
    for kind in [*KINDS, *sorted(counts.keys() - KINDS.keys())]:
        count = counts.get(kind, Counter())
        key = "yes" if kind in KINDS and KINDS[kind].has_key else "no"
        figures = " | ".join(
            f"{count[each]:,}" for each in ("all", "right", "wrong", "first", "any")
        )
        print(f"| {kind} | {key} | {figures} |")


def main() -> None:
    """Print the tables."""
    count = int(sys.argv[1]) if sys.argv[1:] else PEOPLE
    rng = Random(SEED)
    people = make_people(count, rng)
    accounts = list(make_accounts(people, rng))
    truth = {(each.platform, each.account_uid, each.owner) for each in accounts if each.owner}
    with_key = {
        (each.platform, each.account_uid, each.owner)
        for each in accounts
        if each.owner and KINDS[each.kind].has_key
    }
    with tempfile.TemporaryDirectory() as folder:
        linked, suggested = measure(people, accounts, Path(folder))
    firsts = {pair for pair, rank in suggested.items() if rank == 1}
    recall = len(linked & with_key) / len(with_key)
    print(
        f"{count:,} people, {len(accounts):,} accounts, {len(truth):,} of them with a known owner."
    )
    print(f"{len(with_key):,} share a key with their person: recall of these {recall:.4f}\n")
    ways = {
        "ours, linked": linked,
        "ours, with the first suggestion of each account": linked | firsts,
        "equal e-mail": by_equal(people, accounts, "email"),
        "equal name": by_equal(people, accounts, "display_name"),
        **splinking.ways(people, accounts),
    }
    print_ways(ways, truth)
    print_kinds(accounts, linked, suggested)


if __name__ == "__main__":
    main()
