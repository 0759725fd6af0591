import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SampleServices, startServices } from "../../../src/demo/services/start-services.ts";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson, startLote } from "../../fixtures/comics/run-lote.ts";

setDefaultTimeout(120_000);

const count = 8;

/** The same products in one spelling or another. */
const list = (spell: (n: number) => string, shop: string) =>
  `nombre,categoria,precio,tienda,sku\n${Array.from({ length: count }, (_, n) => `${spell(n)},smartphones,990,${shop},S${n}\n`).join("")}`;

const settings = (services: SampleServices) => ({
  ...paidEnvironment(services),
  LOTE_BATCH_POLL_SECONDS: "1",
});

/** A workspace whose products a model has normalised, exported in both forms. */
async function exported(services: SampleServices) {
  const folder = newFolder();
  const at = { workspace: join(folder, "old"), environment: settings(services) };
  const path = join(folder, "list.csv");
  writeFileSync(
    path,
    list((n) => `Celular Samsung Galaxy A${50 + n} 128GB Negro`, "Paris"),
  );
  await lote(["products", "normalize", path, "--yes"], at);
  const files: Record<string, string> = {};
  for (const format of ["csv", "jsonl"]) {
    const file = join(folder, `products.${format}`);
    writeFileSync(file, (await lote(["products", "export", "--format", format], at)).stdout);
    files[format] = file;
  }
  const other = join(folder, "other.csv");
  writeFileSync(
    other,
    list((n) => `CELULAR SAMSUNG Galaxy A${50 + n} negro 128 gb`, "Ripley"),
  );
  return { folder, files, other };
}

for (const format of ["csv", "jsonl"]) {
  test.concurrent(`a workspace warmed with another one's export (${format}) answers other spellings without asking anybody`, async () => {
    using services = startServices();
    const { folder, files, other } = await exported(services);
    const at = { workspace: join(folder, "new"), environment: settings(services) };
    const dry = await loteJson(["products", "cache", "warm", files[format] ?? "", "--dry-run"], at);
    expect(dry.document.detail).toMatchObject({ kept: 0 });
    const { code, document } = await loteJson(["products", "cache", "warm", files[format] ?? ""], at);
    expect(code).toBe(0);
    expect(document).toMatchObject({ workflow: "products.warm", detail: { kept: count } });
    const charged = services.openAi.charged.length;
    const answered = await loteJson(["products", "normalize", other, "--yes"], at);
    expect(answered.document.detail).toMatchObject({ answered: { cache: count } });
    expect(services.openAi.charged.length).toBe(charged);
    const stats = await lote(["products", "stats", "--json"], at);
    expect(JSON.parse(stats.stdout)).toMatchObject({ results: [{ semanticHitRate: 1 }] });
  });
}

test.concurrent("each row that cannot be kept says why, and the others are kept", async () => {
  using services = startServices();
  const folder = newFolder();
  const at = { workspace: join(folder, "workspace"), environment: settings(services) };
  const file = join(folder, "rows.jsonl");
  const row = { category: "smartphones", brand: "SAMSUNG", model: "Galaxy A54", confidence: 0.9 };
  const rows = [
    { ...row, name: "Samsung Galaxy A54 128GB", sku: "good", attributes: { capacity: "128GB" } },
    { ...row, name: "Samsung Galaxy A54 128GB", sku: "blank", brand: "", model: "" },
    { ...row, name: "Samsung Galaxy A54 128GB", sku: "other", attributes: { capacity: "256GB" } },
    { ...row, name: "Samsung Galaxy A54 128GB", sku: "broken", attributes: "[1]" },
    { ...row, name: "Samsung Galaxy A54 128GB", sku: "much", confidence: 7 },
    { ...row, name: "", sku: "unnamed" },
    { ...row, name: "Samsung Galaxy A54 64GB", sku: "rules", answered_by: "rules" },
    { ...row, name: "Samsung Galaxy A54 32GB", sku: "unsure", confidence: 0.4 },
  ];
  writeFileSync(file, `${rows.map((one) => JSON.stringify(one)).join("\n")}\nno json\n`);
  const { code, document } = await loteJson(["products", "cache", "warm", file], at);
  expect(code).toBe(3);
  expect(document).toMatchObject({
    counts: { total: 9, done: 1, skipped: 2, failed: 6 },
    detail: { kept: 1 },
  });
  expect(Object.fromEntries(document.failures.map(({ item, code }) => [item, code]))).toEqual({
    blank: "product-row-blank",
    other: "product-row-contradicts",
    broken: "product-row-broken",
    much: "product-row-broken",
    unnamed: "product-unnamed",
    "row 9": "csv-broken",
  });
  expect(document.skipReasons.toSorted()).toEqual(["by-rules", "unsure"]);
});

