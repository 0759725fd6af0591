/**
 * Real documents, all of them handled or explained: `bun test/bench/documents/formats.bench.ts [FOLDER]`. What became of
 * every file, in a table by extension: read into the index, left aside by its name, or failed for a reason with a code.
 * Ends with 1 where a file is told of in no way, or a reason is one of lote's own.
 *
 * The folder is `documents` of `LOTE_ASSETS` (default ../shared/assets).
 */
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, extname, join } from "node:path";
import { z } from "zod";
import { pathOfKey } from "../../../src/engine/sources/file-key.ts";
import { walk } from "../../../src/engine/sources/walk.ts";
import { open } from "../../../src/library.ts";

const documents =
  process.argv[2] ??
  join(process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../shared/assets"), "documents");
if (!statSync(documents, { throwIfNoEntry: false })) {
  console.log(`skipped: ${documents} is not there; set LOTE_ASSETS`);
  process.exit(0);
}

/** Reasons that say nothing of the file. */
const own = new Set(["bug", "internal"]);

interface Row {
  files: number;
  bytes: number;
  indexed: number;
  chunks: number;
  /** How many files for each reason. */
  readonly reasons: Map<string, number>;
}

const result = z.looseObject({ chunks: z.number().optional(), reason: z.string().optional() });
const rows = new Map<string, Row>();
const untold: string[] = [];
const folder = mkdtempSync(join(tmpdir(), "lote-bench-"));
try {
  const lote = open(join(folder, "workspace"));
  const run = await lote.documents.ingest([documents]);
  const told = new Set<string>();
  for (const { item, state, result: made, failure } of lote.items(run.run)) {
    told.add(item);
    const row = rowOf(item);
    const { chunks = 0, reason } = result.parse(made ?? {});
    if (state === "done") {
      row.indexed++;
      row.chunks += chunks;
      continue;
    }
    const why = failure?.code ?? reason;
    if (why === undefined || own.has(why)) untold.push(`${item}: ${why ?? state}`);
    row.reasons.set(why ?? state, (row.reasons.get(why ?? state) ?? 0) + 1);
  }
  for await (const found of walk([documents], { heedsIgnoreFiles: true })) {
    if ("path" in found && !told.has(found.path)) untold.push(found.path);
  }
  await lote.close();
  print(run.seconds);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = untold.length > 0 ? 1 : 0;

function rowOf(key: string): Row {
  const path = pathOfKey(key).toString();
  const extension = extname(path).toLowerCase() || basename(path);
  const row = rows.get(extension) ?? { files: 0, bytes: 0, indexed: 0, chunks: 0, reasons: new Map() };
  rows.set(extension, row);
  row.files++;
  row.bytes += statSync(pathOfKey(key), { throwIfNoEntry: false })?.size ?? 0;
  return row;
}

function print(seconds: number): void {
  console.log("| extension | files | MB | read | chunks | not read, and why |");
  console.log("| --- | --- | --- | --- | --- | --- |");
  const all = { files: 0, indexed: 0 };
  for (const [extension, row] of [...rows].sort(([left], [right]) => left.localeCompare(right))) {
    const { files, bytes, indexed, chunks, reasons } = row;
    const why = [...reasons].map(([reason, count]) => `${count} ${reason}`).join(", ") || "–";
    console.log(
      `| ${extension} | ${files} | ${(bytes / 1e6).toFixed(1)} | ${indexed} | ${chunks} | ${why} |`,
    );
    all.files += files;
    all.indexed += indexed;
  }
  const rate = Math.round((all.files / seconds) * 3600);
  console.log(`${all.indexed} of ${all.files} files read in ${seconds} s (${rate} files an hour)`);
  console.log(
    untold.length === 0 ? "every file is handled or explained" : `not explained:\n${untold.join("\n")}`,
  );
}
