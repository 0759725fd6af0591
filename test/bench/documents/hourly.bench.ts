/**
 * Files an hour on a service of this machine, for an account of the third tier (5,000 requests and 5,000,000 tokens a
 * minute, of which lote uses 80 %): `bun test/bench/documents/hourly.bench.ts [FOLDER] [LATENCY_MS]`. The seed's program
 * did 3,000 to 5,000. The service answers in the same process: what it does is counted against lote.
 *
 * The folder is `documents` of `LOTE_ASSETS` (default ../shared/assets).
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { ingestRoom } from "./ingest-room.ts";

const documents =
  process.argv[2] ??
  join(process.env.LOTE_ASSETS ?? join(import.meta.dir, "../../../../shared/assets"), "documents");
const latencyMs = Number(process.argv[3] ?? 300);
if (!statSync(documents, { throwIfNoEntry: false })) {
  console.log(`skipped: ${documents} is not there; set LOTE_ASSETS`);
  process.exit(0);
}

const detail = z.looseObject({ index: z.looseObject({ chunks: z.number(), tokens: z.number() }) });
await using room = ingestRoom({ latencyMs: () => latencyMs });
const run = await room.lote.documents.ingest([documents], { maxCostUsd: 10 });
const { chunks, tokens } = detail.parse(run.detail).index;
const { seconds, counts } = run;
const minutes = seconds / 60;
console.log(`${counts.done} of ${counts.total} files, ${chunks} chunks, ${tokens} tokens in ${seconds} s`);
console.log(`${Math.round((counts.done / seconds) * 3600)} files an hour (the seed: 3,000 to 5,000)`);
console.log(`${Math.round(tokens / minutes)} tokens a minute of 4,000,000 that are let through at the most`);
console.log(`${room.requests()} requests, ${latencyMs} ms each`);
