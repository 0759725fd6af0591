import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import packageJson from "../../package.json" with { type: "json" };
import { coverFile, scanOf } from "../fixtures/comics/covers.ts";
import { filesIn, temporaryFolder } from "../fixtures/temporary-folder.ts";

setDefaultTimeout(60_000);

const root = join(import.meta.dir, "../..");
const { name, type, exports } = packageJson;

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
    // As an installation has it: the package under its name. (The test finds that name in package.json itself.)
    "node_modules/lote/package.json": JSON.stringify({ name, type, exports: { ".": "./library.ts" } }),
    "node_modules/lote/library.ts": `export * from ${JSON.stringify(join(root, exports["."]))};`,
  });
  const child = Bun.spawn([process.execPath, "program.ts"], { cwd: folder, stdout: "pipe", stderr: "pipe" });
  const [stdout, stderr] = await Promise.all([child.stdout.text(), child.stderr.text()]);
  expect(stderr).toBe("");
  expect(await child.exited).toBe(0);
  const { counts, items } = JSON.parse(stdout);
  expect(counts).toMatchObject({ total: 1, done: 1, review: 0 });
  expect(items[0].questions[0].decision.choice).toContain("Star Pilot 002");
});
