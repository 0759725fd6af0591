/**
 * Ten workers against one on a service of this machine that takes its time over each request: what is measured is how
 * little is lost beside the waiting. `bun test/bench/documents/workers.bench.ts [FILES] [LATENCY_MS]`. Goal: 9.5 times.
 *
 * Each worker may have four files waiting (`--batch-size 4`): what the machine itself has to do for them is little
 * beside the waiting. Ten workers have ten times as many waiting, in requests under way at once or in fuller ones.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ingestRoom } from "./ingest-room.ts";

const files = Number(process.argv[2] ?? 400);
const latencyMs = Number(process.argv[3] ?? 1500);
const batchSize = 4;

const one = await measured(1);
const ten = await measured(10);
console.log(`${files} files, ${latencyMs} ms a request, --batch-size ${batchSize}`);
for (const [workers, { seconds, requests, done }] of [
  [1, one],
  [10, ten],
] as const) {
  const rate = Math.round((done / seconds) * 3600);
  console.log(
    `${String(workers).padStart(2)} workers  ${seconds.toFixed(2).padStart(8)} s  ${done} files  ${requests} requests  ${rate} files an hour`,
  );
}
console.log(`${(one.seconds / ten.seconds).toFixed(2)}× (goal 9.5)`);
// Nothing else keeps the process.
process.exit(one.done === files && ten.done === files ? 0 : 1);

async function measured(workers: number) {
  await using room = ingestRoom({ latencyMs: () => latencyMs });
  const folder = join(room.folder, "files");
  mkdirSync(folder);
  for (let number = 0; number < files; number++) {
    writeFileSync(join(folder, `${number}.txt`), `The letter with the number ${number} says ${number * 7}.`);
  }
  const { seconds, counts } = await room.lote.documents.ingest([folder], {
    workers,
    batchSize,
    maxCostUsd: 1,
  });
  return { seconds, done: counts.done, requests: room.requests() };
}
