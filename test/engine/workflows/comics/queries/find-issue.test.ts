import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { Found } from "../../../../../src/engine/queries/candidate-query.ts";
import { coverName } from "../../../../../src/engine/workflows/comics/cover-name.ts";
import { issueQuery, searchQuery } from "../../../../../src/engine/workflows/comics/queries/find-issue.ts";
import { comicsIssue, comicsSearch } from "../../../../../src/engine/workflows/comics/queries/kinds.ts";
import { putCovers } from "../../../../fixtures/comics/put-covers.ts";
import { openWorkspace, type Workspace } from "../../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;
const batman = { series: "Batman", year: 1940, publisher: "DC" };

beforeAll(async () => {
  workspace = openWorkspace();
  const { ledger, comics } = workspace.stores;
  await putCovers(workspace.stores, {
    "/covers/batman-1.jpg": { ...batman, number: "1" },
    "/covers/batman-1-b.jpg": { ...batman, number: "1" },
    "/covers/batman-2.jpg": { ...batman, number: "2" },
    "/other/batman-2.jpg": { series: "Detective", number: "2" },
    "/covers/odd~name.jpg": { series: "Odd", number: "1" },
  });
  await ledger.write(() => {
    const cover = comics.catalogue.coverAt("/covers/batman-2.jpg");
    if (!cover) throw new Error("no cover");
    const file = { path: "/mine/a.cbz", size: 1, modifiedMs: 1, content: "a" };
    comics.collection.put({ ...file, issue: cover.issue, cover: cover.id, copyOf: null });
  });
});
afterAll(() => workspace[Symbol.dispose]());

async function ask(query: typeof searchQuery, input: unknown): Promise<Found[]> {
  const { stores, folder } = workspace;
  const open = await query.open({ stores, cacheFolder: folder, settings: {} });
  const kind = query === searchQuery ? comicsSearch : comicsIssue;
  const rows = await Array.fromAsync(open.run(input, new AbortController().signal));
  // As they come out at the other end of the pipe.
  return rows.map((row) => kind.row.parse(JSON.parse(JSON.stringify(row))));
}
const details = (rows: readonly Found[]) => rows.map(({ detail }) => detail);

describe("searching", () => {
  test("gives the covers of the issues found, with what a decision needs", async () => {
    const [first, ...others] = await ask(searchQuery, { text: "batman 1", limit: 10 });
    expect(first).toEqual({
      detail: "batman-1",
      candidate: {
        id: coverName("/covers/batman-1.jpg"),
        label: "Batman #1 (1940, DC)",
        score: 0,
        probability: null,
        target: "Batman 1",
        preview: "/covers/batman-1.jpg",
        reasons: [],
        data: { path: "/covers/batman-1.jpg", series: "Batman", number: "1", year: 1940 },
      },
    });
    expect(details(others)[0]).toBe("batman-1-b");
    expect(details(await ask(searchQuery, { text: "batman", limit: 2 }))).toHaveLength(2);
  });

  test("says which comics have the issue already", async () => {
    const [first] = await ask(searchQuery, { text: "batman 2", limit: 5 });
    expect(first?.candidate.reasons).toEqual([
      { code: "duplicate", speaks: "info", data: { other: "/mine/a.cbz" } },
    ]);
  });

  test("begins with the cover that is called just so, and names it once", async () => {
    const id = coverName("/other/batman-2.jpg");
    expect(
      (await ask(searchQuery, { text: ` ${id} `, limit: 5 })).map(({ candidate }) => candidate.id),
    ).toEqual([id]);
    expect(details(await ask(searchQuery, { text: "batman-1-b", limit: 5 }))[0]).toBe("batman-1-b");
  });
});

describe("naming", () => {
  test.each([
    ["a cover's id", coverName("/covers/odd~name.jpg"), ["odd~name"]],
    ["a file's name", "batman-1-b", ["batman-1-b"]],
    ["a file's name with the mark that ids have", "odd~name", ["odd~name"]],
    ["an issue's key", "Detective 2", ["batman-2"]],
    ["an issue's number in the catalogue", "1", ["batman-1"]],
    ["a file's name that two have", "batman-2", []],
    ["the beginning of a name", "odd", []],
    ["nothing", "", []],
    ["a number beyond all", "99999999999999999999", []],
  ])("finds by %s", async (_, id, expected) => {
    expect(details(await ask(issueQuery, { id }))).toEqual(expected);
  });
});
