"""Who may open which file."""

import logging
import os
from pathlib import Path

import pytest

from pipelines import permissions
from pipelines.console.logs import RunLog
from pipelines.errors import UserActionRequired
from pipelines.warehouse.data_folder import locked
from tests.support.modes import folder_of_older_version, modes, unsuitable

pytestmark = pytest.mark.skipif(os.name != "posix", reason="the file system has no modes")


@pytest.mark.parametrize(
    ("publication_mode", "folder_mode"),
    [(0o444, "0755"), (0o440, "0750"), (0o400, "0700"), (0o644, "0755"), (0o404, "0705")],
)
def test_whoever_may_read_a_publication_may_enter_its_folders(
    publication_mode: int, folder_mode: str, tmp_path: Path
) -> None:
    os.umask(0o077)
    permissions.create_folder(tmp_path / "a" / "b", publication_mode)
    assert modes(tmp_path / "a") == {".": folder_mode, "b": folder_mode}


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    permissions.create_folder(tmp_path / "a", 0o444)
    assert modes(tmp_path) == {".": "0700", "a": "0755"}


@pytest.mark.parametrize("mode", [0o222, 0o044, 0o666, 0o664, 0o555, 0o1444, 0o4444, 0])
def test_a_mode_that_lets_others_write_or_the_owner_not_read_is_refused(mode: int) -> None:
    assert not permissions.is_publication_mode(mode)


def test_the_folder_of_an_older_version_is_tightened(tmp_path: Path) -> None:
    data_dir, victim = tmp_path / "data", tmp_path / "victim"
    victim.write_text("untouched")
    victim.chmod(0o666)
    folder_of_older_version(data_dir, victim)
    for name in ("warehouse.duckdb", "warehouse.duckdb.wal"):
        (data_dir / name).touch()
    os.umask(0o077)
    with locked(data_dir):
        assert unsuitable(data_dir) == {}
        assert (data_dir / "state" / "run.pid").read_text() == f"{os.getpid()}\n"
    assert victim.read_text() == "untouched"
    assert modes(tmp_path)["victim"] == "0666"


def test_what_cannot_be_tightened_is_named_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    folder_of_older_version(tmp_path / "data", tmp_path / "victim")

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(Path, "chmod", refuse)
    with caplog.at_level(logging.WARNING), locked(tmp_path / "data"):
        pass
    [record] = caplog.records
    assert f"Other users can open {tmp_path / 'data' / 'state'}" in record.getMessage()


@pytest.mark.parametrize("name", ["run.lock", "logs/run.log"])
def test_a_link_is_refused(name: str, tmp_path: Path) -> None:
    victim, state_dir = tmp_path / "victim", tmp_path / "state"
    (state_dir / name).parent.mkdir(parents=True)
    (state_dir / name).symlink_to(victim)
    refused = pytest.raises((OSError, UserActionRequired), match="symbolic link")
    with refused, locked(tmp_path):
        RunLog(state_dir).open()
    assert not victim.exists()


def test_a_named_pipe_keeps_nobody_waiting(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert permissions.read_start(tmp_path / "pipe", 20) is None
