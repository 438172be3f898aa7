"""Answer queries with SQLAlchemy."""

import json
import sys

import sqlalchemy

url = sqlalchemy.URL.create("duckdb", database=sys.argv[1])
engine = sqlalchemy.create_engine(url, connect_args={"read_only": True})
queries = json.load(sys.stdin)
with engine.connect() as connection:
    found = {name: connection.scalar(sqlalchemy.text(query)) for name, query in queries.items()}
print(json.dumps(found))
