"""Read every table with DuckDB, whichever version is installed."""

import json
import sys

import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
counts = {}
for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
    found = connection.execute(f'select * from "{table}"')
    names = [name for name, *_ in found.description]
    rows = found.fetchall()
    values = {
        name: sum(row[position] is not None for row in rows) for position, name in enumerate(names)
    }
    counts[table] = (len(rows), values)
print(json.dumps(counts))
