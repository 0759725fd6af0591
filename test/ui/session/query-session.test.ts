import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { join } from "node:path";
import type { QueryKind } from "../../../src/engine/queries/query.ts";
import { type AskOptions, QuerySession } from "../../../src/ui/session/query-session.ts";
import { openWorkspace, type Workspace } from "../../fixtures/terminal/workspace.ts";
import { counting, deadly, opened, refusing, stuck, talkative } from "../../fixtures/workflows/asked.ts";

let workspace: Workspace;
let session: QuerySession;

beforeEach(() => {
  workspace = openWorkspace();
  session = new QuerySession({
    folder: workspace.folder,
    settings: {},
    program: join(import.meta.dir, "..", "..", "fixtures", "query-worker.ts"),
  });
});
afterEach(async () => {
  await session.close();
  workspace[Symbol.dispose]();
});

type Numbers = QueryKind<{ readonly count: number; readonly pauseMs?: number | undefined }, number>;

/** All rows of an answer; what it throws is among them as its code. */
async function asked(kind: Numbers, count: number, options: AskOptions & { pauseMs?: number } = {}) {
  const { pauseMs, ...rest } = options;
  const rows: (number | string)[] = [];
  try {
    for await (const row of session.ask(kind, { count, pauseMs }, rest)) rows.push(row);
  } catch (error) {
    rows.push((error as { code: string }).code);
  }
  return rows;
}

async function isGone(pid: number | undefined): Promise<boolean> {
  for (let look = 0; look < 100; look++) {
    try {
      process.kill(pid ?? 0, 0);
    } catch {
      return true;
    }
    await Bun.sleep(20);
  }
  return false;
}

describe("an answer", () => {
  test("comes row by row, while others are under way", async () => {
    const slow = asked(counting, 5, { pauseMs: 20 });
    expect(await asked(counting, 3)).toEqual([1, 2, 3]);
    expect(await slow).toEqual([1, 2, 3, 4, 5]);
  });

  test("ends with what the query has to say against it", async () => {
    expect(await asked(refusing, 2)).toEqual([1, 2, "catalogue-empty"]);
  });

  test("stops coming when it is no longer wanted, and the process is free for the next", async () => {
    const stop = new AbortController();
    const rows: number[] = [];
    for await (const row of session.ask(counting, { count: 1000, pauseMs: 5 }, { signal: stop.signal })) {
      rows.push(row);
      if (row === 2) stop.abort();
    }
    expect(rows).toEqual([1, 2]);
    expect(await asked(counting, 1)).toEqual([1]);
    expect(await asked(counting, 1, { signal: stop.signal })).toEqual([]);
  });

  test("that a person leaves in the middle is cancelled", async () => {
    for await (const row of session.ask(counting, { count: 1000, pauseMs: 5 })) if (row === 2) break;
    expect(await asked(counting, 1)).toEqual([1]);
  });
});

test("one process answers all, and what a query opened stays open", async () => {
  expect(await asked(opened, 0)).toEqual([1, 1]);
  const { pid } = session;
  expect(await asked(opened, 0)).toEqual([1, 2]);
  expect(session.pid).toBe(pid);
});

describe("a process that dies", () => {
  test("is started anew, and what it had not begun to answer is asked again", async () => {
    await asked(opened, 0);
    const { pid } = session;
    const underway = asked(opened, 0);
    process.kill(pid ?? 0, "SIGKILL");
    expect(await underway).toEqual([1, 1]);
    expect(session.pid).not.toBe(pid);
  });

  test("twice over the same query is not asked a third time", async () => {
    expect(await asked(deadly, 0)).toEqual(["query-lost"]);
    expect(await asked(counting, 2)).toEqual([1, 2]);
  });

  test("in the middle of an answer ends that answer, for half of it was told", async () => {
    expect(await asked(deadly, 2)).toEqual([1, 2, "query-lost"]);
  });

  test("or prints where only answers belong is replaced", async () => {
    expect(await asked(talkative, 1)).toEqual(["query-lost"]);
    expect(await asked(counting, 1)).toEqual([1]);
  });
});

test("an answer that does not come in time is given up", async () => {
  await asked(counting, 0);
  expect(await asked(stuck, 1, { patienceMs: 200 })).toEqual([1, "query-timeout"]);
});

test("the process ends with the session, even when it is stuck", async () => {
  await asked(counting, 0);
  const { pid } = session;
  await session.close();
  expect(await isGone(pid)).toBe(true);
  const other = asked(stuck, 0);
  while (session.pid === undefined) await Bun.sleep(5);
  const stuckPid = session.pid;
  await session.close();
  expect(await other).toEqual([]);
  expect(await isGone(stuckPid)).toBe(true);
});

test("the process ends when its parent is killed", async () => {
  const program = join(import.meta.dir, "..", "..", "fixtures", "parent-of-queries.ts");
  const parent = Bun.spawn([process.execPath, program, workspace.folder], { stdout: "pipe" });
  const chunks = parent.stdout[Symbol.asyncIterator]();
  const { value } = await chunks.next();
  const pid = Number(new TextDecoder().decode(value));
  expect(pid).toBeGreaterThan(1);
  parent.kill("SIGKILL");
  expect(await isGone(pid)).toBe(true);
});
