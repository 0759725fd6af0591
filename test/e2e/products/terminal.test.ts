import { expect, setDefaultTimeout, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { paidEnvironment } from "../../fixtures/characters/open-lote.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { productList } from "../../fixtures/products/normalize-run.ts";
import { chooseEntry } from "../../fixtures/terminal/choose-entry.ts";
import { openTerminal } from "../../fixtures/terminal/open-terminal.ts";

setDefaultTimeout(120_000);

const launcher = join(import.meta.dir, "../../../bin/lote");

test("at 80 by 24 a list goes from its file over columns, sample and estimate into a batch; whoever was killed finds it again, and its products in a file", async () => {
  // Until somebody looks again, the batch stays at work.
  let looks = 1000;
  const openAi = {
    batch: {
      get looks() {
        return looks;
      },
    },
  };
  using services = startServices({ openAi });
  const home = newFolder();
  const list = join(home, "list.csv");
  writeFileSync(list, productList(120));
  const open = () =>
    openTerminal([launcher, "--workspace", join(home, "workspace"), "--lang", "en"], {
      columns: 80,
      rows: 24,
      cwd: home,
      env: { ...paidEnvironment(services), HOME: home, LOTE_BATCH_POLL_SECONDS: "1" },
    });

  {
    await using screen = open();
    await screen.waitFor("People and characters");
    await chooseEntry(screen, "Products");
    await screen.waitFor("Compare prices of shops");
    screen.press("enter");
    await screen.waitFor("A CSV or lines of JSON");
    screen.type(list);
    screen.press("enter");
    await screen.waitFor(/Name +← nombre →[\s\S]*Bebida Cachantun Lima 1 500 ml/);
    screen.press("enter");
    await screen.waitFor(/To work on +120[\s\S]*batches at half the price[\s\S]*simple +\d+, gpt-6-luna/);
    screen.press("enter");
    await screen.waitFor(/Batches: 0 of 2 over[\s\S]*gpt-6-luna +(being checked|at work)/);
    screen.kill("SIGKILL");
    await screen.exited;
  }
  expect(services.openAi.batches.made).toHaveLength(2);

  await using screen = open();
  await screen.waitFor("Back to: Products");
  screen.press("enter");
  await screen.waitFor("Batches: 0 of 2 over");
  looks = 0;
  await screen.waitFor(/completed[\s\S]*│ 120 +│ 120/, 60_000);
  expect(services.openAi.batches.made).toHaveLength(2);
  screen.type("x");
  await screen.waitFor("Write all products to");
  screen.press("enter");
  const shown = await screen.waitFor(/120 products written to/);
  const [name = ""] = /products-\w+\.csv/.exec(shown) ?? [];
  expect(readFileSync(join(home, name), "utf8").trimEnd().split("\n")).toHaveLength(121);
});
