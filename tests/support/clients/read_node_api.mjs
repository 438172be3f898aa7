// Reads every table with DuckDB's client for node.
import { DuckDBInstance } from "@duckdb/node-api";

const instance = await DuckDBInstance.create(process.argv[2], { access_mode: "READ_ONLY" });
const connection = await instance.connect();
const tables = await connection.runAndReadAll("select table_name from duckdb_tables()");
const counts = {};
for (const [table] of tables.getRows()) {
  const found = await connection.runAndReadAll(`select * from "${table}"`);
  const values = {};
  found.columnNames().forEach((name, position) => {
    values[name] = found.getColumns()[position].filter((value) => value !== null).length;
  });
  counts[table] = [found.currentRowCount, values];
}
console.log(JSON.stringify(counts));
