import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { load } from "sqlite-vec";
import { storedSketches } from "../../../../src/stores/sqlite/documents/stored-sketches.ts";

interface Row {
  readonly id: number;
  readonly sketch: Uint8Array;
}

const width = 16;
/** More than vec0 keeps in a block. */
const rows = 2500;

test("sketches read from vec0's blocks are those that vec0 tells row by row, after some were taken out and put in", () => {
  const db = new Database(":memory:");
  load(db);
  db.exec(`CREATE VIRTUAL TABLE sketch USING vec0 (sketch bit[${width * 8}])`);
  const put = db.query("INSERT INTO sketch (rowid, sketch) VALUES (?1, vec_bit(?2))");
  for (let row = 1; row <= rows; row++) put.run(row * 3, sketchOf(row));
  for (let row = 1; row <= rows; row += 7) db.query("DELETE FROM sketch WHERE rowid = ?1").run(row * 3);
  put.run(3, sketchOf(rows + 1));

  const { ids, sketches } = storedSketches(db, "sketch", width);

  const told = db
    .query<{ id: number; sketch: Uint8Array }, []>("SELECT rowid AS id, sketch FROM sketch")
    .all();
  const byId = (left: Row, right: Row) => left.id - right.id;
  const read: Row[] = [...ids].map((id, at) => ({
    id,
    sketch: sketches.slice(at * width, (at + 1) * width),
  }));
  expect(read.sort(byId)).toEqual(told.sort(byId));
});

test("a table without sketches has none", () => {
  const db = new Database(":memory:");
  load(db);
  db.exec(`CREATE VIRTUAL TABLE sketch USING vec0 (sketch bit[${width * 8}])`);

  expect(storedSketches(db, "sketch", width).ids).toHaveLength(0);
});

function sketchOf(row: number): Uint8Array {
  const sketch = new Uint8Array(width);
  new DataView(sketch.buffer).setBigUint64(0, Bun.hash.wyhash(String(row)));
  return sketch;
}
