"""Values of published tables as cells of CSV files: in full, and such that nothing carries them out."""

from datetime import UTC, datetime
from typing import Any

from pipelines.printable import escaped

FORMULA_PREFIXES = ("=", "+", "-", "@")  # of a formula in a spreadsheet


def csv_cell(cell: Any) -> Any:
    """Return a value as it is shown, in full, and such that no spreadsheet evaluates it as a formula."""
    if isinstance(cell, datetime):
        return iso_timestamp(cell)
    if not isinstance(cell, str):
        return cell
    return f"'{escaped(cell)}" if cell.startswith(FORMULA_PREFIXES) else escaped(cell)


def iso_timestamp(value: Any) -> str:
    """Return a timestamp of the published database, which is in UTC, in ISO 8601."""
    return str(value.replace(tzinfo=UTC).isoformat().replace("+00:00", "Z"))
