import { expect, test } from "bun:test";
import { existsSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InFlight } from "../../../src/stores/files/in-flight.ts";
import { LifeLock } from "../../../src/stores/files/life-lock.ts";
import { sweepWorkerFiles } from "../../../src/stores/files/sweep.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

const folder = temporaryFolder();

/** A process that takes the lock at a path, says so, and waits to be killed. */
async function holder(path: string) {
  const program = `
    const { LifeLock } = await import(${JSON.stringify(join(import.meta.dir, "../../../src/stores/files/life-lock.ts"))});
    globalThis.lock = LifeLock.take(${JSON.stringify(path)});
    console.log("held");
    setInterval(() => undefined, 1000);`;
  const child = Bun.spawn([process.execPath, "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
  for await (const _ of child.stdout) break;
  return child;
}

test("a life lock is seen as held by others, and as free the instant its holder is killed", async () => {
  const path = join(folder, "a.lock");
  const child = await holder(path);
  expect(LifeLock.isHeld(path)).toBe(true);
  expect(LifeLock.isHeld(path)).toBe(true);
  child.kill("SIGKILL");
  await child.exited;
  expect(LifeLock.isHeld(path)).toBe(false);
});

test("a life lock that is given back leaves no file, and a missing file is no life", () => {
  const path = join(folder, "b.lock");
  const lock = LifeLock.take(path);
  expect(LifeLock.isHeld(path)).toBe(true);
  lock.release();
  expect(LifeLock.isHeld(path)).toBe(false);
  expect(readdirSync(folder).filter((name) => name.startsWith("b."))).toEqual([]);
});

test("what is inside a stage can be read by others, and an item in two batches is inside until both are over", async () => {
  const path = join(folder, "c.inflight");
  const inFlight = new InFlight(path);
  for (const item of [7, 8, 7]) inFlight.enter(item);
  inFlight.leave(7);
  inFlight.leave(99);
  expect((await InFlight.read(path)).sort()).toEqual([7, 8]);
  inFlight.leave(7);
  expect(await InFlight.read(path)).toEqual([8]);
  inFlight.remove();
  expect(await InFlight.read(path)).toEqual([]);
});

test("items beyond the places of the in-flight file are not tracked, and nothing breaks", async () => {
  const inFlight = new InFlight(join(folder, "d.inflight"));
  for (let item = 1; item <= 5000; item++) inFlight.enter(item);
  expect((await InFlight.read(inFlight.path)).length).toBe(4096);
  for (let item = 1; item <= 5000; item++) inFlight.leave(item);
  expect(await InFlight.read(inFlight.path)).toEqual([]);
});

test("files of workers that were killed before they were known are swept, those of known and living ones are not", async () => {
  const workers = temporaryFolder();
  const at = (name: string) => join(workers, name);
  for (const name of ["lost.lock", "lost.inflight", "dead.lock", "dead.inflight", "new.lock"])
    writeFileSync(at(name), "");
  const alive = await holder(at("alive.lock"));
  const old = Date.now() / 1000 - 3600;
  for (const name of readdirSync(workers)) if (name !== "new.lock") utimesSync(at(name), old, old);
  sweepWorkerFiles(workers, new Set([at("dead.lock")]), Date.now());
  expect(readdirSync(workers).sort()).toEqual(["alive.lock", "dead.inflight", "dead.lock", "new.lock"]);
  expect(existsSync(at("alive.lock"))).toBe(true);
  alive.kill("SIGKILL");
  await alive.exited;
});
