import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { SemanticCache } from "../../../../src/engine/workflows/products/cache/semantic-cache.ts";
import { openStores } from "../../../../src/stores/sqlite/open.ts";
import { answersContract, vectorise } from "../../../fixtures/products/answers-contract.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

// A busy machine takes its time.
setDefaultTimeout(60_000);

answersContract("SQLite, in the workspace", async () => {
  const stores = openStores(temporaryFolder());
  const index = await stores.productAnswers.open();
  index.close = async () => stores.close();
  return index;
});

answersContract("SQLite, in a file of its own", async () => {
  const folder = temporaryFolder();
  using stores = { ...openStores(folder), [Symbol.dispose]: () => stores.close() };
  return stores.productAnswers.open(`sqlite:${join(folder, "answers.sqlite")}`);
});

test("a file of its own serves two workspaces, and holds an index of documents as well", async () => {
  const folder = temporaryFolder();
  const url = `sqlite:${join(folder, "both.sqlite")}`;
  const one = openStores(join(folder, "one"));
  const other = openStores(join(folder, "other"));
  const before = await one.productAnswers.open(url);
  await new SemanticCache(before, vectorise, "s").keep([{ name: "Sprite 2L", answer: { attributes: {} } }]);
  await (await one.documents.open(url)).close();
  const after = await other.productAnswers.open(url);
  expect(await new SemanticCache(after, vectorise, "s").find("SPRITE 2 lts")).toMatchObject({
    name: "Sprite 2L",
  });
  expect(await (await other.productAnswers.open()).size("s")).toBe(0);
  await Promise.all([before.close(), after.close()]);
  one.close();
  other.close();
});

test("an address that is none is refused", async () => {
  const stores = openStores(temporaryFolder());
  expect(stores.productAnswers.open("mongodb://here")).rejects.toMatchObject({ code: "index-url" });
  stores.close();
});
