from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock

from pipelines.errors import UserActionRequired
from pipelines.warehouse.data_folder import locked, refuse_while_locked


def test_a_folder_that_nobody_holds_is_not_created(tmp_path: Path) -> None:
    refuse_while_locked(tmp_path / "data")
    assert not (tmp_path / "data").exists()


def test_a_folder_that_is_held_is_refused_until_it_is_let_go(tmp_path: Path) -> None:
    with locked(tmp_path), pytest.raises(UserActionRequired, match="in use by another run"):
        refuse_while_locked(tmp_path)
    refuse_while_locked(tmp_path)
    with locked(tmp_path):
        pass


def test_a_lock_that_cannot_be_opened_is_explained_by_the_one_who_takes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with locked(tmp_path):
        pass

    def refuse(*args: Any, **kwargs: Any) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FileLock, "acquire", refuse)
    refuse_while_locked(tmp_path)
    with (
        pytest.raises(UserActionRequired, match=r"cannot be written \(Permission denied\)"),
        locked(tmp_path),
    ):
        pass
