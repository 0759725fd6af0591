import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";
import { startServices } from "../../src/demo/services/start-services.ts";
import { startRun } from "../../src/engine/run/start.ts";
import { ingestRequest } from "../../src/engine/workflows/documents/parameters.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { ingestParameters } from "../fixtures/documents/ingest-run.ts";
import { filesIn } from "../fixtures/temporary-folder.ts";

setDefaultTimeout(600_000);

/** `LOTE_CRASH=long` takes every point. */
const isLong = process.env.LOTE_CRASH === "long";

const points = [
  // The service has the file and no batch; it has the batch and nobody was told.
  "upload",
  "created",
  ...["putVectors:before:1", "putVectors:after:1", "put:before:1", "put:after:2", "sweep:before:1"],
];
const more = [
  ...["missing:before:3", "missing:after:9", "documents:before:2", "settle:after:1"],
  ...Array.from({ length: 14 }, (_, times) => [
    `COMMIT of ledger:before:${times + 1}`,
    `COMMIT of ledger:after:${times + 1}`,
  ]).flat(),
];

const services = startServices();
afterAll(() => services[Symbol.dispose]());
const program = join(import.meta.dir, "../fixtures/documents/mortal-worker.ts");

/** Works until the worker ends by itself, or by the point. */
async function work(workspace: string, point = ""): Promise<unknown> {
  const settings = { ...services.settings, "batch-poll-seconds": 1 };
  const child = Bun.spawn([process.execPath, program, workspace, point], {
    stdin: new Blob([JSON.stringify(settings)]),
    stdout: "ignore",
    stderr: "pipe",
  });
  const die = async () => {
    child.kill("SIGKILL");
    await child.exited;
  };
  services.behaviour.openAi = {
    batch: {
      ...(point === "created" ? { onCreated: die } : {}),
      refuse: (what) => {
        if (point !== "upload" || what !== "create") return undefined;
        void die();
        return "hang";
      },
    },
  };
  await child.exited;
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(await child.stderr.text());
  return child.signalCode;
}

test.each(isLong ? [...points, ...more] : points)(
  "killed at %s an ingest by batches loses nothing and pays for nothing twice",
  async (point) => {
    const workspace = join(newFolder(), "workspace");
    const about = Bun.hash(point).toString(36);
    const texts = Object.fromEntries(
      Array.from({ length: 12 }, (_, index) => [`${index}.txt`, `documento ${index % 9} de ${about}`]),
    );
    const documents = filesIn(newFolder(), texts);
    const before = services.openAi.batches.embedded.length;
    const stores = openStores(workspace);
    const policy = { accept: "nothing", onAmbiguous: "review", dryRun: false } as const;
    const request = ingestRequest({ ...ingestParameters, paths: [documents] }, policy);
    const { run } = await startRun(stores.ledger, request);
    const died = await work(workspace, point);
    if (!point.startsWith("COMMIT")) expect(died).toBe("SIGKILL");
    for (let life = 0; life < 6 && stores.ledger.runs.get(run.id)?.state !== "ended"; life++) {
      await work(workspace);
    }
    expect(stores.ledger.runs.get(run.id)?.state).toBe("ended");
    expect(stores.ledger.counters.counts(run.id)).toMatchObject({ done: 12, failed: 0, waiting: 0 });
    const index = await stores.documents.open();
    const row = await index.current();
    if (!row) throw new Error("no space was chosen");
    const space = await index.space(row);
    expect(await space.size()).toMatchObject({ documents: 12 });
    expect(await space.flaws()).toMatchObject({ incomplete: [], orphans: 0, unsearchable: 0 });
    await index.close();
    stores.close();
    const charged = services.openAi.batches.embedded.slice(before);
    expect(charged.toSorted()).toEqual([...new Set(Object.values(texts))].toSorted());
    expect(services.openAi.charged.filter(({ path }) => path === "embedding")).toEqual([]);
  },
);
