"""Answer queries about the table `metrics`: polars reads its Parquet file, SQLite computes."""

import json
import sqlite3
import sys
from pathlib import Path

import polars

frame = polars.read_parquet(Path(sys.argv[1]).with_name("parquet") / "metrics.parquet")
frame = frame.with_columns(polars.col("date").cast(polars.String))
connection = sqlite3.connect(":memory:")
connection.execute(f"create table metrics ({', '.join(frame.columns)})")
marks = ", ".join("?" for _ in frame.columns)
with connection:
    values = frame.with_columns(polars.selectors.datetime().cast(polars.String)).iter_rows()
    connection.executemany(f"insert into metrics values ({marks})", values)
queries = json.load(sys.stdin)
print(
    json.dumps(
        {name: connection.execute(query).fetchall()[0][0] for name, query in queries.items()}
    )
)
