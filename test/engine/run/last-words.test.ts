import { expect, test } from "bun:test";
import { join } from "node:path";
import { LoteError } from "../../../src/engine/errors/lote-error.ts";
import { lastWords, readLastWords } from "../../../src/engine/run/last-words.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("a worker's last words are found though another one that debugs wrote after them", async () => {
  const log = join(temporaryFolder(), "worker.log");
  const words = lastWords(new LoteError("model-missing", { model: "clip" }));
  const debugLine = JSON.stringify({ debug: "item", at: "", item: 1 });
  await Bun.write(log, `${debugLine}\n${words}\n${debugLine}\n${debugLine}\n`);
  expect(await readLastWords(log)).toMatchObject({ code: "model-missing", data: { model: "clip" } });
  await Bun.write(log, `${words}\nsomething else\n`);
  expect(await readLastWords(log)).toBeUndefined();
});
