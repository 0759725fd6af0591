import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { startServices } from "../../../src/demo/services/start-services.ts";
import { newFolder } from "../../fixtures/comics/new-folder.ts";
import { lote } from "../../fixtures/comics/run-lote.ts";
import { filesIn } from "../../fixtures/temporary-folder.ts";

setDefaultTimeout(120_000);

const model = ["--model", "text-embedding-3-small"];

test.concurrent("a service is paid for an ingest only with a yes or a cap, and what it will cost is said before", async () => {
  using services = startServices({});
  const at = { workspace: join(newFolder(), "workspace"), environment: services.environment };
  const folder = filesIn(newFolder(), { "a.txt": "la garantía dura tres años", "b.txt": "el jardín" });
  const command = ["documents", "ingest", folder, ...model];

  const unasked = await lote(command, at);
  expect(unasked.code).toBe(2);
  expect(unasked.stderr).toContain("2 documents");
  expect(unasked.stderr).toContain("--yes");
  expect(services.openAi.charged).toEqual([]);

  expect((await lote([...command, "--max-cost", "0.10"], at)).code).toBe(0);
  expect(services.openAi.charged).not.toEqual([]);
});

test.concurrent("nobody is asked about an ingest that costs nothing", async () => {
  const at = { workspace: join(newFolder(), "workspace") };
  const folder = filesIn(newFolder(), { "a.txt": "la garantía dura tres años" });
  const { code, stderr } = await lote(["documents", "ingest", folder], at);
  expect({ code, asked: stderr.includes("--yes") }).toEqual({ code: 0, asked: false });
});
