// cr-sqlite's import of the same rows, and a plain upsert of them, in its WASM runtime:
// `node crsqlite_peer.mjs PLACE ROWS RUNS`, PLACE being the dist folder of @vlcn.io/crsqlite-wasm.
//
// Timed: the changes of one database (`SELECT … FROM crsql_changes`), inserted into `crsql_changes`
// of another that has the rows as they were; and the rows as they shall be, upserted into the same
// table without cr-sqlite. Both by the package's own interface, prepared statements, in one
// transaction with its commit, in memory. Only their ratio says something: the runtime is not ours.
// Not counted, to cr-sqlite's advantage: reading and checking the changes, and writing to a disk.
// https://github.com/vlcn-io/cr-sqlite says how it is used.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const FIELDS = ["table", "pk", "cid", "val", "col_version", "db_version", "site_id", "cl", "seq"]
  .map((name) => `"${name}"`)
  .join(", ");

async function main(place, file, runs) {
  const table = JSON.parse(readFileSync(file, "utf-8"));
  const sqlite = await runtime(place);
  const changes = await changesOf(sqlite, table);
  const merges = [];
  const plains = [];
  for (let run = 0; run <= runs; run += 1) {
    const receiving = await filled(sqlite, table, true);
    merges.push(
      await insert(receiving, `INSERT INTO crsql_changes (${FIELDS}) VALUES (${marks(9)})`, changes),
    );
    const plain = await filled(sqlite, table, false);
    plains.push(await insert(plain, upsert(table), table.after));
    const rows = "SELECT * FROM t ORDER BY id";
    const [merged, written] = [await receiving.execA(rows), await plain.execA(rows)];
    if (JSON.stringify(merged) !== JSON.stringify(written)) {
      throw new Error("cr-sqlite did not take in what it was given");
    }
    await receiving.close();
    await plain.close();
  }
  console.log(
    JSON.stringify({
      merge: median(merges.slice(1)),
      plain: median(plains.slice(1)),
      changes: changes.length,
    }),
  );
}

/** The package is made for browsers: it fetches its own code, and looks for a database there. */
async function runtime(place) {
  globalThis.fetch = async (url) =>
    new Response(readFileSync(fileURLToPath(url)), {
      headers: { "content-type": "application/wasm" },
    });
  globalThis.indexedDB = { open: () => new EventTarget() }; // never answers: all is in memory
  const { default: start } = await import(pathToFileURL(join(place, "index.js")).href);
  return start(() => pathToFileURL(join(place, "crsqlite.wasm")).href);
}

async function changesOf(sqlite, table) {
  const giving = await filled(sqlite, table, true);
  const [[before]] = await giving.execA("SELECT crsql_db_version()");
  await insert(giving, upsert(table), table.after);
  const query = `SELECT ${FIELDS} FROM crsql_changes WHERE db_version > ?`;
  const changes = await giving.execA(query, [before]);
  await giving.close();
  return changes;
}

/** A database that has the rows as they were. */
async function filled(sqlite, table, replicated) {
  const db = await sqlite.open();
  const columns = table.columns.map(([name, kind]) =>
    name === "id" ? "id TEXT PRIMARY KEY NOT NULL" : `"${name}" ${kind}`,
  );
  await db.exec(`CREATE TABLE t (${columns.join(", ")})`);
  for (const name of table.indexed) {
    await db.exec(`CREATE INDEX "of_${name}" ON t ("${name}")`);
  }
  await insert(db, `INSERT INTO t VALUES (${marks(table.columns.length)})`, table.before);
  if (replicated) {
    await db.exec("SELECT crsql_as_crr('t')");
  }
  return db;
}

function upsert(table) {
  const names = table.columns.map(([name]) => `"${name}"`);
  const set = names.filter((name) => name !== '"id"').map((name) => `${name} = excluded.${name}`);
  return (
    `INSERT INTO t (${names.join(", ")}) VALUES (${marks(names.length)}) ` +
    `ON CONFLICT (id) DO UPDATE SET ${set.join(", ")}`
  );
}

/** How many seconds one transaction with all of it takes. */
async function insert(db, sql, rows) {
  const start = performance.now();
  await db.tx(async (tx) => {
    const statement = await tx.prepare(sql);
    for (const row of rows) {
      await statement.run(tx, ...row);
    }
    await statement.finalize(tx);
  });
  return (performance.now() - start) / 1000;
}

function marks(count) {
  return Array(count).fill("?").join(", ");
}

function median(values) {
  const ordered = [...values].sort((one, other) => one - other);
  const middle = ordered.length >> 1;
  return ordered.length % 2 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2;
}

const [place, file, runs] = process.argv.slice(2);
await main(place, file, Number(runs));
