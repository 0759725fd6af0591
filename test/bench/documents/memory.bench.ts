/**
 * Memory of an ingest by the number of its files: `bun test/bench/documents/memory.bench.ts [FILES…]`. Goal: flat from
 * 1,000 to 100,000. Each number has a process of its own, which makes small files, ingests them with the embedded embedder
 * and tells its memory while it is at work: of the worker's process; its parsers read one file at a time.
 */
import { heapStats } from "bun:jsc";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomOf } from "../../../src/engine/seeded-random.ts";
import { open } from "../../../src/library.ts";

const [first, ...rest] = process.argv.slice(2);
if (first === "one") {
  await one(Number(rest[0]));
  process.exit();
}
console.log(
  "   files   seconds  files/s   MB at a tenth    half   nine tenths   peak   objects of the heap at the end, MB",
);
for (const files of first === undefined ? [1000, 10_000] : [first, ...rest].map(Number)) {
  const child = Bun.spawn([process.execPath, import.meta.path, "one", String(files)], {
    stdio: ["ignore", "inherit", "inherit"],
  });
  if ((await child.exited) === 0) continue;
  console.log(`${files} files: ended by ${child.signalCode ?? child.exitCode}`);
  process.exitCode = 1;
}

async function one(files: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
  try {
    const documents = join(folder, "documents");
    writeFiles(documents, files);
    const lote = open(join(folder, "workspace"));
    const began = performance.now();
    const seen: number[] = [];
    const watch = setInterval(() => seen.push(megabytes("VmRSS")), 200);
    const { counts } = await lote.documents.ingest([documents]);
    clearInterval(watch);
    const seconds = (performance.now() - began) / 1000;
    if (counts.done !== files) throw new Error(`${counts.done} of ${files} files`);
    Bun.gc(true);
    const heap = heapStats().heapSize / 2 ** 20;
    const at = (share: number) => (seen[Math.floor(share * seen.length)] ?? 0).toFixed(0);
    console.log(
      `${String(files).padStart(8)}  ${seconds.toFixed(1).padStart(8)}  ${(files / seconds).toFixed(0).padStart(7)}  ` +
        `${at(0.1).padStart(14)}  ${at(0.5).padStart(6)}  ${at(0.9).padStart(12)}  ${megabytes("VmHWM").toFixed(0).padStart(5)}  ${heap.toFixed(1).padStart(10)}`,
    );
    await lote.close();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Letters of a few paragraphs, no two alike, a thousand in a folder. */
function writeFiles(folder: string, files: number): void {
  const random = randomOf(3);
  const word = () => Math.floor(random.between(0, 5000)).toString(36);
  for (let number = 0; number < files; number++) {
    const shelf = join(folder, String(Math.floor(number / 1000)));
    if (number % 1000 === 0) mkdirSync(shelf, { recursive: true });
    const words = Array.from({ length: 60 }, word).join(" ");
    writeFileSync(join(shelf, `letter ${number}.txt`), `Letter ${number}\n\n${words}\n`);
  }
}

/** Of this process, as the system counts it. */
function megabytes(name: "VmRSS" | "VmHWM"): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024;
}
