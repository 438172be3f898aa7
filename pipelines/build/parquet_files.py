"""Parquet files of tables, with what the writer of DuckDB leaves out: comments, and that times are UTC."""

from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet

COMMENT = "comment"  # the key in the metadata of a column and of a file, as Spark and Arrow name it
BATCH_ROWS = 65_536  # of a row group, and all that is in memory at once
READING_ERRORS = (pa.ArrowException, OSError)  # of a reader whose table is damaged

Comments = dict[str, str]


def write(connection: duckdb.DuckDBPyConnection, table: str, file: Path) -> None:
    """Write a table of the attached publication; its timestamps are marked as UTC."""
    table_comment, column_comments = _comments(connection, table)
    with connection.table(table).to_arrow_reader(BATCH_ROWS) as reader:
        schema = _described(reader.schema, column_comments).with_metadata(_metadata(table_comment))
        with pyarrow.parquet.ParquetWriter(file, schema) as writer:
            for batch in reader:
                writer.write_batch(batch.cast(schema))


def _described(schema: pa.Schema, comments: Comments) -> pa.Schema:
    return pa.schema(
        [
            pa.field(
                field.name,
                _in_utc(field.type),
                field.nullable,
                _metadata(comments.get(field.name)),
            )
            for field in schema
        ]
    )


def _in_utc(data_type: pa.DataType) -> pa.DataType:
    """Return the type of the same values with the time zone UTC."""
    return pa.timestamp(data_type.unit, "UTC") if pa.types.is_timestamp(data_type) else data_type


def _metadata(comment: str | None) -> dict[str, str] | None:
    return {COMMENT: comment} if comment else None


def _comments(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[str | None, Comments]:
    """Return the comment of a published table, and those of its columns."""
    of_publication = (
        "where database_name = 'publication' and schema_name = 'main' and table_name = ?"
    )
    [(comment,)] = connection.execute(
        f"select comment from duckdb_tables() {of_publication}", [table]
    ).fetchall()
    columns = connection.execute(
        f"select column_name, comment from duckdb_columns() {of_publication} and comment is not null",
        [table],
    ).fetchall()
    return comment, dict(columns)
