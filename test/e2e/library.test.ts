import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { startServices } from "../../src/demo/services/start-services.ts";
import { coverFile, scanOf } from "../fixtures/comics/covers.ts";
import { filesIn, temporaryFolder } from "../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const root = join(import.meta.dir, "../..");
const { name, type, exports } = packageJson;

/** As an installation has it: the package under its name. (The test finds that name in package.json itself.) */
const installed = {
  "node_modules/lote/package.json": JSON.stringify({ name, type, exports: { ".": "./library.ts" } }),
  "node_modules/lote/library.ts": `export * from ${JSON.stringify(join(root, exports["."]))};`,
};

/** What the program of a folder printed, as JSON. */
async function outputOf(folder: string, env: Record<string, string> = {}): Promise<unknown> {
  const child = Bun.spawn([process.execPath, "program.ts"], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect(stderr).toBe("");
  expect(await child.exited).toBe(0);
  return JSON.parse(stdout);
}

const program = `
import { open } from "lote";
const lote = open("./workspace");
await lote.comics.addCovers(["./covers"]);
const { run, counts } = await lote.comics.classify(["./comics"], { accept: "strong" });
console.log(JSON.stringify({ counts, items: [...lote.items(run)] }));
`;

test("five lines of a program that imports lote make a catalogue, match a folder and read the result", async () => {
  const folder = filesIn(temporaryFolder(), {
    "covers/Star Pilot 001.jpg": await coverFile(1),
    "covers/Star Pilot 002.jpg": await coverFile(2),
    "comics/scan.jpg": await scanOf(2),
    "program.ts": program,
    ...installed,
  });
  expect(await outputOf(folder)).toMatchObject({
    counts: { total: 1, done: 1, review: 0 },
    items: [{ questions: [{ decision: { choice: expect.stringContaining("Star Pilot 002") } }] }],
  });
});

const importing = `
import { open } from "lote";
const lote = open("./people", { settings: JSON.parse(process.env.SETTINGS) });
const { counts, cost } = await lote.characters.import(["Ada Lovelace", "Jordan"], { category: "pioneers" });
console.log(JSON.stringify({ counts, cost, ada: lote.characters.get("ada lovelace") }));
await lote.close();
`;

test("five lines of a program import people, and pay for nothing that nobody allowed", async () => {
  using services = startServices({
    wikimedia: ({ kind }) => (kind === "picture" ? "page-for-picture" : undefined),
    search: "empty",
  });
  const { environment } = services;
  const folder = filesIn(temporaryFolder(), { "program.ts": importing, ...installed });
  const settings = {
    "wikipedia-url": environment.LOTE_WIKIPEDIA_URL,
    "wikidata-url": environment.LOTE_WIKIDATA_URL,
    "commons-url": environment.LOTE_COMMONS_URL,
    "duckduckgo-url": environment.LOTE_DUCKDUCKGO_URL,
    "openai-base-url": environment.OPENAI_BASE_URL,
    "openai-api-key": environment.OPENAI_API_KEY,
    contact: "tests@example.org",
  };
  expect(await outputOf(folder, { SETTINGS: JSON.stringify(settings) })).toMatchObject({
    counts: { total: 2, done: 1, review: 1 },
    cost: { usd: 0 },
    ada: { entity: "wikidata:Q1001", category: "pioneers", picture: null },
  });
  expect(services.openAi.requests).toEqual([]);
});

const shopping = `
import { open } from "lote";
const lote = open("./shop");
const { counts, cost } = await lote.products.normalize("./list.csv");
console.log(JSON.stringify({ counts, cost, all: [...lote.products.all()] }));
await lote.close();
`;

test("five lines of a program normalise product names by rules alone when nobody allowed a cost", async () => {
  const folder = filesIn(temporaryFolder(), {
    "list.csv":
      "name,price,retailer\niPhone 13 128GB azul,699,norte\nSamsung Galaxy A54 256 GB negro,399,sur\n",
    "program.ts": shopping,
    ...installed,
  });
  expect(await outputOf(folder)).toMatchObject({
    counts: { total: 2, done: 2 },
    cost: { usd: 0 },
    all: [
      { name: "iPhone 13 128GB azul", usd: 0 },
      { brand: "SAMSUNG", usd: 0 },
    ],
  });
});

const reading = `
import { open } from "lote";
const lote = open("./library");
const { counts } = await lote.documents.ingest(["./papers"]);
const passages = await lote.documents.search("lluvia en la meseta", { limit: 1 });
console.log(JSON.stringify({ counts, passages }));
await lote.close();
`;

test("five lines of a program read a folder into the index and find a passage", async () => {
  const folder = filesIn(temporaryFolder(), {
    "papers/tiempo.md": "# Tiempo\n\nLa lluvia llega a la meseta en abril.\n",
    "papers/pan.txt": "El pan lleva harina, agua y sal.\n",
    "program.ts": reading,
    ...installed,
  });
  expect(await outputOf(folder)).toMatchObject({
    counts: { total: 2, done: 2 },
    passages: [{ path: expect.stringContaining("tiempo.md"), text: expect.stringContaining("meseta") }],
  });
});
