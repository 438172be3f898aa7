"""Who may open which file: working files only their owner, a publication whoever the setting says.

The umask of a command makes the files private that it creates, whichever library creates them. Publications
and the folders that lead to them get their modes explicitly.
"""

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import cast

PUBLICATION_MODE = 0o444  # by default
_OTHERS = 0o077  # what a working file grants to nobody but its owner
_WRITE_BY_OTHERS = 0o022
_NO_LINK: int = getattr(os, "O_NOFOLLOW", 0)
_NO_WAIT: int = getattr(os, "O_NONBLOCK", 0)  # a named pipe would keep its opener waiting

logger = logging.getLogger(__name__)


def make_new_files_private() -> None:
    """Let only their owner open the files that this process and its children create."""
    os.umask(_OTHERS)


def is_publication_mode(mode: int) -> bool:
    """Return whether the owner may read and nobody else may write."""
    return bool(mode & stat.S_IRUSR) and not mode & ~(stat.S_IWUSR | PUBLICATION_MODE)


def create_folder(folder: Path, publication_mode: int) -> None:
    """Create a folder and its parents, for those to enter who may read the publication in it."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(exist_ok=True)
        let_readers_enter(path, publication_mode)


def let_readers_enter(folder: Path, publication_mode: int) -> None:
    """Give a folder the mode that suits the publication in it."""
    readers = publication_mode & PUBLICATION_MODE
    inherited = folder.stat().st_mode & stat.S_ISGID
    set_mode(folder, inherited | stat.S_IRWXU | readers | readers >> 2)


def set_mode(path: Path, mode: int) -> None:
    """Change the mode of a file or folder, where the file system has modes."""
    with suppress(OSError):
        path.chmod(mode)


def tighten(working: Iterable[Path], published: Iterable[Path]) -> None:
    """Take from other users what earlier versions left to them.

    Args:
        working: Files and folders that only their owner may open, with everything below them.
        published: Folders that others may enter, but not change.
    """
    accessible = [
        *_still_granted(_with_contents(working), _OTHERS),
        *_still_granted(published, _WRITE_BY_OTHERS),
    ]
    if accessible and os.name == "posix":
        logger.warning(
            "Other users can open %s: its permissions cannot be changed. Let its owner run the command, or "
            "move the data folder to a file system with permissions.",
            accessible[0],
        )


def _still_granted(paths: Iterable[Path], bits: int) -> Iterator[Path]:
    """Take permissions from all but links, and yield the paths that keep them."""
    for path in paths:
        with suppress(FileNotFoundError):
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode) and mode & bits:
                set_mode(path, stat.S_IMODE(mode) & ~bits)
                if path.lstat().st_mode & bits:
                    yield path


def _with_contents(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield path
        if not path.is_symlink():
            for folder, folders, files in os.walk(path):
                yield from (Path(folder, name) for name in (*folders, *files))


def open_private(path: Path, mode: str) -> TextIOWrapper:
    """Open a text file that only its owner may open, and create it if it is missing.

    Raises:
        OSError: If it is a link, or cannot be opened.
    """

    def opener(name: str, flags: int) -> int:
        return os.open(name, flags | _NO_LINK, stat.S_IRUSR | stat.S_IWUSR)

    return cast(TextIOWrapper, open(path, mode, encoding="utf-8", opener=opener))


def write_new(path: Path, text: str) -> None:
    """Write a private file in place of whatever has its name, which may be a link."""
    path.unlink(missing_ok=True)
    with open_private(path, "x") as file:
        file.write(text)


def replace_text(path: Path, text: str, mode: int) -> None:
    """Write a file with a mode in one step: readers see the earlier one until it is complete.

    Raises:
        OSError: If it cannot be written; the earlier file is unchanged.
    """
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        write_new(new, text)
        set_mode(new, mode)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def read_start(path: Path, characters: int) -> str | None:
    """Return the first characters of a regular file, or none if it is anything else or cannot be read."""
    with suppress(OSError, ValueError):
        descriptor = os.open(path, os.O_RDONLY | _NO_LINK | _NO_WAIT)
        with os.fdopen(descriptor, encoding="utf-8") as file:
            if stat.S_ISREG(os.fstat(descriptor).st_mode):
                return file.read(characters)
    return None
