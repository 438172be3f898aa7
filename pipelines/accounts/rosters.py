"""Read roster files. A file with an error is rejected with the position of the error."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import parsing
from pipelines.accounts import schema
from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.errors import UserActionRequired

AZURE_DEVOPS = "azure_devops"
EXPECTATIONS = "expectations"
# Conditions of expectations, besides the columns of rosters without a meaning of their own.
CONDITIONS = frozenset({"department", "employment_type", "manager", "team"})
NO_PLATFORMS = frozenset(
    {
        EXPECTATIONS,
        "waivers",
        "thresholds",
        "manual_links",
        "domain_aliases",
        "state_categories",
        "approval_states",
        "blocked_markers",
        "license_prices",
        "notifications",
        "team_groups",
    }
)
INVALID_IN_NAMES = frozenset('"*/:<>?[\\]|')  # of files in Windows, markup, or patterns of waivers
IDENTIFYING = ("account_uid", "username", "email")
ENUMERATIONS = {
    "employment_status": ("active", "on_leave", "terminated"),
    "account_status": ("active", "suspended", "deprovisioned", "pending"),
    "account_type": ("human", "service"),
}


@dataclass(frozen=True)
class Roster:
    """The accounts of one platform, as a table with the schema `schema.ACCOUNTS`."""

    platform: str
    accounts: pa.Table
    written_at: datetime  # when the file was modified, or the platform was read
    other_columns: frozenset[str] = (
        frozenset()
    )  # columns of the file without a meaning of their own


@dataclass(frozen=True)
class Rosters:
    """All roster files of a folder."""

    loaded_at: datetime
    rosters: tuple[Roster, ...]
    expectations: pa.Table

    @property
    def platforms(self) -> tuple[str, ...]:
        """Return the platforms that have a file."""
        return tuple(roster.platform for roster in self.rosters)


def read_rosters(directory: Path, loaded_at: datetime) -> Rosters:
    """Read every `<platform>.csv` in `directory`, which may not exist.

    Raises:
        UserActionRequired: If a file cannot be read or a value is not valid, with file, line and column.
    """
    files = platform_files(directory)
    if AZURE_DEVOPS in files:
        raise UserActionRequired(
            f"{files[AZURE_DEVOPS]}: {AZURE_DEVOPS} is read through its API. Rename the file."
        )
    rosters = [_read_roster(path, loaded_at) for path in files.values()]
    conditions = CONDITIONS.union(*(roster.other_columns for roster in rosters))
    expectations = _read_expectations(directory / f"{EXPECTATIONS}.csv", conditions)
    return Rosters(loaded_at, tuple(rosters), expectations)


def platform_files(directory: Path) -> dict[str, Path]:
    """Return the roster files in a folder, which may not exist, by platform.

    Raises:
        UserActionRequired: If the folder cannot be listed, or the name of a file is not valid.
    """
    try:
        paths = sorted(directory.iterdir()) if is_present(directory) else []
    except OSError as error:
        raise UserActionRequired(
            f"The roster folder {directory} cannot be read ({error.strerror}). Correct its permissions or "
            "SOURCES__ROSTERS__DIRECTORY."
        ) from error
    files = {path.stem: path for path in paths if path.match("*.csv")}
    platforms = {name: path for name, path in files.items() if name not in NO_PLATFORMS}
    for name, path in platforms.items():
        if not name.isprintable() or INVALID_IN_NAMES & set(name):
            raise UserActionRequired(
                f"{path}: `{name}` is not a valid platform name. Rename the file, without any of "
                f"{' '.join(sorted(INVALID_IN_NAMES))}"
            )
    return platforms


def _read_roster(path: Path, loaded_at: datetime) -> Roster:
    file = read_csv_file(path)
    file.refuse_unusable_columns()
    if not set(IDENTIFYING) & set(file.header):
        problem = (
            f"none of the columns {', '.join(IDENTIFYING)}. Add one of them. "
            "Columns are separated by a comma, a semicolon or a tab"
        )
        raise file.fault(1, file.header[0], problem)
    load = {"platform": path.stem, "loaded_at": loaded_at}
    rows = [account | load for account in accounts_of_file(file)]
    written_at = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    accounts = pa.Table.from_pylist(rows, schema=schema.ACCOUNTS)
    others = frozenset(file.header) - {*schema.FILE_COLUMNS, ""}
    return Roster(path.stem, accounts, written_at, others)


def accounts_of_file(file: CsvFile) -> list[dict[str, Any]]:
    """Return one account per line: the columns of `schema.ACCOUNTS` except those of the load.

    Raises:
        UserActionRequired: If a value is not valid, or two lines have the same account.
    """
    accounts = [_account(file, line, row) for line, row in file.rows]
    file.refuse_repetition(
        "account_uid", [(account["line_number"], account["account_uid"]) for account in accounts]
    )
    return accounts


def _account(file: CsvFile, line: int, row: Row) -> dict[str, Any]:
    uid = next((row[name] for name in IDENTIFYING if row.get(name)), None)
    if uid is None:
        raise file.fault(
            line, IDENTIFYING[0], "no account_uid, username or email in this line. Enter one"
        )

    cell = partial(file.cell, line, row)
    account: dict[str, Any] = {
        name: row.get(name) or None for name in schema.FILE_COLUMNS if name in row
    }
    account |= {
        name: cell(name, parsing.one_of(values)) or values[0]
        for name, values in ENUMERATIONS.items()
    }
    account |= {name: cell(name, parsing.boolean) or False for name in ("is_guest", "is_admin")}
    account |= {name: cell(name, parsing.day) for name in ("start_date", "end_date")}
    account["last_sign_in_at"] = cell("last_sign_in_at", parsing.timestamp)
    account["is_sign_in_read"] = "last_sign_in_at" in row
    account["other_columns"] = parsing.canonical_json(
        {name: value for name, value in row.items() if name not in schema.FILE_COLUMNS}
    )
    return account | {"account_uid": uid, "line_number": line}


def _read_expectations(path: Path, allowed: frozenset[str]) -> pa.Table:
    rows: list[dict[str, Any]] = []
    if is_present(path):
        file = read_csv_file(path)
        file.refuse_other_columns(["platform"], sorted(allowed))
        for line, row in file.rows:
            if not row.get("platform"):
                raise file.fault(
                    line, "platform", f"empty. Enter the name of a roster, or {AZURE_DEVOPS}"
                )
            load = {"platform": row["platform"], "line_number": line}
            conditions = [
                {"attribute": name, "value": value}
                for name, value in row.items()
                if value and name != "platform"
            ]
            rows += [load | condition for condition in conditions or [{}]]
    return pa.Table.from_pylist(rows, schema=schema.EXPECTATIONS)
