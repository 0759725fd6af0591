/**
 * What an ingest takes beside the sum of its own stages: `bun test/bench/documents/stages.bench.ts [FOLDER] [ROUNDS]`.
 * Reading, cutting, counting, embedding (by the embedded embedder) and writing are measured alone, one after another in one
 * process; then the same files go through lote in a process of its own, with all its children. On C processors the clock
 * cannot be less than the sum ÷ C, nor than embedding and writing, which one thread does.
 *
 * The folder is `documents` of `LOTE_ASSETS` (default ../shared/assets).
 */
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openHashedNgrams } from "../../../src/engine/embedding/text/hashed-ngrams.ts";
import { pathOfKey } from "../../../src/engine/sources/file-key.ts";
import { chunkText, embeddedText } from "../../../src/engine/text/chunk/chunk-text.ts";
import { chunkHash } from "../../../src/engine/text/document-parser.ts";
import { extract } from "../../../src/engine/text/extract/extract.ts";
import { counterOf } from "../../../src/engine/text/tokenizer.ts";
import { recipeFor } from "../../../src/engine/workflows/documents/recipe.ts";
import { documentEntries } from "../../../src/engine/workflows/documents/sources/entries.ts";
import { open } from "../../../src/library.ts";
import { digestOf } from "../../../src/stores/document-digest.ts";
import { SqliteDocumentIndex } from "../../../src/stores/sqlite/documents/index.ts";
import { median } from "../comics/speed/cost.ts";

const [word, workspace] = process.argv.slice(2);
const stages = ["read", "cut", "count", "embed", "write"] as const;
type Seconds = Record<(typeof stages)[number], number>;

if (word === "ingest") {
  const lote = open(workspace ?? "");
  const run = await lote.documents.ingest([process.argv[4] ?? ""]);
  await lote.close();
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ wall: run.seconds, worker: (user + system) / 1e6 }));
  process.exit();
}
const documents =
  word ?? join(process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../shared/assets"), "documents");
if (!statSync(documents, { throwIfNoEntry: false })) {
  console.log(`skipped: ${documents} is not there; set LOTE_ASSETS`);
  process.exit(0);
}

const rounds = Number(process.argv[3] ?? 3);
const cores = navigator.hardwareConcurrency;
const alone: Seconds[] = [];
const aloneCpu: number[] = [];
const together: { wall: number; cpu: number; worker: number }[] = [];
for (let round = 0; round < rounds; round++) {
  const before = process.cpuUsage();
  alone.push(await inFolder(stagesAlone));
  const { user, system } = process.cpuUsage(before);
  aloneCpu.push((user + system) / 1e6);
  together.push(await inFolder(pipeline));
}
const of = (stage: (typeof stages)[number]) => median(alone.map((seconds) => seconds[stage]));
const sums = alone.map((seconds) => stages.reduce((sum, stage) => sum + seconds[stage], 0));
const sum = median(sums);
for (const stage of stages) {
  console.log(
    `${stage.padEnd(7)} ${of(stage).toFixed(2).padStart(7)} s  ${((100 * of(stage)) / sum).toFixed(0).padStart(3)} %`,
  );
}
const wall = median(together.map((one) => one.wall));
const cpu = median(together.map((one) => one.cpu));
const worker = median(together.map((one) => one.worker));
const least = Math.max(sum / cores, of("embed") + of("write"));
console.log(
  `sum     ${sum.toFixed(2).padStart(7)} s clock, ${median(aloneCpu).toFixed(2)} s of all processors; the least clock on ${cores} processors ${least.toFixed(2)} s`,
);
console.log(
  `lote    ${wall.toFixed(2).padStart(7)} s clock, ${cpu.toFixed(2)} s of all processors, of which its worker ${worker.toFixed(2)}`,
);
console.log(
  `clock ÷ sum ${(wall / sum).toFixed(2)}  clock ÷ least ${(wall / least).toFixed(2)}  processors ÷ processors ${(cpu / median(aloneCpu)).toFixed(2)}`,
);

async function stagesAlone(folder: string): Promise<Seconds> {
  const seconds: Seconds = { read: 0, cut: 0, count: 0, embed: 0, write: 0 };
  const timed = async <T>(stage: keyof Seconds, work: () => T | Promise<T>): Promise<T> => {
    const since = performance.now();
    try {
      return await work();
    } finally {
      seconds[stage] += (performance.now() - since) / 1000;
    }
  };
  const embedder = openHashedNgrams();
  const recipe = recipeFor(embedder);
  const count = await counterOf(embedder.tokenizer);
  const counted = (text: string) => {
    const since = performance.now();
    const tokens = count(text);
    seconds.count += (performance.now() - since) / 1000;
    return tokens;
  };
  const index = SqliteDocumentIndex.open(join(folder, "index.sqlite"));
  const space = await index.space(embedder.space);
  for await (const entries of documentEntries([documents])) {
    for (const entry of entries) {
      if ("problem" in entry || entry.format === undefined) continue;
      const { file, format } = entry;
      const read = await timed("read", async () => {
        const bytes = readFileSync(pathOfKey(file.path));
        const content = createHash("sha256").update(bytes).digest("hex");
        return { content, ...(await extract({ path: pathOfKey(file.path), bytes }, format)) };
      }).catch(() => undefined);
      if (!read) continue;
      const before = seconds.count;
      const chunks = await timed("cut", () =>
        chunkText(read, recipe.chunk, counted).map((chunk, ordinal) => ({
          ...chunk,
          ordinal,
          hash: chunkHash(chunk),
        })),
      );
      seconds.cut -= seconds.count - before;
      await timed("embed", () =>
        embedder.embed(
          chunks.map((chunk) => ({ text: embeddedText(chunk), tokens: chunk.tokens })),
          {} as never,
          async (vectors) => {
            const rows = chunks.map(({ hash }, at) => ({ hash, vector: vectors[at] as Float32Array }));
            const since = performance.now();
            await space.putVectors(rows, false);
            const took = (performance.now() - since) / 1000;
            seconds.write += took;
            seconds.embed -= took;
          },
        ),
      );
      const receipt = {
        ...{ path: file.path, content: read.content, recipe: recipe.name, size: file.size, format },
        ...{ modifiedMs: file.modifiedMs, title: "", pages: null, characters: read.text.length },
        ...{ chunks: chunks.length, tokens: 0, digest: digestOf(chunks.map(({ hash }) => hash)) },
        ...{ run: "bench", writtenAt: 1 },
      };
      await timed("write", () => space.put(receipt, chunks));
    }
  }
  await index.close();
  return seconds;
}

async function pipeline(folder: string): Promise<{ wall: number; cpu: number; worker: number }> {
  const program = [process.execPath, import.meta.path, "ingest", join(folder, "workspace"), documents];
  const child = Bun.spawn(program, { stdout: "pipe" });
  const told = JSON.parse(await new Response(child.stdout).text()) as { wall: number; worker: number };
  await child.exited;
  // With those of its children that it waited for: its parsers.
  return { ...told, cpu: Number(child.resourceUsage()?.cpuTime.total ?? 0) / 1e6 };
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
