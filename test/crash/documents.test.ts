import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test as usual } from "bun:test";
import { cpSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startServices } from "../../src/demo/services/start-services.ts";
import { startRun } from "../../src/engine/run/start.ts";
import { ingestRequest } from "../../src/engine/workflows/documents/parameters.ts";
import type { DocumentIndex } from "../../src/stores/documents.ts";
import { openStores } from "../../src/stores/sqlite/open.ts";
import { newFolder } from "../fixtures/comics/new-folder.ts";
import { PostgresServer, postgresPrograms } from "../fixtures/documents/postgres-server.ts";
import { skipUnless } from "../support/skip.ts";

setDefaultTimeout(600_000);

/** `LOTE_CRASH=long` takes every point. */
const isLong = process.env.LOTE_CRASH === "long";

const calls = [
  ...[
    "space",
    "documents",
    "missing",
    "putVectors",
    "put",
    "withContent",
    "move",
    "remove",
    "settle",
    "sweep",
  ],
  "choose",
];

/** Every call of the index that an ingest makes, before and after; commits of both files, early and late. */
const points = [
  ...calls.flatMap((call) => [`${call}:before:1`, `${call}:after:1`]),
  ...[
    "COMMIT of index:after:3",
    "COMMIT of index:before:4",
    "COMMIT of ledger:after:3",
    "COMMIT of ledger:before:5",
  ],
  ...["request:before:1", "request:after:1", "put:after:3", "COMMIT of index:after:9"],
];
const more = [
  ...["documents:before:4", "put:before:3", "putVectors:after:2", "request:before:2", "request:after:2"],
  ...[1, 2, 3, 4, 6, 12].flatMap((times) => [
    `COMMIT of index:before:${times}`,
    `COMMIT of index:after:${times}`,
  ]),
  ...[2, 3, 5, 8, 12].flatMap((times) => [
    `COMMIT of ledger:before:${times}`,
    `COMMIT of ledger:after:${times}`,
  ]),
];

/** On a server in every test: the request and its answer, what was paid for, the switch, and the end. */
const ofServer = [
  ...["request:before:1", "request:after:1", "putVectors:before:1", "putVectors:after:1", "put:before:1"],
  ...["put:after:1", "move:after:1", "remove:after:1", "settle:after:1", "sweep:before:1"],
  ...[
    "COMMIT of index:before:1",
    "COMMIT of index:after:2",
    "COMMIT of index:before:4",
    "COMMIT of ledger:after:3",
  ],
];

const isThere = postgresPrograms() !== undefined;
const server = isThere ? await PostgresServer.start() : undefined;
let copies = 0;

const services = startServices();
afterAll(() => services[Symbol.dispose]());
const program = join(import.meta.dir, "../fixtures/documents/mortal-worker.ts");

const sentence = (about: string, index: number) =>
  `Frase ${index} de ${about}, que dice ${Bun.hash(`${about}${index}`).toString(36)} y termina aquí.`;
const text = (about: string, count: number) =>
  Array.from({ length: count }, (_, index) => sentence(about, index)).join("\n\n");

/** Documents as they are first, and what becomes of them before the run that is killed. */
function makeDocuments(folder: string): void {
  mkdirSync(folder);
  for (const name of ["same", "edited", "removed", "renamed"])
    writeFileSync(join(folder, `${name}.txt`), text(name, 20));
}

function changeDocuments(folder: string): void {
  writeFileSync(join(folder, "edited.txt"), `${text("edited", 20)}\n\nUn párrafo más.`);
  rmSync(join(folder, "removed.txt"));
  renameSync(join(folder, "renamed.txt"), join(folder, "moved.txt"));
  for (const name of ["new1", "new2", "new3"]) writeFileSync(join(folder, `${name}.txt`), text(name, 20));
  // More chunks than one transaction takes.
  writeFileSync(join(folder, "long.txt"), text("long", 2400));
}

function parametersFor(documents: string) {
  return {
    paths: [documents],
    workers: 2,
    batchSize: 4,
    model: "text-embedding-3-small",
    prune: true,
    max: null,
    index: null,
  };
}

async function begin(workspace: string, documents: string): Promise<string> {
  const stores = openStores(workspace);
  const policy = { accept: "nothing", onAmbiguous: "review", dryRun: false } as const;
  const { run } = await startRun(stores.ledger, ingestRequest(parametersFor(documents), policy));
  stores.close();
  return run.name;
}

/** Works until the worker ends by itself, or by the point. */
async function work(workspace: string, index: string | undefined, point = ""): Promise<unknown> {
  const settings = { ...services.settings, ...(index === undefined ? {} : { index }) };
  const child = Bun.spawn([process.execPath, program, workspace, point], {
    stdin: new Blob([JSON.stringify(settings)]),
    stdout: "ignore",
    stderr: "pipe",
  });
  const [what, when, times = "1"] = point.split(":");
  let left = Number(times);
  const kill = () => {
    if (--left === 0) child.kill("SIGKILL");
  };
  services.behaviour.openAi = {
    refuse: ({ path }) => {
      if (what === "request" && when === "before" && path === "embedding") kill();
      return undefined;
    },
    headers: ({ path }) => {
      if (what === "request" && when === "after" && path === "embedding") kill();
      return {};
    },
  };
  await child.exited;
  if (child.signalCode === null && child.exitCode !== 0) throw new Error(await child.stderr.text());
  return child.signalCode;
}

