import { expect, test } from "bun:test";
import { join } from "node:path";
import { builtModels } from "../../scripts/build-models.ts";
import { modelFolders } from "../../src/engine/models/folders.ts";

test("the graphs in models are, byte for byte, what the script builds", async () => {
  for (const [file, build] of Object.entries(builtModels)) {
    const committed = await Bun.file(join(modelFolders().carried, file)).bytes();
    expect(Buffer.from(build()).equals(committed), file).toBe(true);
  }
}, 120_000);
