// Reads every table with DuckDB-WASM, as a page in a browser does, from the bytes of the file.
const fs = require("node:fs");
const path = require("node:path");
const duckdb = require("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs");

async function main() {
  const folder = path.dirname(require.resolve("@duckdb/duckdb-wasm/dist/duckdb-node-blocking.cjs"));
  const bundles = {
    mvp: { mainModule: path.join(folder, "duckdb-mvp.wasm") },
    eh: { mainModule: path.join(folder, "duckdb-eh.wasm") },
  };
  const database = await duckdb.createDuckDB(bundles, new duckdb.VoidLogger(), duckdb.NODE_RUNTIME);
  await database.instantiate();
  database.registerFileBuffer("findings.duckdb", new Uint8Array(fs.readFileSync(process.argv[2])));
  database.open({ path: "findings.duckdb", accessMode: duckdb.DuckDBAccessMode.READ_ONLY });
  const connection = database.connect();
  const counts = {};
  for (const { table_name: table } of connection.query("select table_name from duckdb_tables()")) {
    const found = connection.query(`select * from "${table}"`);
    const values = {};
    found.schema.fields.forEach(({ name }, position) => {
      values[name] = found.numRows - found.getChildAt(position).nullCount;
    });
    counts[table] = [found.numRows, values];
  }
  console.log(JSON.stringify(counts));
}

main();
