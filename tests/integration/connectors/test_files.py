"""Exports with columns of any names, as rosters."""

from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from pyarrow import parquet

from pipelines.accounts.account import Account
from pipelines.accounts.connectors.files import FILE, FileSettings
from pipelines.errors import AdoFindingsError
from pipelines.http.usage import Usage

COLUMNS = {
    "account_uid": "Badge No",
    "email": "Mail",
    "account_status": "State",
    "end_date": "Leaves on",
}
STATES = {"account_status": {"Enabled": "active", "Blocked": "suspended"}}
PEOPLE = [
    {"Badge No": 17, "Mail": "ana@x.org", "State": "Enabled", "Leaves on": None, "Phone": "555"},
    {
        "Badge No": 18,
        "Mail": "bo@x.org",
        "State": "Blocked",
        "Leaves on": date(2026, 3, 31),
        "Phone": None,
    },
]
CSV = "Badge No,Mail,State,Leaves on,Phone\n17,ana@x.org,Enabled,,555\n18,bo@x.org,Blocked,2026-03-31,\n"
JSON = (
    '[{"Badge No": 17, "Mail": "ana@x.org", "State": "Enabled"},'
    '{"Badge No": 18, "Mail": "bo@x.org", "State": "Blocked", "Leaves on": "2026-03-31"}]'
)


def read(path: Path, columns: dict[str, str] = COLUMNS, values: Any = STATES) -> list[Account]:
    accounts: list[Account] = FILE.read(FileSettings(str(path), columns, values), Usage("file"))
    return accounts


def written(folder: Path, form: str) -> Path:
    path = folder / f"badges.{form}"
    if form == "parquet":
        parquet.write_table(pa.Table.from_pylist(PEOPLE), path)
    elif form == "jsonl":
        path.write_text(JSON.strip("[]").replace("},{", "}\n{"), encoding="utf-8")
    else:
        path.write_text(CSV if form == "csv" else JSON, encoding="utf-8")
    return path


@pytest.mark.parametrize("form", ["csv", "json", "jsonl", "parquet"])
def test_every_format_yields_the_same_accounts(tmp_path: Path, form: str) -> None:
    ana, bo = read(written(tmp_path, form))
    assert (ana["account_uid"], ana["email"], ana["account_status"]) == (
        "17",
        "ana@x.org",
        "active",
    )
    assert (bo["account_status"], bo["end_date"]) == ("suspended", date(2026, 3, 31))
    assert "555" not in str(ana)


def test_a_path_selects_a_nested_value(tmp_path: Path) -> None:
    path = tmp_path / "users.json"
    path.write_text('[{"login": "ana", "profile": {"mails": ["ana@x.org", "ana@y.org"]}}]')
    [ana] = read(path, {"username": "login", "other_emails": "profile.mails"})
    assert (ana["account_uid"], ana["other_emails"]) == ("ana", "ana@x.org;ana@y.org")


@pytest.mark.parametrize(
    ("name", "text", "columns", "message"),
    [
        ("a.csv", "login\nana\n", {"username": "Login"}, "no column `Login`. Nearest: `login`"),
        (
            "a.csv",
            "login\nana\n",
            {"user": "login"},
            "`user` is not a roster column. Nearest: `user",
        ),
        ("a.csv", "x\n1\n", {"account_status": "x"}, "line 1, column account_uid: no account_uid"),
        ("a.json", '{"users": []}', {"username": "login"}, "the JSON must be a list of objects"),
        ("a.json", '[{"login": "a"', {"username": "login"}, "cannot be read"),
        ("a.parquet", "PAR0", {"username": "login"}, "cannot be read"),
        ("a.xlsx", "", {"username": "login"}, "the format is not supported. Use one of .csv"),
        (
            "a.csv",
            "u,s\nana,Gone\n",
            {"username": "u", "account_status": "s"},
            '"Gone" is not a valid value',
        ),
    ],
)
def test_an_unreadable_export_is_an_error(
    tmp_path: Path, name: str, text: str, columns: dict[str, str], message: str
) -> None:
    path = tmp_path / name
    path.write_text(text)
    with pytest.raises(AdoFindingsError) as error:
        read(path, columns)
    assert message in str(error.value)


def test_a_missing_export_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(AdoFindingsError, match="cannot be read"):
        read(tmp_path / "none.json")


def test_the_age_of_an_export_is_that_of_its_file(tmp_path: Path) -> None:
    path = written(tmp_path, "csv")
    written_at = FILE.written_at(FileSettings(str(path), COLUMNS))
    assert written_at == datetime.fromtimestamp(path.stat().st_mtime, UTC)
