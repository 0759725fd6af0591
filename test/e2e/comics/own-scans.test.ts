import { expect, setDefaultTimeout, test } from "bun:test";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

test("an accepted match makes the scan a reference of its issue, and an undone one takes it away again", async () => {
  const { workspace } = await cataloguedWorkspace();
  const at = { workspace };
  const scan = await scanOf(sampleCover(3).seed);
  const first = filesIn(newFolder(), { "first.jpg": scan });
  const accepted = await loteJson(["comics", "classify", first, "--yes"], at);
  expect(accepted.document.detail.linked).toBe(1);

  // The same cover as another file: a byte behind the picture makes it other content.
  const later = filesIn(newFolder(), { "later.jpg": new Uint8Array([...scan, 0]) });
  const reasonsOf = async () => {
    const { document } = await loteJson(["comics", "classify", later, "--dry-run"], at);
    const [item] = await exportedItems(document.run, at);
    return item?.questions[0]?.candidates[0]?.reasons ?? [];
  };
  expect(await reasonsOf()).toContainEqual(
    expect.objectContaining({
      code: "own-scan",
      speaks: "for",
      data: { value: 1, path: `${first}/first.jpg` },
    }),
  );
  expect((await lote(["runs", "undo", accepted.document.run, "--yes"], at)).code).toBe(0);
  expect(JSON.stringify(await reasonsOf())).not.toContain("own-scan");
});
