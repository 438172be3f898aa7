"""Zip the export for Superset, with the path of a publication: `make superset-bundle`."""

import argparse
import zipfile
from pathlib import Path

from dashboards.to_superset import files

ROOT = "ado_findings"


def write(bundle: Path, publication: str) -> None:
    """Write the zip file that Superset imports; `publication` is a path on its machine."""
    bundle.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(bundle, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in files(publication).items():
            archive.writestr(f"{ROOT}/{path}", text)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bundle", type=Path)
    parser.add_argument("publication")
    arguments = parser.parse_args()
    write(arguments.bundle, arguments.publication)
