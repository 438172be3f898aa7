"""Where files are: those of the project, and those of a data folder. Imports neither dlt nor dbt."""

from datetime import datetime
from pathlib import Path

from pipelines.errors import UserActionRequired

PROJECT_DIR = Path(__file__).resolve().parents[1]  # of the checkout: dbt_project.yml, models, seeds

WAREHOUSE_FILE = "warehouse.duckdb"
PUBLISHED_FILE = "findings.duckdb"
PARQUET_DIR = "parquet"
REPORT_FILE = "report.html"
AS_OF_DIR = "as_of"
SAMPLE_DIR = "sample"
STATE_DIR = "state"
UNUSABLE_IN_PATHS = frozenset("#%'*;=?[\\]")  # DuckDB, dlt or dbt give them a meaning
_AS_OF_FORMAT = "%Y%m%dT%H%M%SZ"


def data_folder(setting: str | None) -> Path:
    """Return the data folder that the setting `data_dir` names.

    Raises:
        UserActionRequired: If its path has characters that the program cannot use in paths of databases.
    """
    folder = Path(setting or "data").absolute()
    unusable = sorted(
        character
        for character in set(folder.as_posix())
        if character in UNUSABLE_IN_PATHS or not character.isprintable()
    )
    if unusable:
        named = " ".join(ascii(character)[1:-1] for character in unusable)
        raise UserActionRequired(
            f"The data folder {folder} has characters in its path that databases cannot have there: {named}. "
            "Set ADO_FINDINGS__DATA_DIR to another folder."
        )
    return folder


def as_of_dir(data_dir: Path, as_of: datetime) -> Path:
    """Return the folder of the publication that describes a past `as_of`, a timestamp in UTC."""
    return data_dir / AS_OF_DIR / as_of.strftime(_AS_OF_FORMAT)
