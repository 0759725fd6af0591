import { expect, test } from "bun:test";
import { join } from "node:path";
import { charactersTables } from "../../../../src/stores/sqlite/migrations/0003-characters.ts";

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
  const named = (form: RegExp) => [...charactersTables.matchAll(form)].map(([, name = ""]) => name);
  const own = named(/CREATE TABLE (\w+)/g);
  expect(own).toEqual(["character", "character_alias", "name_list", "name_list_entry"]);
  expect(named(/REFERENCES (\w+)/g).filter((name) => !own.includes(name))).toEqual([]);
  const folder = join(source, "stores/sqlite/migrations");
  const others = [...new Bun.Glob("*.ts").scanSync(folder)].filter(
    (path) => !path.includes("characters") && path !== "index.ts",
  );
  expect(others.length).toBeGreaterThan(5);
  for (const path of others) {
    const text = await Bun.file(join(folder, path)).text();
    expect(text).not.toMatch(new RegExp(`\\b(${own.join("|")})\\b`));
  }
});
