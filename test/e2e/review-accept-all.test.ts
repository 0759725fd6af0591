import { expect, test } from "bun:test";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { waitingWorkspace } from "../fixtures/comics/waiting.ts";
import { openReview } from "../fixtures/terminal/open-review.ts";

/** How many comics are linked. */
function linked(workspace: string): number {
  const stores = openStores(workspace);
  const count = stores.comics.collection.linked();
  stores.close();
  return count;
}

test("A shows the weakest, accepts all on yes, and u takes them back as one step", async () => {
  const { workspace } = await waitingWorkspace([0, 5, 10]);
  await using lote = openReview(workspace);
  await lote.waitFor(/scan-0\.jpg[\s\S]*Candidate 1 of/);
  lote.type("A");
  const asked = await lote.waitFor(/3 would be accepted[\s\S]*[▀▌▖▘▛█]{3}/);
  expect(asked).toContain("From this probability up");
  expect(asked).toMatch(/The lowest: 0\.9/);
  for (const name of ["scan-0.jpg", "scan-1.jpg", "scan-2.jpg"]) expect(asked).toContain(name);
  lote.press("enter");
  await lote.waitFor("Accept 3 as one step? [y/N]");
  lote.type("y");
  await lote.waitFor("3 accepted together; u takes them all back.");
  await lote.waitFor("Nothing waits any more.");
  lote.type("u");
  await lote.waitFor(/3 decisions taken back together/, 40_000);
  await lote.waitFor(/\[● strong 3\]/, 40_000);
  lote.type("A");
  await lote.waitFor("3 would be accepted");
  lote.type("qx");
  await lote.waitFor(/\[● strong 2\]/);
  lote.type("A");
  await lote.waitFor("2 would be accepted");
  lote.press("enter");
  lote.type("s");
  await lote.waitFor("2 accepted together");
  lote.type("q");
  expect(await lote.exited).toBe(0);
  for (let look = 0; look < 400 && linked(workspace) < 2; look++) await Bun.sleep(50);
  expect(linked(workspace)).toBe(2);
}, 60_000);
