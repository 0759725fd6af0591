import { expect, test } from "bun:test";
import { waitingWorkspace } from "../fixtures/comics/waiting.ts";
import { openReview } from "../fixtures/terminal/open-review.ts";

/** The cells of the left picture at 80×24, with its blank borders. */
const leftPicture = (screen: string) =>
  screen
    .split("\n")
    .slice(3, 18)
    .map((line) => line.slice(0, 20));

test("f shows both pictures in turns in the same place, until another key", async () => {
  const { workspace } = await waitingWorkspace([0, 5]);
  await using lote = openReview(workspace);
  await lote.waitFor(/scan-0\.jpg[\s\S]*Candidate 1 of/);
  await lote.waitFor(/[▀▌▖▘▛█].* {2,}[▀▌▖▘▛█]/);
  /** The picture under these words, once the whole of its frame is on the screen. */
  const under = async (words: string) => {
    await lote.waitFor(words);
    await Bun.sleep(50);
    return leftPicture(lote.screen());
  };
  lote.type("f");
  const mine = await under("⇄ Yours");
  const theirs = await under("⇄ Candidate 1");
  expect(theirs).not.toEqual(mine);
  expect(await under("⇄ Yours")).toEqual(mine);
  lote.type("f");
  await lote.waitFor((screen) => !screen.includes("⇄"));
  lote.type("f");
  await lote.waitFor("⇄ Yours");
  lote.type("a");
  await lote.waitFor(/Yours: .*scan-1\.jpg/);
  expect(lote.screen()).not.toContain("⇄");
  lote.type("q");
  expect(await lote.exited).toBe(0);
}, 60_000);
