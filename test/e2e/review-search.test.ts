import { expect, test } from "bun:test";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { waitingWorkspace } from "../fixtures/comics/waiting.ts";
import { openReview } from "../fixtures/terminal/open-review.ts";

/** The issues that comics are linked to. */
function linked(workspace: string, run: string): string[] {
  const stores = openStores(workspace);
  const { items, runs } = stores.ledger;
  const { catalogue, collection } = stores.comics;
  const issues = items.page(runs.find(run)?.id ?? 0, "", 10).flatMap(({ key }) => {
    const issue = catalogue.issue(collection.get(key)?.issue ?? 0);
    return issue ? [`${issue.series} ${issue.number}`] : [];
  });
  stores.close();
  return issues;
}

test("/ finds what was not suggested while it is typed, and Enter links the comic to it", async () => {
  const { workspace, run } = await waitingWorkspace([0, 9]);
  await using lote = openReview(workspace);
  await lote.waitFor(/scan-0\.jpg[\s\S]*Candidate 1 of/);
  lote.type("/");
  await lote.waitFor("Type words of what it is");
  lote.type("star pi");
  const first = await lote.waitFor("4 found");
  expect(first).toMatch(/Found: Star Pilot #\d/);
  lote.type(" 3");
  await lote.waitFor(/▸Star Pilot #3 \(1991\)/);
  // The picture of what is highlighted stands beside the person's own.
  await lote.waitFor(/[▀▌▖▘▛█].* {2,}[▀▌▖▘▛█].*Star Pilot #1/);
  lote.press("enter");
  await lote.waitFor("Decided: scan-0.jpg is Star Pilot #3 (1991)");
  await lote.waitFor(/Yours: .*scan-1\.jpg/);
  lote.type("u");
  await lote.waitFor(/Yours: .*scan-0\.jpg/, 40_000);
  await lote.waitFor(/2 Star Pilot #3/);
  lote.press("down");
  await lote.waitFor("not compared: it was not suggested");
  lote.type("a");
  await lote.waitFor(/Yours: .*scan-1\.jpg/);
  lote.type("/");
  lote.type("ghost of nobody");
  await lote.waitFor("Nothing is called so.");
  lote.press("escape");
  await lote.waitFor(/Yours: .*scan-1\.jpg[\s\S]*Candidate 1/);
  lote.type("q");
  expect(await lote.exited).toBe(0);
  for (let look = 0; look < 400 && linked(workspace, run).length === 0; look++) await Bun.sleep(50);
  expect(linked(workspace, run)).toEqual(["Star Pilot 3"]);
}, 60_000);
