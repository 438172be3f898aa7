"""What a user's file may be: a regular file of limited size, in the roster folder or an export."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipelines import csv_files
from pipelines.accounts.connectors.files import FILE, FileSettings
from pipelines.accounts.rosters import read_rosters
from pipelines.csv_files import MAX_FILE_BYTES, read_csv_file
from pipelines.errors import UserActionRequired
from pipelines.http.usage import Usage
from pipelines.overrides.reader import read_override_files
from pipelines.overrides.schema import OVERRIDE_TABLES

Make = Callable[[Path], object]


def pipe(path: Path) -> None:
    os.mkfifo(path)


def link_to_a_device(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


def link_to_nothing(path: Path) -> None:
    path.symlink_to("missing")


def great_file(path: Path) -> None:
    """Create a file of 10 GB without content."""
    with path.open("wb") as file:
        file.truncate(10_000_000_000)


MADE = {
    pipe: "not a regular file",
    link_to_a_device: "not a regular file",
    folder: "not a regular file",
    link_to_nothing: r"cannot be read \(No such file or directory\)",
    great_file: "larger than 100,000,000 bytes",
}


@pytest.mark.parametrize(("make", "problem"), MADE.items())
@pytest.mark.parametrize("name", [*OVERRIDE_TABLES, "hr", "expectations"])
def test_what_is_not_a_readable_file_is_refused(
    tmp_path: Path, make: Make, problem: str, name: str
) -> None:
    make(tmp_path / f"{name}.csv")
    with pytest.raises(UserActionRequired, match=rf"{name}\.csv: {problem}"):
        read_rosters(tmp_path, datetime(2026, 6, 30, tzinfo=UTC))
        read_override_files(tmp_path)


@pytest.mark.parametrize(("make", "problem"), MADE.items())
@pytest.mark.parametrize("suffix", ["csv", "json", "jsonl", "parquet"])
def test_the_same_holds_for_an_export(
    tmp_path: Path, make: Make, problem: str, suffix: str
) -> None:
    path = tmp_path / f"export.{suffix}"
    make(path)
    with pytest.raises(UserActionRequired, match=rf"export\.{suffix}: {problem}"):
        FILE.read(FileSettings(str(path), {"username": "login"}), Usage("export"))


def test_a_link_to_a_file_and_a_file_of_the_greatest_size_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = b"email\nana@x.org\n"
    (tmp_path / "export.csv").write_bytes(content)
    (tmp_path / "hr.csv").symlink_to(tmp_path / "export.csv")
    monkeypatch.setattr(csv_files, "MAX_FILE_BYTES", len(content))
    assert read_csv_file(tmp_path / "hr.csv").rows == [(2, {"email": "ana@x.org"})]
    monkeypatch.setattr(csv_files, "MAX_FILE_BYTES", len(content) - 1)
    with pytest.raises(UserActionRequired, match="larger than 15 bytes"):
        read_csv_file(tmp_path / "hr.csv")
    assert MAX_FILE_BYTES == 100_000_000
