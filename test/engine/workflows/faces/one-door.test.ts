import { expect, test } from "bun:test";
import { join } from "node:path";
import { openStores } from "../../../../src/stores/sqlite/open.ts";
import { temporaryFolder } from "../../../fixtures/temporary-folder.ts";

const source = join(import.meta.dir, "../../../../src");
/** Whoever may reach the tables of faces: their own workflow and store, and what a person starts. */
const admitted =
  /^(engine\/workflows\/faces\/|stores\/|ui\/commands\/faces[.]ts|ui\/terminal\/screens\/faces\/)/;

test("no file but those of faces imports their tables: what imports people has no way to them", async () => {
  const found: string[] = [];
  for await (const path of new Bun.Glob("**/*.{ts,tsx}").scan(source)) {
    if (admitted.test(path)) continue;
    const text = await Bun.file(join(source, path)).text();
    if (
      /from "[^"]*(stores|[.])\/(sqlite\/faces\/|mysql\/face|(sqlite\/)?databases[.]ts)|faceTables/.test(text)
    )
      found.push(path);
  }
  expect(found).toEqual([]);
});

test("the stores that every workflow is handed hold nothing that leads to faces", () => {
  const stores = openStores(join(temporaryFolder(), "workspace"));
  const names = (value: object, depth: number): string[] =>
    Object.entries(value).flatMap(([name, inner]) => [
      name,
      ...(depth > 0 && inner && typeof inner === "object" ? names(inner, depth - 1) : []),
    ]);
  expect(names(stores, 2).filter((name) => /face/i.test(name))).toEqual([]);
  stores.close();
});
