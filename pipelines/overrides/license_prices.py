"""license_prices.csv: what the organization pays for a license, instead of the list price."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from pipelines import parsing
from pipelines.csv_files import CsvFile, Row, is_present, read_csv_file
from pipelines.errors import nearest
from pipelines.overrides import schema

REQUIRED, OPTIONAL = ("license_code", "usd_per_month"), ("free_count",)
LICENSE_CODES = ("none", "earlyAdopter", "express", "professional", "advanced", "stakeholder")


def read_license_prices(path: Path) -> pa.Table:
    """Return the lines of the file in `schema.LICENSE_PRICES`; none if it does not exist.

    Raises:
        UserActionRequired: If a value is not valid, with file, line and column.
    """
    if not is_present(path):
        return schema.LICENSE_PRICES.empty_table()
    file = read_csv_file(path)
    file.refuse_other_columns(REQUIRED, OPTIONAL)
    prices = [_price(file, line, row) for line, row in file.rows]
    file.refuse_repetition(
        "license_code", [(price["line_number"], price["license_code"]) for price in prices]
    )
    return pa.Table.from_pylist(prices, schema=schema.LICENSE_PRICES)


def _price(file: CsvFile, line: int, row: Row) -> dict[str, Any]:
    code = file.filled(line, row, "license_code")
    if code.lower() not in [known.lower() for known in LICENSE_CODES]:
        problem = f"there is no license `{code}`. Nearest: {nearest(code, LICENSE_CODES)}"
        raise file.fault(line, "license_code", problem)
    file.filled(line, row, "usd_per_month")
    return {
        "line_number": line,
        "license_code": code.lower(),
        "usd_per_month": file.cell(line, row, "usd_per_month", parsing.number),
        "free_count": file.cell(line, row, "free_count", parsing.count),
    }
