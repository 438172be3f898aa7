"""Values of published tables as cells of a worksheet: text stays text, and nothing is evaluated."""

import math
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from pipelines.export.tables import Column

CELL_UNITS = 32_767  # UTF-16 code units in a cell of Excel
MAX_INTEGER = 10**15  # Excel keeps 15 digits
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
FIRST_YEAR = 1901  # Excel has no dates before 1900, and a day too many in that year
ID_SUFFIXES = ("_id", "_ids", "_uid")

WriteCell = Callable[[Worksheet, int, int, Any], None]


class Cells:
    """Writes the values of each type of column, with the formats of one workbook."""

    def __init__(self, workbook: Workbook) -> None:
        self._date = workbook.add_format({"num_format": "yyyy-mm-dd"})
        self._timestamp = workbook.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self._quoted = workbook.add_format({"quote_prefix": True})

    def writer(self, column: Column) -> WriteCell:
        """Return the function that writes a value of the column, which is not null."""
        if is_id(column):
            return self._write_text
        writers = {
            "BOOLEAN": _write_boolean,
            "DATE": self._write_date,
            "TIMESTAMP": self._write_timestamp,
            "BIGINT": self._write_number,
            "INTEGER": self._write_number,
            "DOUBLE": self._write_number,
        }
        return writers.get(column.data_type, self._write_text)

    def _write_text(self, sheet: Worksheet, row: int, position: int, value: Any) -> None:
        """Write text; if it looks like a formula, it stays text even after it is edited."""
        text = shortened(str(value))
        style = self._quoted if text.startswith(FORMULA_STARTS) else None
        sheet.write_string(row, position, text, style)

    def _write_number(self, sheet: Worksheet, row: int, position: int, value: Any) -> None:
        if math.isfinite(value) and (isinstance(value, float) or abs(value) < MAX_INTEGER):
            sheet.write_number(row, position, value)
        else:
            self._write_text(sheet, row, position, value)

    def _write_date(self, sheet: Worksheet, row: int, position: int, value: date) -> None:
        if value.year < FIRST_YEAR:
            self._write_text(sheet, row, position, value.isoformat())
        else:
            midnight = datetime.combine(value, time.min)
            sheet.write_datetime(row, position, midnight, self._date)

    def _write_timestamp(self, sheet: Worksheet, row: int, position: int, value: datetime) -> None:
        if value.year < FIRST_YEAR:
            self._write_text(sheet, row, position, value.isoformat(" "))
        else:
            sheet.write_datetime(row, position, value, self._timestamp)


def is_id(column: Column) -> bool:
    """Return whether the column has ids: text, which nobody adds up and Excel does not round."""
    return column.name.endswith(ID_SUFFIXES)


def shortened(text: str) -> str:
    """Return text that a cell can hold; if it is cut, its end says how long it was."""
    if 2 * len(text) <= CELL_UNITS:
        return text
    encoded = text.encode("utf-16-le", "surrogatepass")
    if len(encoded) <= 2 * CELL_UNITS:
        return text
    mark = f"… [cut, {len(text):,} characters]"
    kept = encoded[: 2 * (CELL_UNITS - len(mark))].decode("utf-16-le", "ignore")
    return kept + mark


def _write_boolean(sheet: Worksheet, row: int, position: int, value: Any) -> None:
    sheet.write_boolean(row, position, value)
