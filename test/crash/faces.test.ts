import { expect } from "bun:test";
import { join } from "node:path";
import { settingsForWorker } from "../../src/engine/config/engine-settings.ts";
import { startRun } from "../../src/engine/run/start.ts";
import { embedRequest } from "../../src/engine/workflows/faces/parameters.ts";
import { checkHealth } from "../../src/stores/sqlite/repair.ts";
import { faceRoom, mysqlSettings } from "../fixtures/faces/face-room.ts";
import { pictureServer } from "../fixtures/faces/picture-server.ts";
import { colours, squarePicture } from "../fixtures/faces/square-pictures.ts";
import { hasMysql, noMysql, testDatabase } from "../fixtures/mysql/database.ts";
import { skipUnless } from "../support/skip.ts";

const people = 400;
/** `LOTE_CRASH=long` kills many more times; `LOTE_SEED` repeats the moments of an earlier run. */
const kills = process.env.LOTE_CRASH === "long" ? 100 : 12;
const seed = Number(process.env.LOTE_SEED ?? Date.now() % 2 ** 32);

/** Numbers from a seed (mulberry32). */
function randomFrom(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

skipUnless(hasMysql, noMysql)(
  `workers killed again and again leave one vector in force a person, and no receipt without its row (seed ${seed})`,
  async () => {
    const random = randomFrom(seed);
    await using database = await testDatabase();
    await database.run("CREATE TABLE tripulantes (crew_id INT PRIMARY KEY, imagen VARCHAR(80))");
    await database.run(`INSERT INTO tripulantes SELECT seq, 'FAED(1).jpg' FROM seq_1_to_${people}`);
    const picture = await squarePicture([{ colour: colours.red }]);
    await using server = await pictureServer(() => picture);
    using room = faceRoom(mysqlSettings(database.address, server.url));
    const request = embedRequest(
      {
        from: { kind: "mysql" },
        to: "mysql",
        all: false,
        person: null,
        force: false,
        model: null,
        max: null,
      },
      { accept: "strong", onAmbiguous: "review", dryRun: false },
    );
    const { run } = await startRun(room.stores.ledger, request);
    const start = () =>
      Bun.spawn(
        [
          process.execPath,
          join(import.meta.dir, "../fixtures/faces/face-worker.ts"),
          room.workspace,
          run.name,
        ],
        {
          env: { ...process.env, ...settingsForWorker(room.settings) },
          stdio: ["ignore", "ignore", "ignore"],
        },
      );
    const rows = async () =>
      Number((await database.run("SELECT COUNT(*) AS n FROM lote_receipt").catch(() => [{ n: 0 }]))[0]?.n);
    for (let kill = 0; kill < kills; kill++) {
      const worker = start();
      // It dies in the middle of the work, not while it starts: after some vectors more than there were.
      const before = await rows();
      const wanted = before + 1 + Math.floor(random() * 30);
      while (worker.exitCode === null && (await rows()) < wanted) await Bun.sleep(2);
      worker.kill("SIGKILL");
      await worker.exited;
    }
    const done = await room.resume(run.name);
    expect(done.failures).toEqual([]);
    expect(done.counts).toMatchObject({ total: people, done: people });
    const [table] = await database.run(
      "SELECT COUNT(*) AS n, COUNT(DISTINCT crew_id) AS people, SUM(active) AS active FROM face_embeddings",
    );
    expect([table?.n, table?.people, Number(table?.active)].map(Number)).toEqual([people, people, people]);
    const [orphans] = await database.run(
      "SELECT COUNT(*) AS n FROM lote_receipt r LEFT JOIN face_embeddings f ON f.id = r.row_id WHERE f.id IS NULL",
    );
    expect(Number(orphans?.n)).toBe(0);
    // Nothing is left on the way, and the file is whole.
    expect(checkHealth(join(room.workspace, "lote.sqlite")).ok).toBe(true);
    expect((await room.embed({ from: { kind: "mysql" }, to: "mysql" })).detail).toMatchObject({
      successful: 0,
      skipped: { known: people },
    });
    const files = [...new Bun.Glob("**/*").scanSync({ cwd: room.workspace, dot: true })];
    expect(files.filter((name) => !/^(lote\.sqlite|workers\/)/.test(name))).toEqual([]);
  },
  300_000,
);
