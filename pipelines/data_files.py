"""Names of the files in a data folder. Imports neither dlt nor dbt, so that every command may use them."""

from datetime import datetime
from pathlib import Path

WAREHOUSE_FILE = "warehouse.duckdb"
PUBLISHED_FILE = "findings.duckdb"
PARQUET_DIR = "parquet"
SAMPLE_DIR = "sample"
STATE_DIR = "state"
_AS_OF_FORMAT = "%Y%m%dT%H%M%SZ"


def as_of_dir(data_dir: Path, as_of: datetime) -> Path:
    """Return the folder of the publication that describes a past `as_of`, a timestamp in UTC."""
    return data_dir / "as_of" / as_of.strftime(_AS_OF_FORMAT)
