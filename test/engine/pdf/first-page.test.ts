import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { comicPdf } from "../../../src/demo/samples/collection/comic-pdf.ts";
import { toLoteError } from "../../../src/engine/errors/lote-error.ts";
import { openParsers } from "../../../src/engine/parsers/open-parsers.ts";
import { type FirstPage, firstPageOf } from "../../../src/engine/pdf/first-page.ts";
import { cover } from "../../fixtures/cover.ts";
import {
  formBomb,
  lockedPdf,
  loopingPdf,
  pdfOfOperators,
  redAboveBlue,
  shadingBomb,
  strokeBomb,
} from "../../fixtures/raw-pdf.ts";
import { deflatedZeros } from "../../fixtures/raw-zip.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const folder = temporaryFolder();
const parsers = openParsers(1);
afterAll(() => parsers.close());

const path = join(folder, "some.pdf");

function pageOf(bytes: Uint8Array, deadlineMs?: number): Promise<FirstPage> {
  writeFileSync(path, bytes);
  return firstPageOf(path, 300, parsers, deadlineMs);
}

const codeOf = (bytes: Uint8Array, deadlineMs?: number) =>
  pageOf(bytes, deadlineMs).then(
    () => "read",
    (error: unknown) => toLoteError(error).code,
  );

/** Red, green and blue in the middle of the page's upper and lower half. */
function halves({ pixels: { data, width, height } }: FirstPage): number[][] {
  return [0.25, 0.75].map((share) => {
    const at = (Math.floor(height * share) * width + Math.floor(width / 2)) * 3;
    return [...data.subarray(at, at + 3)];
  });
}

const red = [255, 0, 0];
const blue = [0, 0, 255];
const white = [255, 255, 255];

test("the first page is drawn in RGB, as large as the edge allows and in its own shape", async () => {
  const page = await pageOf(pdfOfOperators(redAboveBlue));
  expect([page.pixels.width, page.pixels.height, page.pageCount]).toEqual([200, 300, 1]);
  expect(halves(page)).toEqual([red, blue]);
});

test("of a title longer than anybody shows, the beginning is read", async () => {
  const title = `Star Cartographers ${"2 ".repeat(4000)}`;
  const page = await pageOf(
    pdfOfOperators(redAboveBlue, { others: [{ text: `<< /Title (${title}) >>` }], trailer: "/Info 5 0 R" }),
  );
  expect(page.title).toBe(title.slice(0, 200).trim());
});

test("where a page draws nothing, it is white", async () => {
  expect(halves(await pageOf(pdfOfOperators("1 0 0 rg 0 150 200 150 re f")))).toEqual([red, white]);
});

test("a page that is turned is drawn turned", async () => {
  const turned = await pageOf(pdfOfOperators(redAboveBlue, { mediaBox: "0 0 200 300] /Rotate 180 /X [" }));
  expect(halves(turned)).toEqual([blue, red]);
});

test("the scan that fills a page is the page, the pages are counted, and the title is read", async () => {
  const jpegs = await Promise.all(
    [1, 2, 3].map(async (seed) =>
      (await cover({ seed, width: 200, height: 300 })).jpeg({ quality: 95 }).toBuffer(),
    ),
  );
  const page = await pageOf(await comicPdf(jpegs, "Star (Cartographers) 2\u0007"));
  expect([page.pageCount, page.title]).toEqual([3, "Star (Cartographers) 2"]);
  const drawn = await (await cover({ seed: 1, width: 200, height: 300 })).raw().toBuffer();
  const apart = page.pixels.data.reduce(
    (sum, value, index) => sum + Math.abs(value - (drawn[index] ?? 0)),
    0,
  );
  expect(apart / drawn.length).toBeLessThan(4);
});

test("a PDF that asks for a password says so", async () => {
  expect(await codeOf(lockedPdf())).toBe("document-encrypted");
});

test("what is no PDF, half of one or without pages is broken", async () => {
  const whole = pdfOfOperators(redAboveBlue);
  for (const bytes of [Buffer.from("%PDF-1.7\nnothing"), whole.subarray(0, 300), loopingPdf()]) {
    expect(await codeOf(bytes)).toBe("document-broken");
  }
  await expect(firstPageOf(join(folder, "gone.pdf"), 300, parsers)).rejects.toMatchObject({
    code: "not-found",
  });
});

test("pages of any shape fit into the edge on both sides", async () => {
  const sizes: number[][] = [];
  for (const mediaBox of ["0 0 200000 200000", "0 0 10 1000000", "0 0 1000000 10"]) {
    const { width, height } = (await pageOf(pdfOfOperators(redAboveBlue, { mediaBox }))).pixels;
    sizes.push([width, height]);
  }
  expect(sizes).toEqual([
    [300, 300],
    [1, 300],
    [300, 1],
  ]);
});

test("a page that never ends being drawn is given up at the deadline", async () => {
  expect(await codeOf(shadingBomb(), 500)).toBe("parser-timeout");
  expect(await codeOf(pdfOfOperators(redAboveBlue))).toBe("read");
});

const noLimit = process.platform === "linux" ? "" : " (skipped: memory is limited on Linux only)";
test.skipIf(noLimit !== "")(
  `bombs of strokes, forms and zeros run out of their memory${noLimit}`,
  async () => {
    const zeros = Buffer.concat([Buffer.from([0x78, 0x9c]), deflatedZeros(2048), Buffer.alloc(4)]);
    for (const bytes of [strokeBomb(), formBomb(), pdfOfOperators(zeros)]) {
      expect(await codeOf(bytes)).toBe("parser-memory");
    }
    expect(await codeOf(pdfOfOperators(redAboveBlue))).toBe("read");
  },
);
