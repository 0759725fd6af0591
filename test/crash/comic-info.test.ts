import { Database } from "bun:sqlite";
import { afterEach, beforeEach, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openZip } from "../../src/engine/archives/zip.ts";
import { retryFailed, undoRun } from "../../src/engine/run/control.ts";
import { randomOf } from "../../src/engine/seeded-random.ts";
import type { RunRow } from "../../src/stores/ledger.ts";
import { openStores, type Stores } from "../../src/stores/sqlite/open.ts";
import { archive } from "../fixtures/archive.ts";

/** `LOTE_CRASH=long` goes on for many minutes; `LOTE_SEED` repeats the moments of an earlier run. */
const isLong = process.env.LOTE_CRASH === "long";
const kills = isLong ? 400 : 30;
const seed = Number(process.env.LOTE_SEED ?? Date.now() % 2 ** 32);

let folder: string;
let comics: string;
let stores: Stores;
/** What each comic was at first. */
let old: Map<string, Buffer>;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lote-crash-comics-"));
  comics = join(folder, "comics");
  mkdirSync(comics);
  stores = openStores(join(folder, "workspace"));
  old = new Map();
});
afterEach(() => {
  stores.close();
  rmSync(folder, { recursive: true, force: true });
});

/** So many comics of so many bytes; every second has a ComicInfo.xml of its own. */
async function makeComics(count: number, bytes: number): Promise<RunRow> {
  for (let number = 0; number < count; number++) {
    const own = number % 2 === 1 ? { "ComicInfo.xml": "<ComicInfo><Writer>me</Writer></ComicInfo>" } : {};
    const page = new Uint8Array(bytes);
    crypto.getRandomValues(page.subarray(0, Math.min(bytes, 65_536)));
    const made = await (await archive({ "p1.jpg": page, ...own, "p2.jpg": "page" }, { level: 0 })).bytes();
    const path = join(comics, `${number}.cbz`);
    writeFileSync(path, made);
    old.set(path, Buffer.from(made));
  }
  const { ledger } = stores;
  return ledger.write(() =>
    ledger.runs.create({
      workflow: "comic-infos",
      parameters: { folder: comics },
      policy: { accept: "strong", onAmbiguous: "review", dryRun: false },
      fingerprint: "",
    }),
  );
}

function startWorker() {
  const program = join(import.meta.dir, "../fixtures/probe-worker.ts");
  return Bun.spawn([process.execPath, program, stores.folder], { stdio: ["ignore", "ignore", "pipe"] });
}

const isOver = (run: RunRow) => stores.ledger.runs.get(run.id)?.state === "ended";
const partIn = () => readdirSync(comics).find((name) => name.endsWith(".part"));

/** Every comic is what it was, or has its ComicInfo.xml and all else as before: never anything in between. */
async function expectWhole(): Promise<{ written: number }> {
  let written = 0;
  for (const [path, bytes] of old) {
    if (readFileSync(path).equals(bytes)) continue;
    written++;
    const zip = await openZip(path);
    const read = async (name: string) => {
      const entry = zip.entries.find((one) => one.name === name);
      return entry ? Buffer.from(await zip.read(entry, 2 ** 30)) : Buffer.alloc(0);
    };
    expect((await read("ComicInfo.xml")).toString()).toContain("<Series>Crash Test</Series>");
    expect((await read("p2.jpg")).toString()).toBe("page");
    expect((await read("p1.jpg")).length).toBeGreaterThan(1000);
    await zip.close();
  }
  return { written };
}

async function workToTheEnd(run: RunRow): Promise<void> {
  for (let life = 0; life < 5 && !isOver(run); life++) await startWorker().exited;
  expect(isOver(run)).toBe(true);
}