const charged = () =>
  services.openAi.charged
    .filter(({ path }) => path === "embedding")
    .map(({ body }) => body.input as string[]);

/** Where an index is: its points, and how a new one is made, empty or as it was after the first run. */
const places = [
  {
    name: "an SQLite index",
    points: isLong ? [...new Set([...points, ...more])] : points,
    least: 25,
    indexFor: async () => undefined,
    test: usual,
  },
  {
    name: "an index on a PostgreSQL server",
    points: isLong ? [...new Set([...points, ...more])] : ofServer,
    least: isLong ? 25 : ofServer.length,
    indexFor: async (name: string, of?: string) => server?.copy(name, of),
    test: skipUnless(isThere, "no PostgreSQL server on this machine"),
  },
];

describe.each(places)("killed with $name", ({ points, least, indexFor, test }) => {
  /** Where it happens, and as it is before each death: receipts are of these paths. */
  const folder = join(newFolder(), "live");
  const base = join(newFolder(), "base");
  const [workspace, documents] = [join(folder, "workspace"), join(folder, "documents")];
  const missed: string[] = [];

  beforeAll(async () => {
    mkdirSync(folder);
    makeDocuments(documents);
    await begin(workspace, documents);
    await work(workspace, await indexFor("base"));
    cpSync(folder, base, { recursive: true, preserveTimestamps: true });
  });

  for (const point of points) {
    test(`at ${point} an ingest loses nothing, doubles nothing, and pays twice at most what was in flight`, async () => {
      rmSync(folder, { recursive: true });
      cpSync(base, folder, { recursive: true, preserveTimestamps: true });
      const index = await indexFor(`crash${++copies}`, "base");
      changeDocuments(documents);
      const before = charged().length;
      const run = await begin(workspace, documents);
      if ((await work(workspace, index, point)) !== "SIGKILL") missed.push(point);
      for (let life = 0; life < 6 && !isOver(workspace, run); life++) await work(workspace, index);
      const requests = charged().slice(before);

      const stores = openStores(workspace);
      const row = stores.ledger.runs.find(run);
      expect(row?.state).toBe("ended");
      expect(stores.ledger.counters.counts(row?.id ?? 0)).toMatchObject({
        failed: 0,
        pending: 0,
        leased: 0,
        waiting: 0,
      });
      await expectWhole(await stores.documents.open(index), documents);
      stores.close();

      const times = new Map<string, number>();
      for (const one of requests.flat()) times.set(one, (times.get(one) ?? 0) + 1);
      const twice = [...times].filter(([, count]) => count > 1);
      expect(Math.max(...times.values())).toBeLessThanOrEqual(2);
      // Two workers have two requests in flight.
      const largest = requests.map(({ length }) => length).toSorted((left, right) => right - left);
      expect(twice.length).toBeLessThanOrEqual((largest[0] ?? 0) + (largest[1] ?? 0));
    });
  }

  test(`${least} or more of the named points were reached by a running ingest`, () => {
    if (points.length - missed.length < least) throw new Error(`not reached: ${missed.join(", ")}`);
  });
});

/** All is there, once, and found. */
async function expectWhole(index: DocumentIndex, documents: string): Promise<void> {
  const current = await index.current();
  if (!current) throw new Error("no space was chosen");
  const space = await index.space(current);
  const rows = (await space.page(documents, 100)).filter(({ path }) => path.startsWith(documents));
  const names = ["edited", "long", "moved", "new1", "new2", "new3", "same"];
  expect(rows.map(({ path }) => path)).toEqual(names.map((name) => join(documents, `${name}.txt`)));
  expect(await space.flaws()).toMatchObject({ incomplete: [], orphans: 0, unsearchable: 0 });
  // What a first run over the same files would hold, chunk for chunk.
  expect(rows.reduce((sum, { chunks }) => sum + chunks, 0)).toBe(await chunksOfFreshRun());
  for (const about of ["new2", "edited", "long"]) {
    const [word = ""] = sentence(about, 7).match(/(?<=que dice )\w+/) ?? [];
    const vector = new Float32Array(current.dimensions).fill(current.dimensions ** -0.5);
    const found = await space.find({ text: word, vector, limit: 20 });
    expect(found.filter((chunk) => chunk.text.includes(word)).map((chunk) => chunk.path)).toContain(
      join(documents, `${about}.txt`),
    );
  }
  await index.close();
}

function isOver(workspace: string, run: string): boolean {
  const stores = openStores(workspace);
  const state = stores.ledger.runs.find(run)?.state;
  stores.close();
  return state === "ended";
}

let fresh: Promise<number> | undefined;

function chunksOfFreshRun(): Promise<number> {
  fresh ??= (async () => {
    const other = newFolder();
    makeDocuments(join(other, "documents"));
    changeDocuments(join(other, "documents"));
    await begin(join(other, "workspace"), join(other, "documents"));
    await work(join(other, "workspace"), undefined);
    const stores = openStores(join(other, "workspace"));
    const index = await stores.documents.open();
    const current = await index.current();
    const size = current && (await (await index.space(current)).size());
    await index.close();
    stores.close();
    return size?.chunks ?? 0;
  })();
  return fresh;
}
