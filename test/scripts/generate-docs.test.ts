import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { generatedPages } from "../../scripts/generate-docs.ts";

const root = join(import.meta.dir, "../..");

test.each(Object.entries(generatedPages))(
  "%s is what its table says (else run bun scripts/generate-docs.ts)",
  (path, page) => {
    expect(readFileSync(join(root, path), "utf8")).toBe(page());
  },
);
