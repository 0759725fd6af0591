import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import type { BatchBehaviour } from "../../../src/demo/services/open-ai/batches.ts";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(120_000);

const words = ["--model", "text-embedding-3-small", "--mode", "batch", "--yes"];

function texts(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}.txt`, `documento ${index} sobre asunto${index}`]),
  );
}

function surroundings(batch: () => BatchBehaviour) {
  const services = startServices({
    openAi: {
      get batch() {
        return batch();
      },
    },
  });
  const environment = { ...services.environment, LOTE_BATCH_POLL_SECONDS: "1" };
  return { services, at: { workspace: join(newFolder(), "workspace"), environment } };
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

test.concurrent("a folder is ingested by a batch at half the price, and searched then", async () => {
  const { services, at } = surroundings(() => ({ unordered: true }));
  using _ = services;
  const folder = filesIn(newFolder(), texts(30));
  const { code, document } = await ingest([folder], at, words);
  expect(code).toBe(0);
  expect(document.counts).toMatchObject({ done: 30, failed: 0 });
  const { batches, charged } = services.openAi;
  expect(batches.embedded.toSorted()).toEqual(Object.values(texts(30)).toSorted());
  const { input = 0 } = batches.usage["text-embedding-3-small"] ?? {};
  expect(document.cost.usd).toBeCloseTo((input * 0.01) / 1e6, 9);
  expect(charged.filter(({ path }) => path === "embedding")).toEqual([]);
  expect((await search(["documento", "17", "asunto17"], at))[0]?.path).toBe(join(folder, "17.txt"));
  const again = await ingest([folder], at, words);
  expect(again.document.cost).toMatchObject({ requests: 0, usd: 0 });
});

test.concurrent("a worker killed while the batch is under way loses nothing: the next one finds the batch", async () => {
  let looks = Number.POSITIVE_INFINITY;
  const { services, at } = surroundings(() => ({ looks }));
  using _ = services;
  const folder = filesIn(newFolder(), texts(25));
  const { batches } = services.openAi;
  await lote(["documents", "ingest", folder, ...words, "--detach"], at);
  while (batches.made.reduce((sum, { requests }) => sum + requests, 0) < 25) await Bun.sleep(20);
  const stores = openStores(at.workspace);
  const [worker] = stores.ledger.workers.alive();
  stores.close();
  if (!worker) throw new Error("no worker");
  process.kill(worker.pid, "SIGKILL");
  while (isAlive(worker.pid)) await Bun.sleep(5);
  looks = 1;
  const resumed = await ingest([folder], at, words);
  expect(resumed.code).toBe(0);
  expect(resumed.document.counts).toMatchObject({ done: 25, failed: 0 });
  expect(batches.embedded.toSorted()).toEqual(Object.values(texts(25)).toSorted());
  expect(services.openAi.charged.filter(({ path }) => path === "embedding")).toEqual([]);
  expect((await verify(at)).report).toMatchObject({ documents: 25, incomplete: [], missing: [] });
});

test.concurrent("the embedded embedder has no batches, and that is said before a run is made", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), texts(1));
  const { code, stderr } = await lote(["documents", "ingest", folder, "--mode", "batch", "--yes"], at);
  expect(code).toBe(2);
  expect(stderr).toContain("--model text-embedding-3-small");
});
