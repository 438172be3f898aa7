"""Write the files of the dashboards: `make dashboards`."""

import shutil
from collections.abc import Callable
from pathlib import Path

from dashboards import to_power_bi, to_superset

FOLDER = Path(__file__).parent
GENERATED: dict[str, Callable[[], dict[str, str]]] = {
    "superset": to_superset.files,
    "power_bi": to_power_bi.files,
}


def files() -> dict[Path, str]:
    """Return the text of each generated file, by its path."""
    return {
        FOLDER / name / path: text
        for name, generated in GENERATED.items()
        for path, text in generated().items()
    }


def write() -> None:
    """Replace the generated folders."""
    for name in GENERATED:
        shutil.rmtree(FOLDER / name, ignore_errors=True)
    for path, text in files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