test(
  `workers killed in the midst of writing and of undoing leave every comic whole at every moment (seed ${seed})`,
  async () => {
    const random = randomOf(seed);
    const run = await makeComics(40, 600_000);
    const killSome = async (count: number) => {
      for (let killed = 0; killed < count && !isOver(run); killed++) {
        const worker = startWorker();
        while (partIn() === undefined && worker.exitCode === null) await Bun.sleep(1);
        await Bun.sleep(random.between(0, 25));
        worker.kill("SIGKILL");
        await worker.exited;
        await expectWhole();
      }
    };
    await killSome(kills / 2);
    // A comic that was at work whenever a worker died may be condemned for it by now, and is tried again.
    await retryFailed(stores.ledger, run);
    await workToTheEnd(run);
    expect(await expectWhole()).toEqual({ written: 40 });
    expect(stores.ledger.counters.counts(run.id)).toMatchObject({ done: 40, failed: 0 });
    expect(partIn()).toBeUndefined();

    await undoRun(stores.ledger, run);
    await killSome(kills / 2);
    await undoRun(stores.ledger, run);
    await workToTheEnd(run);
    expect(await expectWhole()).toEqual({ written: 0 });
    expect(stores.ledger.effects.countLive(run.id)).toBe(0);
    expect(readdirSync(comics)).toHaveLength(40);
  },
  isLong ? 3_600_000 : 180_000,
);

/** Holds the ledger's write lock: a worker waits with whatever it would write next. */
function holdLedger(): () => void {
  const database = new Database(join(stores.folder, "lote.sqlite"));
  database.exec("PRAGMA busy_timeout = 5000; BEGIN IMMEDIATE");
  return () => {
    database.exec("ROLLBACK");
    database.close();
  };
}

async function until(isSo: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error("it never came to that");
    await Bun.sleep(0);
  }
}

/** Is the effect's way back noted, and its comic not known to be written yet? */
const isSecured = (run: RunRow) => {
  const [effect] = stores.ledger.effects.page(run.id, 0, 1);
  const row = effect && stores.ledger.effects.live(effect.item);
  return row?.state === "planned" && row.before !== null;
};

/** The steps of writing into one comic, and how to catch a worker at each. */
const moments: Readonly<Record<string, (run: RunRow) => Promise<() => void>>> = {
  "while it copies": async () => {
    await until(() => partIn() !== undefined);
    return () => undefined;
  },
  "with the copy finished, before the way back is noted": async () => {
    await until(() => partIn() !== undefined);
    const release = holdLedger();
    await Bun.sleep(40);
    return release;
  },
  "with the new comic in place, before that is noted": async (run) => {
    const [path = ""] = old.keys();
    const { ino } = statSync(path);
    // Between two transactions the worker leaves the lock free for some milliseconds.
    await until(() => isSecured(run));
    const release = holdLedger();
    await until(() => statSync(path).ino !== ino);
    return release;
  },
};

for (const [when, reach] of Object.entries(moments)) {
  test(`a worker killed ${when} leaves a whole comic, its successor goes on, and undo gives every byte back`, async () => {
    const run = await makeComics(1, 25_000_000);
    const [path = ""] = old.keys();
    const worker = startWorker();
    const release = await reach(run);
    worker.kill("SIGKILL");
    await worker.exited;
    release();
    const { written } = await expectWhole();
    expect(written).toBe(when.includes("in place") ? 1 : 0);
    await workToTheEnd(run);
    expect(await expectWhole()).toEqual({ written: 1 });
    expect(readdirSync(comics)).toEqual(["0.cbz"]);
    await undoRun(stores.ledger, run);
    await workToTheEnd(run);
    expect(readFileSync(path).equals(old.get(path) ?? Buffer.alloc(0))).toBe(true);
  }, 120_000);

  test(`an undo killed ${when} leaves a whole comic, and is gone on with`, async () => {
    const run = await makeComics(1, 25_000_000);
    await workToTheEnd(run);
    await undoRun(stores.ledger, run);
    const worker = startWorker();
    if (when.includes("in place")) {
      const [path = ""] = old.keys();
      const { ino } = statSync(path);
      await until(() => statSync(path).ino !== ino);
    } else await reach(run).then((release) => release());
    worker.kill("SIGKILL");
    await worker.exited;
    await expectWhole();
    await workToTheEnd(run);
    expect(await expectWhole()).toEqual({ written: 0 });
    expect(readdirSync(comics)).toEqual(["0.cbz"]);
  }, 120_000);
}
