import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SampleServices, startServices } from "../../../src/demo/services/start-services.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { productList } from "../../fixtures/products/normalize-run.ts";

setDefaultTimeout(60_000);

function room(services: SampleServices, text: string) {
  const folder = newFolder();
  const list = join(folder, "list.csv");
  writeFileSync(list, text);
  const environment = { ...paidEnvironment(services), LOTE_BATCH_POLL_SECONDS: "1" };
  return { list, at: { workspace: join(folder, "workspace"), environment } };
}

test.concurrent("a list goes through batches at the command line, and comes out as JSON and as a safe CSV", async () => {
  using services = startServices();
  const { list, at } = room(
    services,
    `${productList(120)}"=HYPERLINK(""http://x"") Samsung A1",celulares,990,Paris,EVIL\n`,
  );
  const { code, document } = await loteJson(["products", "normalize", list, "--yes"], at);
  expect(code).toBe(0);
  expect(document).toMatchObject({
    workflow: "products.normalize",
    counts: { total: 121, done: 121 },
    detail: { products: 121, answered: { batch: 121 } },
  });
  const json = await lote(["products", "export"], at);
  const rows = json.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(rows.length).toBe(121);
  expect(rows.find(({ sku }) => sku === "SKU4")).toMatchObject({
    brand: "CELULAR",
    attributes: { capacity: "128GB", color: "Negro" },
    origins: { capacity: "title" },
    path: ["batch:ok"],
  });
  const csv = await lote(["products", "export", "--format", "csv"], at);
  const [header = "", ...lines] = csv.stdout.trim().split("\n");
  expect(header.startsWith("sku,retailer,name,category,price,brand,model,normalized_name")).toBe(true);
  expect(lines.find((line) => line.startsWith("EVIL"))).toContain("\"'=HYPERLINK");
  const stats = await lote(["products", "stats", "--json"], at);
  expect(JSON.parse(stats.stdout)).toMatchObject({
    results: [{ products: 121, cacheHitRate: 0, outcomes: { simple: { later: 0 } } }],
  });
});

test.concurrent("of a run that the service disturbed, the exported file tells each product's way step by step", async () => {
  const nameOf = (body: Readonly<Record<string, unknown>>) =>
    (JSON.parse((body.messages as readonly { content: string }[])[1]?.content ?? "{}") as { name: string })
      .name;
  const troubles = { "A16 ": "refusal", "A20 ": "refusal", "A24 ": "missing", "A28 ": "invented" } as const;
  using services = startServices({
    openAi: {
      batch: {
        unordered: true,
        line: ({ body }) =>
          Object.entries(troubles).find(([mark]) => nameOf(body).includes(mark))?.[1] as "answer" | undefined,
      },
      mood: ({ model, body }) => {
        const isRefused =
          nameOf(body).includes("A16 ") || (nameOf(body).includes("A20 ") && !/5\.6/.test(model));
        return isRefused ? "refusal" : undefined;
      },
    },
  });
  const { list, at } = room(services, productList(120));
  expect((await loteJson(["products", "normalize", list, "--yes"], at)).code).toBe(0);
  const again = room(
    services,
    "nombre,categoria,sku\nSAMSUNG Galaxy A4 celular NEGRO 128 GB,smartphones,OTRO\n",
  );
  expect((await loteJson(["products", "normalize", again.list, "--yes"], at)).code).toBe(0);
  const { stdout } = await lote(["products", "export", "--format", "csv"], at);
  const wayOf = (sku: string) =>
    /(?:kept|cache|batch|single|fallback|rules):[a-z: ]+/.exec(
      stdout.split("\n").find((line) => line.startsWith(`${sku},`)) ?? "",
    )?.[0];
  expect(["OTRO", "SKU4", "SKU24", "SKU28", "SKU20", "SKU16"].map(wayOf)).toEqual([
    "cache:ok",
    "batch:ok",
    "batch:missing single:ok",
    "batch:contradicts single:ok",
    "batch:refusal single:refusal fallback:ok",
    "batch:refusal single:refusal fallback:refusal rules:ok",
  ]);
});

test.concurrent("what a run will do is told before it starts, and nothing is paid without a yes", async () => {
  using services = startServices();
  const { list, at } = room(services, productList(120));
  const { code, stderr } = await lote(["products", "normalize", list, "--lang", "en"], at);
  expect(code).toBe(2);
  expect(stderr).toContain("name=nombre");
  expect(stderr).toContain("Celular Samsung Galaxy A4 128GB Negro");
  expect(stderr).toContain("in batches at half the price");
  expect(stderr).toContain("gpt-6-luna");
  expect(services.openAi.charged).toEqual([]);
});

test.concurrent("without a key the same command answers by rules", async () => {
  using services = startServices();
  const { list, at } = room(services, productList(20));
  const { document } = await loteJson(["products", "normalize", list, "--mode", "rules"], at);
  expect(document).toMatchObject({ counts: { done: 20 }, detail: { answered: { rules: 20 } } });
  expect(services.openAi.requests).toEqual([]);
});

test.concurrent("beside a server with models of its own, its models are named, and one without a price is refused before it starts", async () => {
  using server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    fetch: ({ url }) =>
      url.endsWith("/models")
        ? Response.json({ object: "list", data: [{ id: "qwen3-8b", object: "model" }] })
        : new Response("{}", { status: 404 }),
  });
  using services = startServices();
  const { list, at: sample } = room(services, productList(5));
  const environment = { ...sample.environment, OPENAI_BASE_URL: `http://127.0.0.1:${server.port}/v1` };
  const at = { ...sample, environment };
  const ask = (...flags: string[]) =>
    lote(["products", "normalize", list, "--yes", "--lang", "en", ...flags], at);
  const unchosen = await ask();
  expect(unchosen.code).toBe(6);
  expect(unchosen.stderr).toContain("Choose one with --model: qwen3-8b");
  const unpriced = await ask("--model", "qwen3-8b");
  expect(unpriced.code).toBe(6);
  expect(unpriced.stderr).toContain("what a call of qwen3-8b costs");
  expect(unpriced.stderr).not.toContain("NaN");
  const runs = await lote(["runs", "list", "--json"], at);
  expect(JSON.parse(runs.stdout)).toMatchObject({ results: [] });
});

test.concurrent("a model that is gone is named with its replacement before anything starts", async () => {
  using services = startServices();
  const { list, at } = room(services, productList(5));
  const { code, stderr } = await lote(
    ["products", "normalize", list, "--model", "gpt-5.6-sol", "--yes", "--lang", "en"],
    at,
  );
  expect(code).toBe(6);
  expect(stderr).toContain("gpt-5.6-sol");
  expect(stderr).toContain("--model");
});
