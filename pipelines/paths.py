"""Where files are: those of the project, and those of a data folder. Imports neither dlt nor dbt."""

from datetime import datetime
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parents[1]  # of the checkout: dbt_project.yml, models, seeds

WAREHOUSE_FILE = "warehouse.duckdb"
PUBLISHED_FILE = "findings.duckdb"
PARQUET_DIR = "parquet"
AS_OF_DIR = "as_of"
SAMPLE_DIR = "sample"
STATE_DIR = "state"
_AS_OF_FORMAT = "%Y%m%dT%H%M%SZ"


def as_of_dir(data_dir: Path, as_of: datetime) -> Path:
    """Return the folder of the publication that describes a past `as_of`, a timestamp in UTC."""
    return data_dir / AS_OF_DIR / as_of.strftime(_AS_OF_FORMAT)
