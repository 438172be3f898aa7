"""Answer queries about the sheet `metrics`: openpyxl reads it from the workbook, SQLite computes."""

import json
import sqlite3
import sys

import openpyxl

header, *rows = openpyxl.load_workbook(sys.argv[1], read_only=True)["metrics"].iter_rows(
    values_only=True
)
connection = sqlite3.connect(":memory:")
connection.execute(f"create table metrics ({', '.join(header)})")


def stored(name, value):
    """Return a cell for SQLite: an empty id is an empty string, and no number is divided as an integer."""
    if value is None:
        return "" if name.endswith("_id") else None
    if isinstance(value, int | float):
        return float(value)
    return str(value)


cells = [[stored(*cell) for cell in zip(header, row, strict=True)] for row in rows]
with connection:
    connection.executemany(f"insert into metrics values ({', '.join('?' for _ in header)})", cells)
queries = json.load(sys.stdin)
print(
    json.dumps(
        {name: connection.execute(query).fetchall()[0][0] for name, query in queries.items()}
    )
)
