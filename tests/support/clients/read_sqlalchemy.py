"""Read every table with SQLAlchemy, which reflects them itself."""

import json
import sys

import sqlalchemy
from sqlalchemy.pool import NullPool

url = sqlalchemy.URL.create("duckdb", database=sys.argv[1])
engine = sqlalchemy.create_engine(url, connect_args={"read_only": True}, poolclass=NullPool)
reflected = sqlalchemy.MetaData()
reflected.reflect(engine)
counts = {}
with engine.connect() as connection:
    for table in reflected.sorted_tables:
        rows = connection.execute(sqlalchemy.select(table)).fetchall()
        values = {
            column.name: sum(row[position] is not None for row in rows)
            for position, column in enumerate(table.columns)
        }
        counts[table.name] = (len(rows), values)
print(json.dumps(counts))
