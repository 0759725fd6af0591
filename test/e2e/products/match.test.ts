import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openStores } from "../../../src/stores/sqlite/open.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { documentIn, lote, loteJson, startLote } from "../../fixtures/comics/run-lote.ts";
import {
  cameras,
  listOf,
  manyOffers,
  notebooks,
  putOffers,
  shopOffers,
} from "../../fixtures/products/shop-offers.ts";
import { openReview } from "../../fixtures/terminal/open-review.ts";

setDefaultTimeout(120_000);

async function shops() {
  const folder = newFolder();
  const list = join(folder, "list.csv");
  writeFileSync(list, listOf(shopOffers));
  const at = { workspace: join(folder, "workspace") };
  await lote(["products", "normalize", list, "--mode", "rules"], at);
  return { folder, at };
}

type At = Awaited<ReturnType<typeof shops>>["at"];

/** The comparison as lines of JSON: the skus of each product's offers. */
async function compared(at: At) {
  const { stdout, code } = await lote(["products", "match", "--format", "jsonl"], at);
  expect(code).toBe(0);
  const products = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return products.map(({ offers }) => offers.map(({ sku }: { sku: string }) => sku).join(" ")).toSorted();
}

test.concurrent("offers of several shops are compared by a run of their own, on screen, as one document and as safe files", async () => {
  const { at } = await shops();
  const screen = await lote(["products", "match", "--lang", "en"], at);
  expect(screen.code).toBe(0);
  expect(screen.stdout).toMatch(
    /offers +lowest +shop +highest +spread\n.*KUNSTMANN.*1390 {2}Lider +1590 +\+14%/,
  );
  expect(screen.stdout).toMatch(/To review +2/);
  const [, run = ""] = /Run (\S+):/.exec(screen.stdout) ?? [];
  expect((await lote(["runs", "list"], at)).stdout).toContain(`${run}`);
  const shown = await lote(["runs", "show", run, "--lang", "en"], at);
  expect(shown.stdout).toContain("Products of several shops");

  const csv = await lote(["products", "match", "--format", "csv", "--lang", "en"], at);
  const [header = "", ...offers] = csv.stdout.trim().split("\n");
  expect(header).toBe("product,brand,name,retailer,sku,title,price,cheapest,lowest,highest,spread");
  expect(offers.length).toBe(4);
  expect(offers.find((line) => line.includes("N7"))).toContain("\"'=HYPERLINK");
  expect(csv.stderr).toContain("the pair waits in the review of an earlier run");

  const { document } = await loteJson(["products", "match", "--dry-run"], at);
  expect(document).toMatchObject({ workflow: "products.match", detail: { offers: 8, products: 2 } });
});

test.concurrent("the likeness from which offers are one product, and from which a person is asked, is a flag", async () => {
  const { at } = await shops();
  const strict = await loteJson(["products", "match", "--sure", "1", "--doubtful", "1"], at);
  expect(strict.document).toMatchObject({ counts: { total: 8, review: 0 }, detail: { products: 1 } });
  const asking = await loteJson(["products", "match", "--sure", "1"], at);
  expect(asking.document).toMatchObject({ counts: { review: 3 }, detail: { products: 1 } });
  const lax = await loteJson(["products", "match", "--sure", "0.5"], at);
  expect(lax.document).toMatchObject({ detail: { products: 4 } });

  for (const flags of [
    ["--sure", "0.4", "--doubtful", "0.5"],
    ["--sure", "2"],
    ["--doubtful", "much"],
  ]) {
    const { code, stderr } = await lote(["products", "match", ...flags, "--lang", "en"], at);
    expect(code).toBe(2);
    expect(stderr).toMatch(/likeness|between 0 and 1|0 to 1|0…1/);
  }
});

test.concurrent("what is decided in the review joins offers or keeps them apart, now and when they are compared again", async () => {
  const { folder, at } = await shops();
  const { code, document } = await loteJson(["products", "match", "--yes"], at);
  expect(code).toBe(4);
  expect(document.counts).toMatchObject({ total: 10, done: 8, review: 2 });

  const file = join(folder, "review.jsonl");
  await lote(["review", "export", file], at);
  const lines = readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(lines.map(({ item }) => item).toSorted()).toEqual([notebooks, cameras]);
  const decided = lines.map((line) => ({ ...line, decision: line.item === cameras ? "same" : null }));
  writeFileSync(file, decided.map((line) => `${JSON.stringify(line)}\n`).join(""));
  expect((await lote(["review", "import", file], at)).code).toBe(0);

  const after = await loteJson(["runs", "show", document.run], at);
  expect(after.document).toMatchObject({
    counts: { done: 10, review: 0 },
    detail: { accepted: 1, products: 3 },
  });
  expect(await compared(at)).toEqual(["N1 N2", "N3 N4", "N7 N8"]);
  const again = await loteJson(["products", "match", "--yes"], at);
  expect(again).toMatchObject({ code: 0, document: { counts: { total: 8, done: 8 } } });

  await lote(["runs", "undo", document.run, "--yes"], at);
  expect(await compared(at)).toEqual(["N1 N2", "N7 N8"]);
});

test("a pair is accepted with Enter and rejected with x, with both offers and what speaks for it on the screen", async () => {
  const { at } = await shops();
  await lote(["products", "match"], at);
  await using review = openReview(at.workspace);
  const asked = await review.waitFor(/offer: Paris · Sony cámara Cyber-shot DSC-W120 · 99990/);
  expect(asked).toContain("Ripley · Sony DSCW120P pink digital camera · 89990");
  expect(asked).toContain("the same code");
  review.press("enter");
  await review.waitFor(/offer: Falabella · HP Pavilion laptop/);
  review.type("x");
  await review.waitFor("Nothing waits any more.");
  review.type("q");
  expect(await review.exited).toBe(0);
  const { document } = await loteJson(["products", "match"], at);
  expect(document).toMatchObject({ counts: { total: 8, done: 8 }, detail: { products: 3, accepted: 1 } });
});

test.concurrent("killed in the middle with kill -9, the same command goes on with the same run and compares as if nothing had been", async () => {
  const products = 2000;
  const at = { workspace: join(newFolder(), "workspace") };
  const stores = openStores(at.workspace);
  await putOffers(stores, [...shopOffers, ...manyOffers(products)]);
  const { ledger } = stores;
  const child = startLote(["products", "match", "--json"], at);
  const begun = () => ledger.runs.list(1).some(({ id }) => ledger.counters.counts(id).waiting > 0);
  while (!begun() && child.exitCode === null) await Bun.sleep(1);
  for (const { pid } of ledger.workers.alive()) process.kill(pid, "SIGKILL");
  child.kill("SIGKILL");
  await child.exited;
  const [run] = ledger.runs.list(1);
  expect(run?.state).toBe("active");
  const broken = await loteJson(["runs", "show", run?.name ?? ""], at);
  expect(broken.document.status).toBe("interrupted");

  const { stdout, stderr, code } = await lote(["products", "match", "--json"], at);
  expect(code).toBe(0);
  expect(stderr).toContain(run?.name ?? "");
  const document = documentIn(stdout);
  const total = shopOffers.length + 2 * products + 2;
  expect(document).toMatchObject({
    run: run?.name,
    counts: { total, done: total - 2, review: 2, failed: 0 },
    detail: { offers: total - 2, products: products + 2 },
  });
  stores.close();
});