test.concurrent("a file is kept without any service, in an index that another workspace with a service is answered from", async () => {
  using services = startServices();
  const { folder, files, other } = await exported(services);
  const index = ["--index", `sqlite:${join(folder, "answers.sqlite")}`];
  const without = { workspace: join(folder, "without") };
  const warm = await loteJson(["products", "cache", "warm", files.jsonl ?? "", ...index], without);
  expect(warm.document).toMatchObject({ status: "completed", detail: { kept: count } });
  const charged = services.openAi.charged.length;
  const at = { workspace: join(folder, "with"), environment: settings(services) };
  const answered = await loteJson(["products", "normalize", other, "--yes", ...index], at);
  expect(answered.document.detail).toMatchObject({ answered: { cache: count }, cache: { exact: count } });
  expect(services.openAi.charged.length).toBe(charged);
});

test.concurrent("an address that is no index ends warming, and a password in a flag is refused", async () => {
  const folder = newFolder();
  const file = join(folder, "rows.jsonl");
  writeFileSync(file, '{"name":"Fanta 2L","brand":"FANTA"}\n');
  const at = { workspace: join(folder, "workspace"), environment: { LOTE_INDEX_URL: "mongodb://here" } };
  const warm = await lote(["products", "cache", "warm", file, "--lang", "en"], at);
  expect(warm.code).toBe(6);
  const secret = ["--index", "postgres://me:secret@127.0.0.1:1/none"];
  for (const command of [
    ["products", "cache", "warm"],
    ["products", "normalize"],
  ]) {
    const told = await lote([...command, file, ...secret, "--lang", "en"], { workspace: folder });
    expect(told.code).toBe(2);
    expect(told.stderr).toContain("LOTE_INDEX_URL");
  }
});

test.concurrent("killed in the middle, the same command goes on, and every answer that it calls kept is there", async () => {
  using services = startServices();
  const folder = newFolder();
  const at = { workspace: join(folder, "workspace"), environment: settings(services) };
  const file = join(folder, "rows.jsonl");
  const rows = 3000;
  const told = Array.from({ length: rows }, (_, n) => ({
    name: `Taladro Bosch GSB${1000 + n} azul`,
    category: "herramientas",
    sku: `T${n}`,
    brand: "BOSCH",
    model: `GSB${1000 + n}`,
    answered_by: "gpt-6-luna",
  }));
  writeFileSync(file, told.map((one) => `${JSON.stringify(one)}\n`).join(""));
  const stores = openStores(at.workspace);
  const { ledger } = stores;
  const child = startLote(["products", "cache", "warm", file, "--json"], at);
  const begun = () => ledger.runs.list(1).some(({ id }) => ledger.counters.counts(id).done > 0);
  while (!begun() && child.exitCode === null) await Bun.sleep(1);
  for (const { pid } of ledger.workers.alive()) process.kill(pid, "SIGKILL");
  child.kill("SIGKILL");
  await child.exited;
  expect(ledger.runs.list(1)[0]?.state).toBe("active");
  stores.close();
  const { code, document } = await loteJson(["products", "cache", "warm", file], at);
  expect(code).toBe(0);
  expect(document).toMatchObject({ counts: { total: rows, done: rows }, detail: { kept: rows } });
  const list = join(folder, "list.csv");
  const names = told.map(({ name, category, sku }) => `${name},${category},1,Paris,${sku}`);
  writeFileSync(list, ["nombre,categoria,precio,tienda,sku", ...names].join("\n"));
  const answered = await loteJson(["products", "normalize", list, "--yes"], at);
  expect(answered.document.detail).toMatchObject({ answered: { cache: rows } });
  expect(services.openAi.charged).toEqual([]);
});
