import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import type { IssueRow } from "../../../../src/stores/comics.ts";
import { putCovers } from "../../../fixtures/comics/put-covers.ts";
import { openWorkspace, type Workspace } from "../../../fixtures/terminal/workspace.ts";

let workspace: Workspace;

const issues: readonly Partial<IssueRow>[] = [
  { series: "Batman", number: "12", year: 1942, publisher: "DC" },
  { series: "Batman", number: "120", year: 1958, publisher: "DC" },
  { series: "Batman Adventures", number: "012", year: 1993, publisher: "DC" },
  { series: "The Amazing Spider-Man", number: "1", year: 1963, publisher: "Marvel" },
  { series: "Ñandú Mágico", number: "½", year: 1971, publisher: "Bruguera" },
  { series: "Doctor's Orders", number: "0", year: null, publisher: "" },
  { series: "", number: "", title: 'The "lost" year' },
];

beforeAll(async () => {
  workspace = openWorkspace();
  await putCovers(
    workspace.stores,
    Object.fromEntries(issues.map((issue, at) => [`/cover-${at}.jpg`, issue])),
  );
});
afterAll(() => workspace[Symbol.dispose]());

const find = (text: string, limit = 10) =>
  workspace.stores.comics.catalogue.search
    .find(text, limit)
    .map(({ series, number, title }) => `${series} ${number}${title}`);

describe("issues are found", () => {
  test("by series and number, the exact number before those that begin with it", () => {
    expect(find("batman 12")).toEqual(["Batman 12", "Batman Adventures 012", "Batman 120"]);
    expect(find("12 BATMAN")[0]).toBe("Batman 12");
    expect(find("#012 batman")[0]).toBe("Batman 12");
  });

  test("without accents and case, as whole words or by their beginnings", () => {
    expect(find("nandu")).toEqual(["Ñandú Mágico ½"]);
    expect(find("ÑAN MAGI")).toEqual(["Ñandú Mágico ½"]);
    expect(find("mágico ½")).toEqual(["Ñandú Mágico ½"]);
    expect(find("n\u0303andu\u0301")).toEqual(["Ñandú Mágico ½"]);
  });

  test("whether a hyphen or an apostrophe is typed or not", () => {
    for (const text of ["spider-man", "spiderman", "spider man", "amazing spid"])
      expect(find(text)).toEqual(["The Amazing Spider-Man 1"]);
    expect(find("doctors orders 0")).toContain("Doctor's Orders 0");
  });

  test("by year, publisher and title", () => {
    expect(find("1993 dc")).toEqual(["Batman Adventures 012"]);
    expect(find("bruguera")).toEqual(["Ñandú Mágico ½"]);
    expect(find('the "lost" year')[0]).toBe(' The "lost" year');
  });

  test("by any of the words where none has them all", () => {
    expect(find("zorro batman")).toContain("Batman 12");
  });

  test("no more than are asked for", () => {
    expect(find("b", 2)).toHaveLength(2);
  });
});

test("signs of the query language and signs that are no words find nothing and break nothing", () => {
  for (const text of ["", "  ", "-", '"', "* ^ ()", 'NEAR( "', "\u0000"]) expect(find(text)).toEqual([]);
  expect(find('batman" OR "x')).toContain("Batman 12");
  expect(find("series:batman")).toEqual([]);
});

test("a changed issue is found by its new words alone, and a removed one not at all", async () => {
  using other = openWorkspace();
  const { ledger, comics } = other.stores;
  const { search } = comics.catalogue;
  await putCovers(other.stores, { "/c.jpg": { series: "Old", number: "1", title: "before" } });
  await putCovers(other.stores, { "/c.jpg": { series: "Old", number: "1", title: "after" } });
  expect(search.find("before", 5)).toEqual([]);
  expect(search.find("after", 5)).toHaveLength(1);
  await ledger.write(() => comics.catalogue.remove("/c.jpg"));
  expect(search.find("old", 5)).toEqual([]);
});
