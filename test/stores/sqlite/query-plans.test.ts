import { Database } from "bun:sqlite";
import { expect, spyOn, test } from "bun:test";
import { databaseOf } from "../../../src/stores/sqlite/databases.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** Tables that have a row for each of a batch's things. */
const large = "(?:item|question|decision|effect|paid_call|vector|cover|comic)";
const readsLarge = new RegExp(`\\b(?:FROM|JOIN|UPDATE) ${large}\\b`);
/** What is looked at row by row, or sorted; not what an index has of lost calls alone. */
const costly = new RegExp(`^SCAN ${large}\\b(?! USING INDEX paid_call_lost)|TEMP B-TREE`);

/** Every statement that is prepared while `work` goes on. */
async function prepared(work: () => unknown): Promise<string[]> {
  const query = spyOn(Database.prototype, "query");
  await work();
  const texts = query.mock.calls.map(([text]) => text);
  query.mockRestore();
  return [...new Set(texts)];
}

function costsOf(db: Database, texts: readonly string[]): string[] {
  return texts.flatMap((text) => {
    const plan = db.query<{ detail: string }, []>(`EXPLAIN QUERY PLAN ${text}`).all();
    // A part of the statement that is gone through bears the name that it has there.
    const parts = plan.map(({ detail }) => detail.replace(/^CO-ROUTINE /, "SCAN "));
    return plan
      .filter(({ detail }, at) => costly.test(detail) && parts.indexOf(detail) === at)
      .map(({ detail }) => `${detail}: ${text}`);
  });
}

test("a page or a group of many rows is found by an index, without a look at what comes after it", async () => {
  const folder = temporaryFolder();
  const all = await prepared(() => openStores(folder).close());
  const found = all
    .filter((text) => /LIMIT \?/.test(text) && readsLarge.test(text))
    // The weakest of all are asked for once: that is a sort.
    .filter((text) => !text.includes("ORDER BY question.score"));
  expect(found.length).toBeGreaterThan(15);
  const stores = openStores(folder);
  expect(costsOf(databaseOf(stores), found)).toEqual([]);
  stores.close();
});

test("a cover is taken out, lost calls are forgotten and questions are counted without a look at all rows", async () => {
  const stores = openStores(temporaryFolder());
  const { ledger, comics } = stores;
  const cover = { name: "one", path: "/one.jpg", size: 1, modifiedMs: 1, described: "", content: "one" };
  const issue = { key: "one", series: "", number: "", year: null, publisher: "", title: "" };
  comics.catalogue.put({ ...cover, hash: new Uint8Array(8), colour: new Uint8Array(72) }, issue);
  const texts = await prepared(() =>
    ledger.write(() => {
      comics.catalogue.remove(cover.path);
      ledger.spending.forgetLost(1);
      ledger.questions.tally(1, "issue");
    }),
  );
  expect(texts.length).toBeGreaterThan(4);
  expect(costsOf(databaseOf(stores), texts)).toEqual([]);
  stores.close();
});
