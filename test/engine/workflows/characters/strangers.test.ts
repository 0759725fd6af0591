import { expect, test } from "bun:test";
import { join } from "node:path";

const source = join(import.meta.dir, "../../../../src");
/** Whoever may know of imported people: their workflow and store, what a person sees, and the entries. */
const acquainted = /^(engine\/workflows\/(characters\/|registry\.ts)|stores\/|ui\/|demo\/|library\.ts)/;

test("nothing in the engine but their own workflow knows of imported people or their pictures: no face table is fed from them", async () => {
  const found: string[] = [];
  for await (const path of new Bun.Glob("**/*.{ts,tsx}").scan(source)) {
    if (acquainted.test(path)) continue;
    const text = await Bun.file(join(source, path)).text();
    if (
      /images\/characters|\bstores\.characters\b|\bcharacters\.(collection|lists)\b|stores\/(sqlite\/)?characters/.test(
        text,
      )
    )
      found.push(path);
  }
  expect(found).toEqual([]);
});

test("their tables name no table of another workflow, and no other names theirs", async () => {
  const folder = join(source, "stores/sqlite/migrations");
  for await (const path of new Bun.Glob("*.ts").scan(folder)) {
    if (path.includes("characters") || path === "index.ts") continue;
    expect(await Bun.file(join(folder, path)).text()).not.toMatch(/\bcharacter(_alias)?\b/);
  }
});
