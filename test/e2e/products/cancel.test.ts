import { expect, setDefaultTimeout, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote, loteJson } from "../../fixtures/comics/run-lote.ts";
import { productList } from "../../fixtures/products/normalize-run.ts";

setDefaultTimeout(120_000);

/** Looks until it is so; the test's own deadline ends it. */
async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await Bun.sleep(20);
}

test("a run that is cancelled while a batch is under way calls it off at the service; what was answered until then is paid, kept, and not asked for again", async () => {
  // It is checked at once, at work for ever, and called off at once.
  const batch = {
    get looks() {
      return states()[0] === "in_progress" ? 1e9 : 0;
    },
  };
  using services = startServices({ openAi: { batch } });
  const folder = newFolder();
  const list = join(folder, "list.csv");
  writeFileSync(list, productList(120));
  const environment = { ...paidEnvironment(services), LOTE_BATCH_POLL_SECONDS: "1" };
  const at = { workspace: join(folder, "workspace"), environment };
  const states = () => services.openAi.batches.made.map(({ status }) => status);
  const words = ["products", "normalize", list, "--yes", "--max-cost", "5", "--route", "simple"];

  const run = (await lote([...words, "--detach"], at)).stdout.trim();
  await until(() => states()[0] === "in_progress");
  const cancelled = await loteJson(["runs", "cancel", run, "--yes"], at);
  expect(cancelled).toMatchObject({ code: 0, document: { status: "cancelled", counts: { done: 0 } } });
  expect(states()).toEqual(["cancelled"]);

  // Two rows were tried alone, and the service had done half of the rest.
  const { document } = await loteJson(["runs", "show", run], at);
  const { input, output } = Object.values(services.openAi.batches.usage)[0] ?? { input: 0, output: 0 };
  expect(input).toBeGreaterThan(0);
  expect(document.cost.tokensIn).toBeGreaterThan(input);
  expect(document.cost.tokensOut).toBeGreaterThan(output);
  const before = services.openAi.charged.length;
  const again = await loteJson(words, at);
  expect(again.document).toMatchObject({
    counts: { done: 120 },
    detail: { answered: { kept: 61, single: 59 } },
  });
  expect(services.openAi.charged.length - before).toBe(59);
  expect(states()).toEqual(["cancelled"]);
});
