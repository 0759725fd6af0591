import { expect, setDefaultTimeout } from "bun:test";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { open } from "../../src/library.ts";
import { distortions } from "../bench/distortions.ts";
import { noise } from "../fixtures/noise.ts";
import { filesIn, temporaryFolder } from "../fixtures/temporary-folder.ts";
import { skipUnless } from "../support/skip.ts";

setDefaultTimeout(180_000);

const assets = process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../shared/assets");
const covers = join(assets, "images/covers");
const areThere = statSync(covers, { throwIfNoEntry: false })?.isDirectory() === true;

/** What a scanner or a phone does to a cover; each cover suffers one of them in turn. */
const suffered = [
  "JPEG q30",
  "120 px wide",
  "dark",
  "washed out",
  "warm light",
  "crop 92 %",
  "turned 2°",
  "blurred",
];

/** Distorted copies, named so that nothing but the picture tells what they are. */
async function distortedCopies(files: readonly string[]): Promise<Map<string, string>> {
  const folder = temporaryFolder();
  const originals = new Map<string, string>();
  for (const [place, original] of files.entries()) {
    const data = await Bun.file(original).bytes();
    const { width, height } = await sharp(data).metadata();
    const distort = distortions[suffered[place % suffered.length] ?? ""];
    const distorted = await distort?.(sharp(data), width, height, noise(place));
    if (distorted === undefined) throw new Error("no such distortion");
    const picture =
      distorted instanceof Uint8Array ? distorted : await distorted.jpeg({ quality: 80 }).toBuffer();
    const name = `${String.fromCharCode(97 + (place % 26))}${String.fromCharCode(97 + Math.floor(place / 26))}.jpg`;
    filesIn(folder, { [name]: picture });
    originals.set(join(folder, name), original);
  }
  return originals;
}

function filesOf(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .sort();
}

skipUnless(areThere, "LOTE_ASSETS is not there")(
  "of 60 real covers, distorted, at least 85 % are applied and none wrongly, and no photo of another comic is",
  async () => {
    const originals = await distortedCopies(filesOf(join(covers, "comics")));
    expect(originals.size).toBe(60);
    const lote = open(temporaryFolder(), { settings: { device: "cpu" } });
    const added = await lote.comics.addCovers([join(covers, "comics"), join(covers, "dvd")]);
    expect(added.counts).toMatchObject({ done: 325, failed: 0 });

    const matched = await lote.comics.classify([...originals.keys()], { accept: "strong" });
    const applied = [...lote.items(matched.run)].flatMap(({ item, questions: [question] }) =>
      question?.decision?.applied ? [{ item, choice: question.decision.choice ?? "" }] : [],
    );
    const nameOf = (path: string) => path.replace(/^.*\/|\.[^.]*$/g, "");
    const wrong = applied.filter(
      ({ item, choice }) => !choice.startsWith(`${nameOf(originals.get(item) ?? "")}~`),
    );
    expect(wrong).toEqual([]);
    expect(applied.length).toBeGreaterThanOrEqual(Math.ceil(60 * 0.85));

    const photos = await lote.comics.classify([join(covers, "photos-of-comics")], { accept: "strong" });
    expect(photos.counts).toMatchObject({ total: 12, done: 0, review: 12 });
    await lote.close();
    console.info(`real covers: ${applied.length} of 60 applied, none wrongly; 0 of 12 photos applied`);
  },
);
