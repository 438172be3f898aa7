"""Answer queries with DuckDB, whichever version is installed."""

import json
import sys

import duckdb

connection = duckdb.connect(sys.argv[1], read_only=True)
queries = json.load(sys.stdin)
print(
    json.dumps(
        {name: connection.execute(query).fetchall()[0][0] for name, query in queries.items()}
    )
)
