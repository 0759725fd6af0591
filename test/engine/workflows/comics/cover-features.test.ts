import { expect, setDefaultTimeout, test } from "bun:test";
import { utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadSharp } from "../../../../src/engine/images/sharp.ts";
import { open } from "../../../../src/library.ts";
import { openStores } from "../../../../src/stores/sqlite/open.ts";
import { addedModel, clipLike } from "../../../fixtures/clip-like.ts";
import { coverFile, scanOf } from "../../../fixtures/comics/covers.ts";
import { filesIn, temporaryFolder } from "../../../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const device = { device: "cpu" } as const;

/** A cover's file filled up to one size for all: bytes behind its end do not change a JPEG. */
async function filledUp(seed: number): Promise<Uint8Array> {
  const file = new Uint8Array(40_000);
  file.set(await coverFile(seed));
  return file;
}

const names = ["Star Pilot 001 (1991).jpg", "Star Pilot 002 (1991).jpg"] as const;

function sameTimes(covers: string): void {
  for (const name of names) utimesSync(join(covers, name), 1_000_000_000, 1_000_000_000);
}

/** A workspace whose catalogue knows two covers by the default model and by one of the person's own. */
async function twiceEmbedded(between: (covers: string) => void) {
  const covers = filesIn(temporaryFolder(), {
    [names[0]]: await filledUp(1),
    [names[1]]: await filledUp(2),
  });
  sameTimes(covers);
  const workspace = temporaryFolder();
  const first = open(workspace, { settings: device });
  await first.comics.addCovers([covers]);
  first.close();
  between(covers);
  const { pulled } = await addedModel("our-clip", clipLike());
  const second = open(workspace, { settings: { ...device, "models-folder": pulled }, model: "our-clip" });
  expect((await second.comics.addCovers([covers])).counts).toMatchObject({ done: 2, failed: 0 });
  return second;
}

/** The best candidate of a comic: its label and the distance of its hash. */
async function bestOf(lote: Awaited<ReturnType<typeof twiceEmbedded>>, scan: Uint8Array) {
  const { run } = await lote.comics.classify([filesIn(temporaryFolder(), { "scan.jpg": scan })]);
  const best = [...lote.items(run)][0]?.questions[0]?.candidates[0];
  const hash = best?.reasons.find(({ code }) => code === "hash");
  return { label: best?.label ?? "", distance: Number(hash?.data?.distance) };
}

test("a cover that another model has seen already keeps its hash and colours for the next one", async () => {
  const lote = await twiceEmbedded(() => {});
  const { label, distance } = await bestOf(lote, await scanOf(2));
  expect(label).toContain("#2");
  expect(distance).toBeLessThan(10);
  await lote.close();
});

test("pictures that changed places under the same sizes and times are looked at anew by the next model", async () => {
  const [one, two] = [await filledUp(1), await filledUp(2)];
  const lote = await twiceEmbedded((covers) => {
    writeFileSync(join(covers, names[0]), two);
    writeFileSync(join(covers, names[1]), one);
    sameTimes(covers);
  });
  const { label, distance } = await bestOf(lote, await scanOf(2));
  expect(label).toContain("#1");
  expect(distance).toBeLessThan(10);
  await lote.close();
});

test("a scan that lies askew in a border is compared as the page alone, and the question says so", async () => {
  const covers = filesIn(temporaryFolder(), {
    [names[0]]: await coverFile(1),
    [names[1]]: await coverFile(2),
  });
  const sharp = await loadSharp();
  const askew = await sharp(await coverFile(2))
    .rotate(9, { background: "#3b4f66" })
    .jpeg()
    .toBuffer();
  const workspace = temporaryFolder();
  const lote = open(workspace, { settings: device });
  await lote.comics.addCovers([covers]);
  const { run } = await lote.comics.classify([filesIn(temporaryFolder(), { "scan.jpg": askew })]);
  const [line] = lote.items(run);
  const [candidate] = line?.questions[0]?.candidates ?? [];
  await lote.close();
  expect(candidate?.label).toContain("#2");
  expect(candidate?.score).toBeGreaterThan(0.9);
  const stores = openStores(workspace);
  const item = stores.ledger.items.idOf(stores.ledger.runs.find(run)?.id ?? 0, line?.item ?? "");
  const [question] = stores.ledger.questions.ofItem(item ?? 0);
  stores.close();
  expect(question?.reasons).toEqual([{ code: "straightened", speaks: "info", data: { degrees: 9 } }]);
});

/** Two covers beside each other, as a comic that lies open on a scanner. */
async function opened(back: number, front: number): Promise<Uint8Array> {
  const sharp = await loadSharp();
  const [left, right] = (await Promise.all([coverFile(back), coverFile(front)])).map(Buffer.from);
  const { width, height } = await sharp(left).metadata();
  return sharp({ create: { width: 2 * width, height, channels: 3, background: "#fff" } })
    .composite([
      { input: left, left: 0, top: 0 },
      { input: right, left: width, top: 0 },
    ])
    .jpeg()
    .toBuffer();
}

test("a comic that lies open is matched by its front half, and by its back half never", async () => {
  const covers = filesIn(temporaryFolder(), {
    [names[0]]: await coverFile(1),
    [names[1]]: await coverFile(2),
  });
  const lote = open(temporaryFolder(), { settings: device });
  await lote.comics.addCovers([covers]);
  const comics = filesIn(temporaryFolder(), {
    "known front.jpg": await opened(2, 1),
    "known back.jpg": await opened(2, 3),
  });
  const { run } = await lote.comics.classify([comics]);
  const questions = [...lote.items(run)].map(({ item, questions }) => ({ item, ...questions[0] }));
  await lote.close();
  const [back, front] = questions.sort((one, other) => one.item.localeCompare(other.item));
  expect(front?.candidates?.[0]?.label).toContain("#1");
  expect(front?.recommendation).toBe("strong");
  expect(back?.recommendation).not.toBe("strong");
  expect(back?.candidates?.flatMap(({ reasons }) => reasons)).not.toContainEqual(
    expect.objectContaining({ code: "overlay", speaks: "for" }),
  );
});

test("a scan is found under a catalogue cover that lies open, by its front half", async () => {
  const covers = filesIn(temporaryFolder(), {
    [names[0]]: await opened(2, 1),
    [names[1]]: await coverFile(4),
  });
  const lote = open(temporaryFolder(), { settings: device });
  await lote.comics.addCovers([covers]);
  const { label, distance } = await bestOf(lote, await scanOf(1));
  expect(label).toContain("#1");
  expect(distance).toBeLessThan(10);
  expect((await bestOf(lote, await scanOf(2))).label).not.toContain("#1");
  await lote.close();
});
