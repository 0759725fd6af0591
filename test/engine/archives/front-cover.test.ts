import { expect, test } from "bun:test";
import { type FrontCover, readFrontCover } from "../../../src/engine/archives/front-cover.ts";
import { openZip } from "../../../src/engine/archives/zip.ts";
import { toLoteError } from "../../../src/engine/errors/lote-error.ts";
import { archive } from "../../fixtures/archive.ts";
import { cover } from "../../fixtures/cover.ts";

const page = async (seed: number) => (await cover({ seed, width: 100, height: 150 })).jpeg().toBuffer();

async function frontCover(blob: Blob, frontCoverImage?: number): Promise<FrontCover> {
  return readFrontCover(await openZip(blob), { cap: 2 ** 20, frontCoverImage });
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => "read",
    (error: unknown) => toLoteError(error).code,
  );

test("the front cover is the first page in natural order", async () => {
  const first = await page(1);
  const found = await frontCover(
    await archive({ "p10.jpg": await page(3), "p2.jpg": await page(2), "p1.jpg": first }),
  );
  expect(found).toMatchObject({ name: "p1.jpg", skipped: [], pageCount: 3 });
  expect(Buffer.from(found.bytes).equals(first)).toBe(true);
  expect([found.picture.width, found.picture.height]).toEqual([100, 150]);
});

test("the page that ComicInfo.xml names comes first, unless there is no such page", async () => {
  const blob = await archive({ "p1.jpg": await page(1), "p2.jpg": await page(2), "p3.jpg": await page(3) });
  expect((await frontCover(blob, 2)).name).toBe("p3.jpg");
  expect((await frontCover(blob, 7)).name).toBe("p1.jpg");
});

test("broken pages are passed over and named", async () => {
  const blob = await archive({
    "p1.jpg": (await page(1)).subarray(0, 500),
    "p2.jpg": "<html>404</html>",
    "p3.jpg": await page(3),
  });
  const found = await frontCover(blob);
  expect(found.name).toBe("p3.jpg");
  expect(found.skipped.map(({ name, error }) => [name, error.code])).toEqual([
    ["p1.jpg", "image-broken"],
    ["p2.jpg", "image-format"],
  ]);
});

test("after three broken pages the comic is given up for what is wrong with the first", async () => {
  const blob = await archive({ "1.jpg": "", "2.jpg": "<html>", "3.jpg": "<html>", "4.jpg": await page(4) });
  expect(await codeOf(frontCover(blob))).toBe("empty-file");
});

test("an archive without pages is empty, one without readable names encrypted", async () => {
  expect(await codeOf(frontCover(await archive({ "readme.txt": "no comic" })))).toBe("archive-empty");
  expect(await codeOf(frontCover(await archive({})))).toBe("archive-empty");
  const locked = { password: "word" };
  expect(await codeOf(frontCover(await archive({ "p1.jpg": await page(1) }, locked)))).toBe(
    "archive-encrypted",
  );
  expect(await codeOf(frontCover(await archive({ "001": await page(1) }, locked)))).toBe("archive-encrypted");
});

test("a page that is a bomb ends the comic, whatever follows it", async () => {
  const blob = await archive({ "p1.jpg": new Uint8Array(3e6), "p2.jpg": await page(2) });
  expect(await codeOf(frontCover(blob))).toBe("archive-too-large");
});
