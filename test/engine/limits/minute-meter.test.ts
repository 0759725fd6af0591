import { expect, test } from "bun:test";
import { MinuteMeter } from "../../../src/engine/limits/minute-meter.ts";

test("what was sent counts for a minute and not longer", () => {
  const meter = new MinuteMeter();
  const start = 1_000_000;
  meter.add(start, 100);
  meter.add(start + 30_000, 50);
  expect(meter.total(start + 30_000)).toEqual({ requests: 2, tokens: 150 });
  expect(meter.total(start + 59_999)).toEqual({ requests: 2, tokens: 150 });
  expect(meter.total(start + 60_000)).toEqual({ requests: 1, tokens: 50 });
  expect(meter.total(start + 10_000_000)).toEqual({ requests: 0, tokens: 0 });
});
