import { describe, expect, test } from "bun:test";
import {
  ProgressLine,
  type ProgressManner,
  type ShownProgress,
} from "../../../src/ui/headless/progress-line.ts";
import { translator } from "../../../src/ui/language/translator.ts";
import { presentWork } from "../../fixtures/terminal/present-work.ts";

/** A terminal or log whose clock the test turns. */
function watched(flags: ProgressManner["flags"], columns: number | null) {
  const written: string[] = [];
  let now = 0;
  const write = (text: string) => void written.push(text);
  const line = new ProgressLine({ flags, t: translator("en") }, { columns, write, now: () => now });
  return {
    written,
    line,
    at: (time: number, done: number, change: Partial<ShownProgress> = {}) => {
      now = time;
      line.show(progress(done, change));
    },
  };
}

function progress(done: number, change: Partial<ShownProgress> = {}): ShownProgress {
  const none = { pending: 0, leased: 0, waiting: 0, review: 0, done, skipped: 0, failed: 0, retried: 0 };
  return {
    counts: none,
    total: 100,
    run: { sourceDone: true, workflow: "documents.ingest" },
    present: { limits: [], hands: [] },
    ...change,
  };
}

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("progress in words", () => {
  test("a log gets a line a second at most, and never the same twice", () => {
    const { at, written } = watched({}, null);
    at(0, 0);
    for (let time = 100; time < 1_000; time += 100) at(time, time / 100);
    at(1_000, 10);
    const stuck = { counts: { ...progress(10).counts, done: 8, failed: 1, review: 1 } };
    for (const time of [20_000, 30_000, 40_000]) at(time, 10, stuck);
    expect(written.slice(0, 2).map(plain)).toEqual([
      "0 of 100 (0%)\n",
      "10 of 100 (10%), 10/s, 9.0 sec left\n",
    ]);
    expect(plain(written[2] ?? "")).toContain("1 to review, 1 failed\n");
    expect(written.length).toBeLessThanOrEqual(4);
    expect(new Set(written).size).toBe(written.length);
  });

  test("while the source is still read no share and no end is claimed", () => {
    const { at, written } = watched({}, null);
    at(0, 10, { run: { sourceDone: false, workflow: "documents.ingest" } });
    expect(written).toEqual(["10 so far, still counting\n"]);
  });

  test("a terminal gets one line that is drawn over, within its width, and is left clean", () => {
    const { at, line, written } = watched({}, 12);
    at(0, 1);
    at(50, 2);
    at(100, 3);
    line.clear();
    line.clear();
    expect(written).toEqual(["\r\u001b[K1 of 100 (…", "\r\u001b[K3 of 100 (…", "\r\u001b[K"]);
  });

  test("a screen reader hears each tenth once", () => {
    const { at, written } = watched({ screenReader: true }, 80);
    for (let done = 0; done <= 100; done++) at(done * 10, done);
    expect(written).toHaveLength(11);
    expect(written.join("")).not.toContain("\u001b");
  });

  test("quiet says nothing", () => {
    const { at, line, written } = watched({ quiet: true }, 80);
    at(0, 50);
    line.clear();
    expect(written).toEqual([]);
  });

  test("the limits of the services, what holds back and who works at what are told in the same line", () => {
    const { at, written } = watched({}, null);
    const { limits, hands } = presentWork(3);
    const run = { sourceDone: true, workflow: "documents.ingest" };
    at(0, 10, { run, present: { limits: limits.slice(0, 2), hands } });
    expect(written.map(plain)).toEqual([
      "10 of 100 (10%); " +
        "api.openai.com text-embedding-3-small: requests a minute 45 of 400, tokens a minute 150,000 of 160,000, " +
        "held back by tokens a minute, 12 wait; " +
        "api.openai.com gpt-nano: requests a minute 7, no known limit, tokens a minute 0 of 800, nothing holds back; " +
        "3 workers at work: reading and cutting 1, vectors 2\n",
    ]);
  });
});
