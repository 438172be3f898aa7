"""The modes of files and folders: what a run leaves below a data folder, and what an older one did."""

import stat
from collections.abc import Iterator
from pathlib import Path


def modes(folder: Path) -> dict[str, str]:
    """Return the mode of everything below a folder, by its relative path; `.` is the folder itself."""
    return {
        str(path.relative_to(folder)): f"{stat.S_IMODE(path.lstat().st_mode):04o}"
        for path in (folder, *folder.rglob("*"))
    }


def unsuitable(folder: Path, publication_mode: str = "0444") -> dict[str, str]:
    """Return what has another mode than a run of this version gives it, by its relative path."""
    return {
        name: mode
        for name, mode in modes(folder).items()
        if mode not in _suitable(Path(name), (folder / name).is_dir(), publication_mode)
    }


def _suitable(name: Path, is_folder: bool, publication_mode: str) -> tuple[str, ...]:
    top = (*name.parts, ".")[0]
    if top in ("findings.duckdb", "report.html", "digest.md", "parquet", "as_of", "."):
        return ("0755",) if is_folder else (publication_mode,)
    return ("0700",) if is_folder else ("0600", "0400")


def folder_of_older_version(folder: Path, victim: Path) -> None:
    """Make a data folder as a run with umask 000 left it, where somebody has put links to `victim`."""
    for name in (
        "state/dlt/azure_devops",
        "state/logs",
        "as_of/20250101T000000Z/parquet",
        "parquet",
    ):
        (folder / name).mkdir(parents=True)
    for name in ("state/dlt/azure_devops/rows.parquet", "state/logs/run.log.1"):
        (folder / name).touch()
    (folder / "state/run.pid").symlink_to(victim)
    for path in (folder, *_below(folder)):
        path.chmod(0o777 if path.is_dir() else 0o666)


def _below(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if not path.is_symlink())
