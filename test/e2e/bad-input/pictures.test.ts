import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { blankPng, rareForms } from "../../fixtures/comics/bad-pictures.ts";
import { cataloguedWorkspace } from "../../fixtures/comics/catalogued.ts";
import { coverFile, sampleCover, scanOf } from "../../fixtures/comics/covers.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { loteJson } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>';

test.concurrent("each broken or hostile picture fails by its own name, and the good ones around it are matched", async () => {
  const { workspace } = await cataloguedWorkspace();
  const good = await coverFile(1);
  const comics = filesIn(newFolder(), {
    "a good.jpg": await scanOf(sampleCover(0).seed),
    "truncated.jpg": good.subarray(0, good.length / 2),
    "zero.jpg": "",
    "page.jpg": "<!doctype html><html><body>404</body></html>",
    "wide.png": blankPng(60_000, 60_000, false),
    "144 megapixels.png": blankPng(12_000, 12_000),
    "drawing.svg": svg,
    "drawing.jpg": svg,
    "polyglot.jpg": Buffer.concat([Buffer.from("GIF89a"), Buffer.from(svg)]),
    "z good.jpg": await scanOf(sampleCover(9).seed),
  });
  const { code, document } = await loteJson(["comics", "classify", comics, "--yes"], { workspace });
  expect(code).toBe(3);
  expect(document.status).toBe("partial");
  expect(document.counts).toMatchObject({ total: 10, done: 2, skipped: 1, failed: 7 });
  const codes = document.failures.map(({ item, code: reason }) => [item.slice(comics.length + 1), reason]);
  expect(Object.fromEntries(codes)).toEqual({
    "truncated.jpg": "image-broken",
    "zero.jpg": "empty-file",
    "page.jpg": "image-format",
    "wide.png": "image-too-large",
    "144 megapixels.png": "image-too-large",
    "drawing.jpg": "image-format",
    "polyglot.jpg": "image-broken",
  });
  for (const { message, hint } of document.failures) {
    expect(message.length).toBeGreaterThan(10);
    expect(hint.length).toBeGreaterThan(10);
  }
  expect(document.failures.find(({ code: reason }) => reason === "image-too-large")?.message).toMatch(
    /\d+ megapixels/,
  );
});

test.concurrent("16-bit, CMYK, grey with alpha, animated and mislabelled pictures are read and matched", async () => {
  const { workspace } = await cataloguedWorkspace();
  const comics = filesIn(newFolder(), await rareForms(sampleCover(0).seed, { width: 200, height: 300 }));
  const { document } = await loteJson(["comics", "classify", comics], { workspace });
  expect(document.counts).toMatchObject({ total: 5, review: 5, failed: 0 });
  const best = (await exportedItems(document.run, { workspace })).map(
    ({ item, questions }) =>
      `${item.slice(join(comics, "").length + 1)}: ${questions[0]?.candidates[0]?.label}`,
  );
  expect(best).toEqual(
    ["animated.webp", "cmyk.jpg", "grey-alpha.png", "mislabelled.jpg", "sixteen-bit.png"].map(
      (name) => `${name}: Harbor Nights #1 (1990)`,
    ),
  );
});
