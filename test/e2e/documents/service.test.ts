import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { OpenAiBehaviour } from "../../../src/demo/services/open-ai/service.ts";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { exportedItems } from "../../fixtures/comics/exported-items.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { ingest, search, verify } from "../../fixtures/documents/ingested.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(120_000);

const model = ["--model", "text-embedding-3-small", "--yes"];

function texts(count: number): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${index}.txt`, `documento ${index} sobre asunto${index}`]),
  );
}

function surroundings(openAi: OpenAiBehaviour = {}) {
  const services = startServices({ openAi });
  return { services, at: { workspace: join(newFolder(), "workspace"), environment: services.environment } };
}

/** Texts of all embedding requests that were charged, in order. */
function charged({ openAi }: ReturnType<typeof startServices>): string[] {
  return openAi.charged
    .filter(({ path }) => path === "embedding")
    .flatMap(({ body }) => body.input as string[]);
}

test.concurrent("documents embedded by a service are asked for together, paid once, and searched by it", async () => {
  const { services, at } = surroundings();
  using _ = services;
  const folder = filesIn(newFolder(), texts(60));
  const first = await ingest([folder], at, model);
  expect(first.code).toBe(0);
  expect(charged(services).toSorted()).toEqual(Object.values(texts(60)).toSorted());
  const { requests, tokensIn, usd } = first.document.cost;
  expect(requests).toBeLessThan(20);
  expect(usd).toBeCloseTo((tokensIn * 0.02) / 1e6, 8);
  expect(first.document.detail.space).toMatchObject({ model: "text-embedding-3-small", dimensions: 1536 });
  const second = await ingest([folder], at, model);
  expect(second.document.cost).toMatchObject({ requests: 0, usd: 0 });
  expect((await search(["documento", "17", "asunto17"], at))[0]?.path).toBe(join(folder, "17.txt"));
});

test.concurrent("a text that the service refuses fails its own file, and the others of the request come through", async () => {
  const { services, at } = surroundings({
    refuse: ({ path, body }) =>
      path === "embedding" && (body.input as string[]).some((text) => text.includes("veneno"))
        ? "moderation"
        : undefined,
  });
  using _ = services;
  const folder = filesIn(newFolder(), { ...texts(20), "bad.txt": "esto es veneno" });
  const { code, document } = await ingest([folder], at, model);
  expect(code).toBe(3);
  expect(document.counts).toMatchObject({ done: 20, failed: 1 });
  expect(document.failures).toMatchObject([
    { item: join(folder, "bad.txt"), stage: "embed", code: "moderation-refused" },
  ]);
  expect(charged(services).toSorted()).toEqual(Object.values(texts(20)).toSorted());
});

test.concurrent("an account without money stops the run, which goes on from there and pays for nothing twice", async () => {
  let isEmpty = false;
  const { services, at } = surroundings({
    refuse: ({ path }) => (path === "embedding" && isEmpty ? "no-quota" : undefined),
  });
  using _ = services;
  const folder = filesIn(newFolder(), { "a.txt": "primero de todos" });
  await ingest([folder], at, model);
  isEmpty = true;
  filesIn(folder, texts(5));
  const stopped = await ingest([folder], at, model);
  expect(stopped.document.status).toBe("paused");
  expect(stopped.document.failures[0]?.code).toBe("quota-exceeded");
  isEmpty = false;
  const resumed = await ingest([folder], at, model);
  expect(resumed.document).toMatchObject({ status: "completed", run: stopped.document.run });
  expect(charged(services).toSorted()).toEqual(["primero de todos", ...Object.values(texts(5))].toSorted());
  expect((await verify(at)).report).toMatchObject({ documents: 6, incomplete: [], missing: [] });
});

test.concurrent("a service that is too busy for a while is asked again, and nothing is lost", async () => {
  let refused = 0;
  const { services, at } = surroundings({
    refuse: ({ path }) => (path === "embedding" && refused++ < 2 ? "down" : undefined),
  });
  using _ = services;
  const folder = filesIn(newFolder(), texts(12));
  const { code, document } = await ingest([folder], at, model);
  expect(code).toBe(0);
  expect(document.counts).toMatchObject({ done: 12, failed: 0 });
});

test.concurrent("another model fills its own space beside, which is searched once it holds all, and only changes cost", async () => {
  const { services, at } = surroundings();
  using _ = services;
  const folder = filesIn(newFolder(), texts(8));
  const other = filesIn(newFolder(), { "z.txt": "otra carpeta entera" });
  const own = await ingest([folder, other], at);
  const half = await ingest([folder], at, model);
  expect(half.document.detail).toMatchObject({ searched: false, index: { documents: 8 } });
  expect((await search(["otra", "carpeta"], at))[0]?.path).toBe(join(other, "z.txt"));
  const whole = await ingest([folder, other], at, model);
  expect(whole.document.detail.searched).toBe(true);
  expect(whole.document.detail.space.id).not.toBe(own.document.detail.space.id);
  const before = charged(services).length;
  writeFileSync(join(folder, "3.txt"), `${readFileSync(join(folder, "3.txt"), "utf8")} cambiado`);
  const changed = await ingest([folder, other], at, model);
  expect(changed.document.counts).toMatchObject({ done: 1, skipped: 8 });
  expect(charged(services).length - before).toBe(1);
});

test.concurrent("a model that was searched before is not searched again over a document that has changed since, until it has read it", async () => {
  const { services, at } = surroundings();
  using _ = services;
  const folder = filesIn(newFolder(), { "a.txt": "la garantía dura dos años" });
  const other = filesIn(newFolder(), { "z.txt": "otra carpeta entera" });
  await ingest([folder, other], at);
  await ingest([folder, other], at, model);
  writeFileSync(join(folder, "a.txt"), "la garantía dura tres años, y no dos");
  expect((await ingest([folder], at, model)).document.detail.searched).toBe(true);
  const back = await ingest([other], at);
  expect(back.document.detail.searched).toBe(false);
  expect((await search(["garantía"], at))[0]?.text).toContain("tres años");
  const whole = await ingest([folder, other], at);
  expect(whole.document.detail.searched).toBe(true);
  expect((await search(["garantía"], at))[0]?.text).toContain("tres años");
});

test.concurrent("a dry run reads everything, pays for nothing, leaves the index as it is, and tells what an ingest would do", async () => {
  const { services, at } = surroundings();
  using _ = services;
  const folder = filesIn(newFolder(), {
    "edited.txt": "antes",
    "gone.txt": "se irá",
    "named.txt": "nombre viejo",
    "same.txt": "igual",
  });
  const nothingYet = await ingest([folder], at, [...model, "--dry-run"]);
  expect(nothingYet.document.detail).toMatchObject({
    dryRun: { added: 4, replaced: 0, moved: 0, removed: 0, missing: { chunks: 4 } },
    index: { documents: 0 },
  });
  expect(charged(services)).toEqual([]);
  await ingest([folder], at, model);
  writeFileSync(join(folder, "edited.txt"), "después, y algo más");
  writeFileSync(join(folder, "new.txt"), "recién llegado");
  rmSync(join(folder, "gone.txt"));
  renameSync(join(folder, "named.txt"), join(folder, "renamed.txt"));
  const dry = await ingest([folder], at, [...model, "--dry-run", "--prune"]);
  expect(dry.document.detail).toMatchObject({
    dryRun: { added: 1, replaced: 1, moved: 1, removed: 1, missing: { chunks: 2 } },
    index: { documents: 4 },
  });
  expect(charged(services)).toHaveLength(4);
  expect((await search(["antes", "--in", join(folder, "edited.txt")], at))[0]?.text).toBe("antes");
  expect((await verify(at)).report).toMatchObject({ documents: 4, missing: [], incomplete: [] });
  const told = await lote(["runs", "show", dry.document.run, "--lang", "es"], at);
  expect(told.stdout).toMatch(/Ensayo: no se ha cambiado nada\.[\s\S]*Renombrados +1\n/);
  const real = await ingest([folder], at, [...model, "--prune"]);
  expect(real.document.detail).toMatchObject({ index: { documents: 4 }, searched: true });
  // Four, the question, and the two that were new.
  expect(charged(services)).toHaveLength(7);
});

test.concurrent("a budget that is too small stops before it is passed, and says so", async () => {
  const { services, at } = surroundings();
  using _ = services;
  const folder = filesIn(newFolder(), texts(30));
  const { document } = await ingest([folder], at, [...model, "--max-cost", "0.0000005"]);
  expect(document.status).toBe("paused");
  expect(document.failures[0]?.code).toBe("max-cost");
  expect(document.cost.usd).toBeLessThanOrEqual(0.0000005);
});

test.concurrent("two documents with the same passage pay for it once", async () => {
  const { services, at } = surroundings();
  using _ = services;
  const folder = filesIn(newFolder(), {
    "a.txt": "el mismo texto",
    "b.txt": "el mismo texto",
    "c/d.md": "el mismo texto",
  });
  const { document, code } = await ingest([folder], at, model);
  expect(code).toBe(0);
  expect(document.counts.done).toBe(3);
  expect(charged(services)).toEqual(["el mismo texto"]);
  const items = await exportedItems(document.run, at);
  expect(items).toHaveLength(3);
});

test.concurrent("without a key a model of the service is refused before a run is made of it", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), texts(1));
  const { code, stderr } = await lote(["documents", "ingest", folder, ...model], at);
  expect(code).toBe(6);
  expect(stderr).toContain("OPENAI_API_KEY");
});
