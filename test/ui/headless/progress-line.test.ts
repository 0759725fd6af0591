import { describe, expect, test } from "bun:test";
import {
  ProgressLine,
  type ProgressManner,
  type ShownProgress,
} from "../../../src/ui/headless/progress-line.ts";
import { translator } from "../../../src/ui/language/translator.ts";

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
  return { counts: none, total: 100, run: { sourceDone: true }, ...change };
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
    at(0, 10, { run: { sourceDone: false } });
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
});
