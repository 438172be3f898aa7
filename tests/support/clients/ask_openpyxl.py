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
# An empty cell is an empty string in a column of text: such columns say so by their name.
are_strings = [name.endswith("_id") for name in header]
cells = [
    [
        "" if value is None and is_text else str(value)[:19] if hasattr(value, "year") else value
        for value, is_text in zip(row, are_strings, strict=True)
    ]
    for row in rows
]
with connection:
    connection.executemany(f"insert into metrics values ({', '.join('?' for _ in header)})", cells)
queries = json.load(sys.stdin)
print(
    json.dumps(
        {name: connection.execute(query).fetchall()[0][0] for name, query in queries.items()}
    )
)
