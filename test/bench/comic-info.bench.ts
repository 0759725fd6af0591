/**
 * Writing a ComicInfo.xml into comics of several sizes, and taking it out again: `bun test/bench/comic-info.bench.ts [MB…]`.
 * Beside it, in the same run: a plain copy of the same file onto the disk, and hashing it, which is what there is to do
 * at least. Goals: no more than both together and 30 ms; memory that does not grow with the comic.
 */
import { copyFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  type ArchiveBefore,
  planComicInfo,
  takeOutComicInfo,
  writeComicInfo,
} from "../../src/engine/workflows/comics/classify/comic-info-file.ts";
import { rawZip } from "../fixtures/raw-zip.ts";

const [first, ...rest] = process.argv.slice(2);
if (first === "make") {
  // In a process of its own: the memory that this takes is not to be measured.
  makeComic(Number(rest[0]), rest[1] ?? "");
  process.exit();
}
const sizes = (first === undefined ? [] : [first, ...rest]).map(Number);
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
const path = join(folder, "comic.cbz");
const context = { signal: new AbortController().signal, secure: async () => undefined };
const rounds = 5;

try {
  console.log("MB     copy+fsync   hash    write     undo    write/(copy+hash)   peak memory");
  for (const megabytes of sizes.length > 0 ? sizes : [2, 20, 200]) {
    Bun.spawnSync([process.execPath, import.meta.path, "make", String(megabytes), path]);
    const times = { copy: [] as number[], hash: [] as number[], write: [] as number[], undo: [] as number[] };
    for (let round = 0; round < rounds; round++) {
      times.copy.push(await timed(copy));
      times.hash.push(await timed(hash));
      let archive: ArchiveBefore | undefined;
      times.write.push(
        await timed(async () => {
          archive = await write();
        }),
      );
      times.undo.push(await timed(async () => archive && takeOutComicInfo(path, archive, context)));
    }
    const [copied, hashed, written, undone] = [times.copy, times.hash, times.write, times.undo].map(median);
    const ratio = (written ?? 0) / ((copied ?? 0) + (hashed ?? 0));
    const show = (ms: number | undefined) => `${(ms ?? 0).toFixed(0)} ms`.padStart(8);
    console.log(
      `${String(megabytes).padEnd(6)} ${show(copied)} ${show(hashed)} ${show(written)} ${show(undone)}   ${ratio.toFixed(2).padStart(12)} ${peakMegabytes().toFixed(0).padStart(16)} MB`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** A hundred pages that do not shrink. */
function makeComic(megabytes: number, path: string): void {
  const pages = Array.from({ length: 100 }, (_, number) => {
    const data = new Uint8Array(megabytes * 10_000);
    for (let at = 0; at < data.length; at += 65_536) crypto.getRandomValues(data.subarray(at, at + 65_536));
    return { name: `${number}.jpg`, data };
  });
  writeFileSync(path, rawZip(pages));
}

async function copy(): Promise<void> {
  copyFileSync(path, `${path}.copy`);
  await using handle = await open(`${path}.copy`, "r+");
  await handle.sync();
}

async function hash(): Promise<void> {
  const hasher = new Bun.CryptoHasher("sha256");
  await using handle = await open(path, "r");
  const chunk = new Uint8Array(2 ** 20);
  for (;;) {
    const { bytesRead } = await handle.read(chunk, 0, chunk.length, null);
    if (bytesRead === 0) break;
    hasher.update(chunk.subarray(0, bytesRead));
  }
  hasher.digest("hex");
}

async function write(): Promise<ArchiveBefore> {
  const { size, mtimeMs } = statSync(path);
  const file = { path, size, modifiedMs: mtimeMs };
  const plan = await planComicInfo(file, { Series: "Bench", Number: "1" }, false);
  if (plan.state !== "written") throw new Error(plan.state);
  return (await writeComicInfo(file, plan.xml, undefined, context)).archive;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await work();
  return performance.now() - since;
}

function median(times: readonly number[]): number {
  return [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)] ?? 0;
}

/** Of the process so far: the largest comic comes last. */
function peakMegabytes(): number {
  const status = readFileSync("/proc/self/status", "utf8");
  return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
}
