"""Read every table with ibis, which lists them itself."""

import json
import sys

import ibis

connection = ibis.duckdb.connect(sys.argv[1], read_only=True)
counts = {}
for table in connection.list_tables():
    rows = connection.table(table).to_pyarrow()
    values = {name: len(rows) - rows[name].null_count for name in rows.column_names}
    counts[table] = (len(rows), values)
print(json.dumps(counts))
