import { expect, test } from "bun:test";
import sharp from "sharp";
import { drawSilhouette } from "../../../../../src/demo/samples/placeholder/draw-placeholder.ts";
import { generatePortrait } from "../../../../../src/demo/samples/portrait/generate-portrait.ts";
import { inventedPeople } from "../../../../../src/demo/services/world/people.ts";
import { samePictures } from "../../../../../src/engine/workflows/characters/duplicates.ts";
import { importRoom } from "../../../../fixtures/characters/import-run.ts";

/**
 * The quality from 50 up that a JPEG was written with. The largest divisor of the standard's tables is 121, and
 * a quality scales it by 2 - quality / 50. Source: ITU-T T.81, table K.1; libjpeg's jpeg_quality_scaling.
 */
function qualityOf(jpeg: Uint8Array): number {
  let largest = 0;
  for (let at = 2; jpeg[at] === 0xff && jpeg[at + 1] !== 0xda; ) {
    const length = ((jpeg[at + 2] ?? 0) << 8) | (jpeg[at + 3] ?? 0);
    // Before its 64 divisors stands each table's number, 0 or 1.
    if (jpeg[at + 1] === 0xdb) largest = Math.max(largest, ...jpeg.subarray(at + 4, at + 2 + length));
    at += 2 + length;
  }
  return Math.round(100 - (largest / 121) * 50);
}

/** Only the encyclopedia's pictures are other ones; the search's are as usual. */
const ofWiki = (bytes: Uint8Array) => async (path: string) =>
  path.includes("/wikimedia/") ? bytes : undefined;

async function silhouette(): Promise<Uint8Array> {
  const tones = { ground: 0xeeeeee, figure: 0x9a9a9a };
  const { data, width, height } = drawSilhouette({ head: 4.2, at: 8, shoulders: 8.5, from: 15 }, tones, 0.9);
  return sharp(data, { raw: { width, height, channels: 3 } })
    .resize(500, 500)
    .jpeg()
    .toBuffer();
}

const video = Uint8Array.from([
  0,
  0,
  0,
  24,
  ...Buffer.from("ftypisom\0\0\0\0isommp42"),
  ...Array(5000).fill(7),
]);
const stamp = () => generatePortrait("stamp", 60, 80);

test.each([
  ["a silhouette", silhouette, "placeholder"],
  ["a video", async () => video, "video"],
  ["a stamp", stamp, "too-small"],
  ["half a picture", async () => (await stamp()).subarray(0, 900), "image-broken"],
] as const)(
  "in place of %s the next source's picture is taken, and the reason recorded",
  async (_, make, reason) => {
    using room = importRoom({ picture: ofWiki(await make()) });
    const run = await room.import(["Ada Lovelace"], { pictures: ["wikipedia", "duckduckgo"] });
    expect(room.item(run, "Ada Lovelace")?.result).toMatchObject({
      picture: { source: "duckduckgo" },
      left: [{ step: "wikipedia", reason }],
    });
  },
);

test("of a picture that moves a still is kept, of somebody and not of the black that it begins with", async () => {
  const somebody = Buffer.from(await generatePortrait("Q1001", 300, 400));
  const black = await sharp({
    create: { width: 300, height: 400, channels: 3, background: { r: 0, g: 0, b: 0 } },
  })
    .png()
    .toBuffer();
  const moving = await sharp([black, black, somebody, black], { join: { animated: true } })
    .gif()
    .toBuffer();
  using room = importRoom({ picture: ofWiki(moving) });
  await room.import(["Ada Lovelace"], { pictures: ["wikipedia"] });
  const picture = room.stores.characters.collection.named("Ada Lovelace")?.picture;
  expect(picture).toMatchObject({ width: 300, height: 400, credit: { source: "wikipedia" } });
  const { format, pages } = await sharp(await Bun.file(`${room.folder}/${picture?.path}`).bytes()).metadata();
  expect([format, pages]).toEqual(["jpeg", undefined]);
});

test("a picture that others of the same run are shown with is a placeholder; two who share one are marked", async () => {
  const people = inventedPeople(6);
  using room = importRoom(
    { picture: ofWiki(await generatePortrait("everybody", 400, 500)) },
    { entities: people },
  );
  const run = await room.import(
    people.map(({ labels }) => labels.es),
    { pictures: ["wikipedia"] },
  );
  const results = room.stores.ledger.items.page(run.id, "", 9).map(({ result }) => result);
  const reasons = results.flatMap((result) => (result as { left: { reason: string }[] }).left);
  expect(reasons.map(({ reason }) => reason)).toEqual(Array(4).fill("placeholder"));
  expect(samePictures(room.stores).size).toBe(2);
});

test("a picture larger than it may be is made smaller, one that is smaller is not enlarged, written in quality 85, and of its EXIF only the credit stays", async () => {
  const large = await sharp(await generatePortrait("large", 1600, 1200))
    .withExif({ IFD0: { Make: "a camera", Artist: "somebody else" }, IFD3: { GPSLatitude: "1/1 2/1 3/1" } })
    .jpeg()
    .toBuffer();
  using room = importRoom({
    picture: async (path) =>
      path.includes("Ada") ? large : path.includes("Holmes") ? generatePortrait("s", 260, 320) : undefined,
  });
  await room.import(["Ada Lovelace", "Sherlock Holmes"], { pictures: ["wikipedia"] });
  const { collection } = room.stores.characters;
  const [ada, holmes] = ["Ada Lovelace", "Sherlock Holmes"].map((name) => collection.named(name)?.picture);
  expect([ada?.width, ada?.height]).toEqual([512, 384]);
  expect([holmes?.width, holmes?.height]).toEqual([260, 320]);
  const kept = await Bun.file(`${room.folder}/${ada?.path}`).bytes();
  expect(qualityOf(kept)).toBe(85);
  const { exif, chromaSubsampling } = await sharp(kept).metadata();
  expect(chromaSubsampling).toBe("4:2:0");
  const said = exif?.toString("latin1") ?? "";
  expect(said).toContain("Unknown painter");
  expect(said).toContain("Public domain");
  expect(said).not.toMatch(/a camera|somebody else|GPS/);
});

test.each([50, 84, 86])("what is written with quality %d is read back as that", async (quality) => {
  const picture = await generatePortrait("quality", 300, 400);
  expect(qualityOf(await sharp(picture).jpeg({ quality }).toBuffer())).toBe(quality);
});
