"""The pseudonym key: made once, valid or the build stops, and handed to SQL without being written into it."""

import errno
import os
import stat
from pathlib import Path

import duckdb
import pytest
from dbt.adapters.duckdb.credentials import DuckDBCredentials

from pipelines.build import pseudonyms
from pipelines.build.dbt_plugin import Plugin
from pipelines.errors import UserActionRequired

KEY = "0123456789abcdef" * 4


def plugin(data_dir: Path, pseudonymize: str) -> Plugin:
    credentials = DuckDBCredentials(
        database="warehouse", schema="main", path=str(data_dir / "warehouse.duckdb")
    )
    return Plugin("dbt_plugin", {"pseudonymize": pseudonymize}, credentials)


@pytest.fixture
def state_dir(tmp_path: Path) -> Path:
    folder = tmp_path / "state"
    folder.mkdir()
    return folder


def test_the_key_is_made_once_and_only_its_owner_may_read_it(state_dir: Path) -> None:
    pseudonyms.prepare(state_dir)
    key = pseudonyms.read_key(state_dir)
    pseudonyms.prepare(state_dir)
    assert pseudonyms.read_key(state_dir) == key
    assert stat.S_IMODE((state_dir / pseudonyms.KEY_FILE).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b" \n", KEY[:-1].encode(), KEY.encode() + b"0", b"g" * 64),
        *(b"\xff" * 64, b"\0" * 64, KEY.encode() + b"\0", KEY.encode() + b" " * 64 + b"0"),
        "\N{FULLWIDTH DIGIT ONE}".encode() * 64,
    ],
)
def test_a_key_that_is_not_valid_stops_the_build(state_dir: Path, content: bytes) -> None:
    (state_dir / pseudonyms.KEY_FILE).write_bytes(content)
    with pytest.raises(UserActionRequired, match="64 hexadecimal digits"):
        pseudonyms.refuse_invalid_key(state_dir)
    with pytest.raises(UserActionRequired, match="64 hexadecimal digits"):
        pseudonyms.prepare(state_dir)
    with pytest.raises(UserActionRequired, match="64 hexadecimal digits"):
        plugin(state_dir.parent, "true")


def test_a_key_that_cannot_be_read_stops_the_build(state_dir: Path) -> None:
    path = state_dir / pseudonyms.KEY_FILE
    path.symlink_to(state_dir / "gone")
    with pytest.raises(UserActionRequired, match=r"cannot be read \(not a file\)"):
        pseudonyms.prepare(state_dir)
    path.unlink()
    path.mkdir()
    with pytest.raises(UserActionRequired, match=r"cannot be read \(not a file\)"):
        plugin(state_dir.parent, "true")


@pytest.mark.parametrize("content", [KEY.upper(), f"{KEY}\n", f" {KEY}\r\n"])
def test_a_key_is_the_same_in_capitals_and_with_a_line_end(state_dir: Path, content: str) -> None:
    (state_dir / pseudonyms.KEY_FILE).write_text(content)
    assert pseudonyms.read_key(state_dir) == KEY


def test_a_full_disk_leaves_no_key_and_the_next_build_makes_one(
    state_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="No space left"):
            pseudonyms.prepare(state_dir)
    assert not (state_dir / pseudonyms.KEY_FILE).exists()
    pseudonyms.prepare(state_dir)
    assert len(pseudonyms.read_key(state_dir)) == 64


def test_dbt_stops_without_a_key(state_dir: Path) -> None:
    with pytest.raises(UserActionRequired, match="does not exist"):
        plugin(state_dir.parent, "true")


def test_every_cursor_of_dbt_has_the_key(state_dir: Path) -> None:
    (state_dir / pseudonyms.KEY_FILE).write_text(KEY)
    configured = plugin(state_dir.parent, "true")
    with duckdb.connect() as connection:
        for cursor in (connection.cursor(), connection.cursor()):
            configured.configure_cursor(cursor)
            assert cursor.execute("select getvariable('pseudonym_key')").fetchall() == [(KEY,)]


def test_no_cursor_has_the_key_without_pseudonyms(state_dir: Path) -> None:
    (state_dir / pseudonyms.KEY_FILE).write_text(KEY)
    with duckdb.connect() as connection:
        plugin(state_dir.parent, "false").configure_cursor(connection)
        assert connection.execute("select getvariable('pseudonym_key')").fetchall() == [(None,)]


def test_artifacts_of_earlier_versions_that_contain_the_key_are_deleted(state_dir: Path) -> None:
    (state_dir / pseudonyms.KEY_FILE).write_text(KEY)
    old, other = (state_dir / "dbt" / "target" / name for name in ("manifest.json", "other.json"))
    old.parent.mkdir(parents=True)
    old.write_text(f"select sha256('{KEY}' || name)")
    other.write_text("select name")
    pseudonyms.prepare(state_dir)
    assert not old.exists()
    assert other.exists()
