import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { migrations } from "../../../src/stores/sqlite/migrations/index.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

/** What the ledger of the first workspaces held: two sets of tables, and a run that was reviewed in part. */
const firstRows = `
INSERT INTO run (id, name, workflow, parameters, policy, fingerprint, state, source_done, created_at)
  VALUES (1, 'first', 'comics.classify', '{}', '{"accept":"strong","onAmbiguous":"review","dryRun":false}', 'f', 'ended', 1, 1);
INSERT INTO item (id, run, key, state, stage, input) VALUES (1, 1, '/a.cbz', 3, 0, '{}'), (2, 1, '/b.cbz', 4, 1000, '{}');
INSERT INTO question (id, run, item, name, subject, recommendation, body, decided) VALUES
  (1, 1, 1, 'issue', 'a', 3, '{"candidates":[{"id":"c","label":"C","score":0.9,"probability":0.8,"reasons":[],"target":"t"}],"reasons":[]}', 0),
  (2, 1, 2, 'issue', 'b', 0, '{"candidates":[],"reasons":[]}', 1);
INSERT INTO decision (id, run, question, choice, decided_by, at, applied) VALUES (1, 1, 2, NULL, 'person', 1, 1);
INSERT INTO rejection (family, subject, target, at) VALUES ('comics', 'a', 'other', 1);
INSERT INTO effect (id, run, item, kind, plan, state, before, at) VALUES
  (1, 1, 2, 'link', '{"path":"/b.cbz"}', 'refused', 'null', 7), (2, 1, 1, 'link', '{}', 'reverted', NULL, 8);
INSERT INTO vector (space, content, value) VALUES ('s', 'c', x'0000803f00000040');
INSERT INTO issue (id, key, series, number, year, publisher, title) VALUES (1, 'k', 'Star Spider-Man', '012', 1987, 'P', '');
INSERT INTO comic (path, size, modified_ms, content, issue) VALUES ('/b.cbz', 1, 1, 'b', 1);
`;

test("a filled ledger of the first workspaces is brought to the newest format with all that it holds", () => {
  const folder = temporaryFolder();
  const path = join(folder, "lote.sqlite");
  const first = new Database(path, { create: true });
  for (const tables of migrations.slice(0, 2)) first.exec(tables);
  first.exec(`${firstRows} PRAGMA user_version = 2`);
  first.close();

  const { ledger, vectors, comics, close } = openStores(folder);
  expect(ledger.questions.get(1)).toMatchObject({ stage: 1000, subject: "a", decision: null });
  expect(ledger.questions.get(2)?.decision).toMatchObject({
    id: 1,
    choice: null,
    by: "person",
    applied: true,
  });
  const which = { run: { id: 1, workflow: "comics.classify" }, above: 0.5 };
  expect(ledger.acceptable.sum(which)).toEqual({
    count: 1,
    lowest: { score: 0.9, probability: 0.8 },
    last: 1,
  });
  expect([...ledger.rejections.targets("comics", "a")]).toEqual(["other"]);
  expect(ledger.effects.live(2)).toMatchObject({ id: 1, state: "refused", plan: { path: "/b.cbz" } });
  expect(ledger.effects.live(1)).toBeUndefined();
  expect(ledger.effects.refused(1, 10)).toEqual([
    { key: "/b.cbz", failure: { stage: "undo", code: "target-changed", data: {} } },
  ]);
  expect(vectors.of("s", "c", ["whole"])).toEqual(new Map([["whole", Float32Array.of(1, 2)]]));
  expect(comics.catalogue.search.find("starspiderman 12", 5)).toMatchObject([{ id: 1, number: "012" }]);
  expect(comics.collection.get("/b.cbz")).toMatchObject({ issue: 1, copyOf: null });
  close();
  expect(existsSync(`${path}.before-${migrations.length}`)).toBe(true);
});
