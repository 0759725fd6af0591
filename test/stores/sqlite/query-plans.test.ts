import { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";
import { databaseOf } from "../../../src/stores/sqlite/databases.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** Tables that have a row for each of a batch's things. */
const large = /\b(?:FROM|JOIN|UPDATE) (?:item|question|decision|effect|vector|cover|comic)\b/;
/** What is looked at row by row, or sorted. */
const costly = /^SCAN (?:item|question|decision|effect|vector|cover|comic)\b|TEMP B-TREE/;

test("a page or a group of many rows is found by an index, without a look at what comes after it", () => {
  const query = spyOn(Database.prototype, "query");
  const stores = openStores(temporaryFolder());
  const statements = new Set(query.mock.calls.map(([text]) => text));
  query.mockRestore();
  const found = [...statements]
    .filter((text) => /LIMIT \?/.test(text) && large.test(text))
    // The weakest of all are asked for once: that is a sort.
    .filter((text) => !text.includes("ORDER BY question.score"));
  expect(found.length).toBeGreaterThan(15);
  const db = databaseOf(stores);
  const costs = found.flatMap((text) => {
    const plan = db.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${text}`).all();
    // A part of the statement that is gone through bears the name that it has there.
    const parts = plan.map(({ detail }) => detail.replace(/^CO-ROUTINE /, "SCAN "));
    return plan
      .filter(({ detail }, at) => costly.test(detail) && parts.indexOf(detail) === at)
      .map(({ detail }) => `${detail}: ${text}`);
  });
  expect(costs).toEqual([]);
  stores.close();
});
