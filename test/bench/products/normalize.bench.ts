/**
 * What a large list costs lote: `bun test/bench/products/normalize.bench.ts [ROWS]`. The service is a laboratory in this
 * process, the worker a process of its own, so that its processor time and memory are its own. Then the lines of the
 * batches alone, against a bare stringify and write of the same objects.
 */
import { rmSync } from "node:fs";
import { join } from "node:path";
import { chatBody } from "../../../src/engine/language-model/chat-request.ts";
import { ModelTable } from "../../../src/engine/language-model/model-table.ts";
import { assertAcceptable } from "../../../src/engine/language-model/preflight.ts";
import { heapOf } from "../../../src/engine/run/worker-process.ts";
import type { NormalizeSummary } from "../../../src/engine/workflows/products/normalize/summary.ts";
import { categoryFor, promptOf, requestOf } from "../../../src/engine/workflows/products/prompts/prompt.ts";
import { productList, productRoom } from "../../fixtures/products/normalize-run.ts";

const rows = Number(process.argv[2] ?? 100_000);
using room = productRoom({}, { "rate-tier": "5" });
const run = await room.start(room.file("list.csv", productList(rows)), {
  mode: "batch",
  batchSize: Number(process.argv[3] ?? 10_000),
});

const began = performance.now();
const worker = Bun.spawn(
  [process.execPath, join(import.meta.dir, "../../fixtures/products/worker.ts"), room.folder, run.name],
  {
    env: { ...heapOf(run), ...process.env, SETTINGS: JSON.stringify(room.settings) },
    stdio: ["ignore", "inherit", "inherit"],
  },
);
await worker.exited;
const usage = worker.resourceUsage();
const seconds = (performance.now() - began) / 1000;
const { counts } = { counts: room.stores.ledger.counters.counts(run.id) };
const detail = room.stores.ledger.runs.get(run.id)?.detail as unknown as NormalizeSummary | null;
const answered = detail?.answered ?? {};
const above = (answered.batch ?? 0) + (answered.single ?? 0) + (answered.fallback ?? 0);
console.log(`${rows} rows: ${counts.done} done, ${counts.failed} failed, in ${seconds.toFixed(1)} s`);
console.log(`  processor  ${(Number(usage?.cpuTime.total ?? 0) / 1e6).toFixed(1)} s`);
console.log(`  memory     ${((usage?.maxRSS ?? 0) / 2 ** 20).toFixed(0)} MB at most`);
console.log(
  `  answered above the rules  ${((100 * above) / rows).toFixed(2)} %  ${JSON.stringify(answered)}`,
);
console.log(`  batches    ${room.services.openAi.batches.made.length}`);

const table = await ModelTable.read();
const model = table.find("chat", "gpt-6-luna");
if (!model) throw new Error("not in the table");
const raw = {
  name: "Celular Samsung Galaxy A54 128GB Negro",
  category: "smartphones",
  price: 199990,
  retailer: "Paris",
};
const lines = 20_000;
const bodies = Array.from({ length: lines }, (_, at) => {
  const product = { ...raw, name: `${raw.name} ${at}`, sku: `SKU${at}` };
  return { product, prompt: promptOf("simple", 0.5, categoryFor(product)) };
});
const path = join(room.folder, "lines.jsonl");

async function timed(make: () => Iterable<string>): Promise<number> {
  const start = performance.now();
  const sink = Bun.file(path).writer();
  for (const line of make()) sink.write(`${line}\n`);
  await sink.end();
  rmSync(path);
  return lines / ((performance.now() - start) / 1000);
}

function* own() {
  for (const { product, prompt } of bodies) {
    const body = chatBody(requestOf(product, prompt, model as NonNullable<typeof model>));
    assertAcceptable(body as unknown as Record<string, unknown>, model as NonNullable<typeof model>);
    yield JSON.stringify({ custom_id: product.sku, method: "POST", url: "/v1/chat/completions", body });
  }
}

const objects = bodies.map(({ product, prompt }) => ({
  custom_id: product.sku,
  method: "POST",
  url: "/v1/chat/completions",
  body: chatBody(requestOf(product, prompt, model)),
}));
function* bare() {
  for (const object of objects) yield JSON.stringify(object);
}

const rates = { own: 0, bare: 0 };
for (let round = 0; round < 5; round++) {
  rates.bare = Math.max(rates.bare, await timed(bare));
  rates.own = Math.max(rates.own, await timed(own));
}
console.log(
  `lines of batches: ${Math.round(rates.own)} a second, ${((100 * rates.own) / rates.bare).toFixed(0)} % of a bare stringify and write`,
);
