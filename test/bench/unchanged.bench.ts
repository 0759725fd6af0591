/**
 * A second run over 50,000 unchanged covers: `bun test/bench/unchanged.bench.ts [FILES]`. Goal: at most 3 s, and not
 * one picture read or described. Beside it, in the same run: walking the same files and asking for their sizes, which
 * nothing can do without.
 *
 * The first run is not measured, so its rows are written directly.
 */
import { linkSync, mkdirSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { spaceOf } from "../../src/engine/embedding/space.ts";
import { findModel, readManifest } from "../../src/engine/models/manifest.ts";
import { walk } from "../../src/engine/sources/walk.ts";
import { coverName } from "../../src/engine/workflows/comics/cover-name.ts";
import { issueOf } from "../../src/engine/workflows/comics/issue.ts";
import { open } from "../../src/library.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";

const files = Number(process.argv[2] ?? 50_000);
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
const covers = join(folder, "covers");

try {
  const original = join(folder, "cover.jpg");
  await Bun.write(original, new Uint8Array(2000).fill(7));
  for (let number = 0; number < files; number++) {
    const shelf = join(covers, String(Math.floor(number / 1000)));
    if (number % 1000 === 0) mkdirSync(shelf, { recursive: true });
    linkSync(original, join(shelf, `cover ${number}.jpg`));
  }
  await writeFirstRun();

  const walking = await timed(async () => {
    let seen = 0;
    for await (const found of walk([covers]))
      if ("path" in found) seen += statSync(found.path).size > 0 ? 1 : 0;
    return seen;
  });
  const lote = open(join(folder, "workspace"));
  const second = await timed(() => lote.comics.addCovers([covers]));
  const { counts, detail } = second.result;
  await lote.close();
  console.log(`files                 ${files}`);
  console.log(`skipped as unchanged  ${counts.skipped}   read again: ${counts.done}`);
  console.log(`walk and stat alone   ${show(walking)}`);
  console.log(`second run            ${show(second)}   goal: 3 s for 50,000`);
  console.log(
    `ratio, wall / CPU     ${(second.wall / walking.wall).toFixed(2)} / ${(second.cpu / walking.cpu).toFixed(2)}`,
  );
  console.log(`device                ${JSON.stringify((detail as { device?: unknown }).device ?? null)}`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function writeFirstRun(): Promise<void> {
  const stores = openStores(join(folder, "workspace"));
  const { id, dimensions, views } = spaceOf(findModel(await readManifest(), "cover-embed"));
  const paths: { path: string; size: number; modifiedMs: number }[] = [];
  for await (const found of walk([covers])) if ("path" in found) paths.push(found);
  for (let from = 0; from < paths.length; from += 500) {
    await stores.ledger.write(() => {
      for (const { path, size, modifiedMs } of paths.slice(from, from + 500)) {
        const content = `content ${path}`;
        for (const view of views)
          stores.vectors.put(id, content, view, new Float32Array(dimensions).fill(0.05));
        stores.comics.catalogue.put(
          {
            name: coverName(path),
            path,
            size,
            modifiedMs,
            described: "",
            content,
            hash: new Uint8Array(8),
            colour: new Uint8Array(72),
          },
          issueOf({}, coverName(path), "cover"),
        );
      }
    });
  }
  stores.close();
}

async function timed<Result>(work: () => Promise<Result>) {
  const cpuBefore = process.cpuUsage();
  const began = performance.now();
  const result = await work();
  const { user, system } = process.cpuUsage(cpuBefore);
  return { result, wall: (performance.now() - began) / 1000, cpu: (user + system) / 1e6 };
}

function show({ wall, cpu }: { wall: number; cpu: number }): string {
  return `${wall.toFixed(2)} s wall, ${cpu.toFixed(2)} s CPU`;
}
