/**
 * Covers out of files of every kind: `bun test/bench/sources.bench.ts [FILES]`. CPU time of this process and of the
 * confined children together, per comic, beside the same pages in a cbz, which needs no child; and the same with a
 * child of its own for each comic, which is what keeping them saves.
 */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { comicPdf } from "../../src/demo/samples/collection/comic-pdf.ts";
import { sevenZipArchive } from "../../src/demo/samples/collection/seven-zip-archive.ts";
import type { ConfinedPool } from "../../src/engine/confined/confined-pool.ts";
import { openParsers } from "../../src/engine/parsers/open-parsers.ts";
import { readCover } from "../../src/engine/workflows/comics/sources/read-cover.ts";
import { archive } from "../fixtures/archive.ts";
import { cover } from "../fixtures/cover.ts";
import { rawRar5 } from "../fixtures/raw-rar.ts";

const files = Number(process.argv[2] ?? 200);
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
const ticksPerSecond = 100;

interface Cost {
  readonly cpu: number;
  readonly wall: number;
  /** Largest resident memory of a child, MB. */
  readonly child: number;
}

try {
  const page = await (await cover({ seed: 1, width: 400, height: 600 })).jpeg({ quality: 90 }).toBuffer();
  const info = Buffer.from("<ComicInfo><Series>La Sombra</Series><Number>7</Number></ComicInfo>");
  const entries = { "1.jpg": page, "2.jpg": page, "ComicInfo.xml": info };
  const list = Object.entries(entries).map(([name, data]) => ({ name, data }));
  const comics = {
    cbz: await (await archive(entries, { level: 0 })).bytes(),
    cbr: rawRar5(list),
    cb7: await sevenZipArchive(entries),
    pdf: await comicPdf([page, page]),
  };
  const plain = await costOf("cbz", comics.cbz, files);
  console.log(`cbz   ${show(plain)}`);
  for (const form of ["cbr", "cb7", "pdf"] as const) {
    const kept = await costOf(form, comics[form], files);
    const alone = await costOf(form, comics[form], Math.ceil(files / 10), true);
    console.log(`${form}   ${show(kept)}   × ${(kept.cpu / plain.cpu).toFixed(1)} of cbz in CPU time`);
    console.log(
      `      a child each: ${show(alone)}   × ${(alone.cpu / kept.cpu).toFixed(1)} of kept children`,
    );
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Reads the cover of `count` comics one after the other; the first is not measured. */
async function costOf(form: string, bytes: Uint8Array, count: number, alone = false): Promise<Cost> {
  const path = join(folder, `comic.${form}`);
  writeFileSync(path, bytes);
  const { size, mtimeMs } = statSync(path);
  let parsers = openParsers(1);
  let childCpu = 0;
  let child = 0;
  const read = () => readCover({ path, size, modifiedMs: mtimeMs }, parsers);
  const look = () => {
    const seen = childOf(parsers);
    child = Math.max(child, seen.peak);
    return seen.cpu;
  };
  if (!alone) await read();
  const before = alone ? 0 : look();
  const own = process.cpuUsage();
  const since = performance.now();
  for (let round = 0; round < count; round++) {
    await read();
    if (!alone) continue;
    childCpu += look();
    await parsers.close();
    parsers = openParsers(1);
  }
  const wall = (performance.now() - since) / count;
  const { user, system } = process.cpuUsage(own);
  if (!alone) childCpu = look() - before;
  await parsers.close();
  return { cpu: ((user + system) / 1000 + childCpu) / count, wall, child };
}

/** CPU time in ms and peak memory in MB of a pool's only child; zero while it has none. */
function childOf(parsers: ConfinedPool): { cpu: number; peak: number } {
  const [pid] = parsers.pids;
  if (pid === undefined) return { cpu: 0, peak: 0 };
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)?.split(" ") ?? [];
  const cpu = ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
  const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return { cpu, peak: Number(peak) / 1024 };
}

function show({ cpu, wall, child }: Cost): string {
  const memory = child > 0 ? `, child ${child.toFixed(0)} MB` : "";
  return `${cpu.toFixed(1)} ms CPU, ${wall.toFixed(1)} ms each, ${(1000 / wall).toFixed(0)}/s${memory}`;
}
