import { expect, jest, test } from "bun:test";
import type { CommandContext } from "../../../src/ui/commands/context.ts";
import { estimating } from "../../../src/ui/commands/estimating.ts";
import { translator } from "../../../src/ui/language/translator.ts";

/** What was said until an estimate was there that took so long, milliseconds of a clock of the test's own. */
async function said(ms: number, flags: Partial<CommandContext["flags"]> = {}): Promise<string[]> {
  jest.useFakeTimers();
  try {
    const lines: string[] = [];
    const context = { flags, say: (line: string) => lines.push(line), t: translator("en") };
    const { promise, resolve } = Promise.withResolvers<void>();
    setTimeout(resolve, ms);
    const waiting = estimating(context as unknown as CommandContext, promise);
    jest.advanceTimersByTime(ms);
    await waiting;
    jest.advanceTimersByTime(10_000);
    return lines;
  } finally {
    jest.useRealTimers();
  }
}

test("an estimate that takes a while says so, and a quick one says nothing", async () => {
  expect(await said(900)).toEqual([]);
  expect(await said(1500)).toEqual(["Working out what it will take…"]);
});

test("who wants it quiet hears nothing of it", async () => {
  expect(await said(1500, { quiet: true })).toEqual([]);
});
