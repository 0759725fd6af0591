import { afterAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ConfinedPool, type ConfinedPoolOptions } from "../../../src/engine/confined/confined-pool.ts";
import { toLoteError } from "../../../src/engine/errors/lote-error.ts";

const fixtures = join(import.meta.dir, "../../fixtures");
const open: ConfinedPool[] = [];
afterAll(async () => {
  for (const pool of open) await pool.close();
});

function poolOf(options: Partial<ConfinedPoolOptions> = {}): ConfinedPool {
  const pool = new ConfinedPool({ program: join(fixtures, "hostile-parsers.ts"), size: 1, ...options });
  open.push(pool);
  return pool;
}

const text = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
const ask = (pool: ConfinedPool, parser: string, limits = {}) => pool.ask({ parser, task: null }, limits);
const failure = (work: Promise<unknown>) =>
  work.then(
    () => "answered",
    (error: unknown) => toLoteError(error),
  );
const small = { limits: { memoryBytes: 128 * 2 ** 20 } };

/** A process that has ended but was not collected yet counts as ended. */
function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    return false;
  }
}

test("one process answers many requests, each with its own bytes", async () => {
  const pool = poolOf();
  const payloads = Array.from({ length: 50 }, (_, index) => new Uint8Array(index * 1000).fill(index));
  const answers = await Promise.all(
    payloads.map((payload) => pool.ask({ parser: "echo", task: null, payload })),
  );
  expect(answers.map((bytes) => Buffer.compare(bytes, Buffer.alloc(bytes.length, bytes[0])))).toEqual(
    payloads.map(() => 0),
  );
  expect(answers.map(({ length }) => length)).toEqual(payloads.map(({ length }) => length));
  expect(pool.pids).toHaveLength(1);
});

test("no more processes are started than the pool may have", async () => {
  const pool = poolOf({ size: 2 });
  await Promise.all(Array.from({ length: 8 }, () => ask(pool, "echo")));
  expect(pool.pids.length).toBeLessThanOrEqual(2);
});

test("a file that its parser refuses is that file's failure, and the process serves on", async () => {
  const pool = poolOf();
  expect(await failure(ask(pool, "refuse"))).toMatchObject({ code: "archive-encrypted" });
  const [pid] = pool.pids;
  expect(text(await ask(pool, "pid"))).toBe(String(pid));
});

test("a loop that never ends is killed at the deadline, and the next file has a new process", async () => {
  const pool = poolOf();
  const before = text(await ask(pool, "pid"));
  expect(await failure(ask(pool, "spin", { deadlineMs: 300 }))).toMatchObject({
    code: "parser-timeout",
    data: { seconds: 1 },
  });
  expect(text(await ask(pool, "pid"))).not.toBe(before);
  while (isRunning(Number(before))) await Bun.sleep(10);
});

const noLimit = process.platform === "linux" ? "" : " (skipped: memory is limited on Linux only)";
for (const kind of ["wasm", "buffers", "objects"]) {
  test.skipIf(noLimit !== "")(
    `a parser that takes all memory it can get for ${kind} is held${noLimit}`,
    async () => {
      const pool = poolOf(small);
      expect(await failure(ask(pool, `grow ${kind}`))).toMatchObject({
        code: "parser-memory",
        data: { limit: 128 },
      });
      expect(text(await pool.ask({ parser: "echo", task: null, payload: Buffer.from("on") }))).toBe("on");
    },
  );
}

test("an answer longer than agreed is not read", async () => {
  expect(await failure(ask(poolOf(), "pour", { outputBytes: 3 * 2 ** 20 }))).toMatchObject({
    code: "parser-output",
    data: { limit: 3 },
  });
});

test("a process that writes what is no message is ended", async () => {
  const pool = poolOf();
  expect(await failure(ask(pool, "babble"))).toMatchObject({ code: "parser-crashed" });
  expect(pool.pids).toEqual([]);
});

test("a crash says by which signal, with the last words but without their controls", async () => {
  expect(await failure(ask(poolOf(), "die"))).toMatchObject({
    code: "parser-crashed",
    data: { detail: "SIGSEGV: last words" },
  });
});

test("a parser that throws a bare number ends its process", async () => {
  const pool = poolOf();
  expect(await failure(ask(pool, "trap"))).toMatchObject({
    code: "parser-crashed",
    data: { detail: "262864" },
  });
  expect(pool.pids).toEqual([]);
});

test("a file that dies of what another left behind is read in a fresh process", async () => {
  const pool = poolOf();
  await ask(pool, "poison the next");
  expect(text(await ask(pool, "unless poisoned"))).toBe("clean");
});

test("an aborted request ends at once with the reason, also one that waits for its turn", async () => {
  const pool = poolOf();
  const stop = new AbortController();
  const reason = new Error("enough");
  const both = [ask(pool, "spin", { signal: stop.signal }), ask(pool, "echo", { signal: stop.signal })];
  stop.abort(reason);
  const outcomes = await Promise.allSettled(both);
  expect(outcomes).toEqual([
    { status: "rejected", reason },
    { status: "rejected", reason },
  ]);
  expect(text(await pool.ask({ parser: "echo", task: null, payload: Buffer.from("on") }))).toBe("on");
});

test("the pool's signal ends all its requests, but for those with one of their own", async () => {
  const stop = new AbortController();
  const pool = poolOf({ size: 2, signal: stop.signal });
  const reason = new Error("the run is over");
  const spinning = ask(pool, "spin");
  const own = ask(pool, "echo", { signal: new AbortController().signal });
  stop.abort(reason);
  expect(await spinning.catch((error) => error)).toBe(reason);
  expect((await own).length).toBe(0);
});

test("closing a pool ends its processes, whatever they do", async () => {
  const pool = poolOf();
  await ask(pool, "echo");
  const [pid = 0] = pool.pids;
  const spinning = ask(pool, "spin");
  const waiting = ask(pool, "echo");
  const outcomes = Promise.allSettled([spinning, waiting]);
  await pool.close();
  for (const outcome of await outcomes) expect(outcome).toMatchObject({ reason: { name: "AbortError" } });
  expect(isRunning(pid)).toBe(false);
});

test("closing a pool ends a file that is read in a fresh process like any other", async () => {
  const pool = poolOf();
  await ask(pool, "poison the next");
  const [used = 0] = pool.pids;
  const spinning = ask(pool, "spin unless poisoned").catch((error: unknown) => error);
  while (pool.pids.every((pid) => pid === used)) await Bun.sleep(10);
  await pool.close();
  expect(await spinning).toMatchObject({ name: "AbortError" });
});

test("a confined child sees no key of the environment it was started from", async () => {
  process.env.OPENAI_API_KEY = "sk-canary";
  try {
    expect(text(await ask(poolOf(), "environment"))).not.toContain("sk-canary");
  } finally {
    delete process.env.OPENAI_API_KEY;
  }
});

test.skipIf(noLimit !== "")(
  `a confined child dies with its parent in the middle of a loop of wasm${noLimit}`,
  async () => {
    const parent = Bun.spawn([process.execPath, join(fixtures, "parent-of-a-confined.ts")], {
      stdout: "pipe",
      stderr: "ignore",
    });
    const { value } = await parent.stdout.getReader().read();
    const pid = Number(text(value ?? new Uint8Array()));
    expect(isRunning(pid)).toBe(true);
    parent.kill("SIGKILL");
    await parent.exited;
    while (isRunning(pid)) await Bun.sleep(10);
  },
);
