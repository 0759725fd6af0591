import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { type SampleServices, startServices } from "../../../src/demo/services/start-services.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";

setDefaultTimeout(60_000);

function room(services: SampleServices, more: Readonly<Record<string, string>> = {}) {
  const workspace = join(newFolder(), "workspace");
  return { workspace, environment: { ...paidEnvironment(services), ...more } };
}

const category = ["characters", "import", "--category", "muestras", "--count", "4", "--sources", "generate"];

test.concurrent("a cap of nothing buys nothing, ends with 7 and says in this workspace's words how to go on", async () => {
  using services = startServices();
  const at = room(services);
  const { code, stderr } = await lote([...category, "--max-cost", "0", "--yes", "--lang", "en"], at);
  expect(code).toBe(7);
  expect(services.openAi.charged).toEqual([]);
  expect(stderr).toMatch(new RegExp(`lote --workspace ${at.workspace} runs resume \\w+ --max-cost`));
});

test.concurrent("a cap holds for naming and import together, and the run goes on where it stopped when it is raised", async () => {
  using services = startServices();
  const at = room(services);
  // A drawing may cost 0.034, and costs 0.008: what two have cost leaves no room for a third.
  const cap = 0.05;
  const first = await loteJson([...category, "--max-cost", String(cap), "--yes"], at);
  expect(first.code).toBe(7);
  const { names } = first.document.detail as { names?: { cost: { usd: number } } };
  expect(names?.cost.usd).toBeGreaterThan(0);
  expect(first.document.cost.usd).toBeLessThanOrEqual(cap);
  const drawn = () => services.openAi.charged.filter(({ path }) => path === "image");
  const before = drawn().length;
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(4);

  const resume = ["runs", "resume", first.document.run, "--max-cost", "1", "--yes"];
  const { document } = await loteJson(resume, at);
  expect(document.counts).toMatchObject({ done: 4, failed: 0 });
  const prompts = drawn().map(({ body }) => String(body.prompt));
  expect([prompts.length, new Set(prompts).size]).toEqual([4, 4]);
});

test.concurrent("a model whose price nobody knows draws nothing, and the command ends with 6", async () => {
  using services = startServices();
  const at = room(services, { LOTE_IMAGE_MODEL: "gpt-image-1.5" });
  const { code, document } = await loteJson(
    ["characters", "import", "--names", "Ada Lovelace", "--sources", "generate", "--yes"],
    at,
  );
  expect(code).toBe(6);
  expect(document.failures.map(({ code }) => code)).toEqual(["price-unknown"]);
  expect(document.cost.usd).toBe(0);
  expect(services.openAi.charged).toEqual([]);
});
