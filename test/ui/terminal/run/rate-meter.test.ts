import { expect, test } from "bun:test";
import { RateMeter } from "../../../../src/ui/terminal/run/rate-meter.ts";

test("a rate is known after half a second and looks ten seconds back", () => {
  const meter = new RateMeter();
  meter.add(0, 0);
  expect(meter.perSecond(400)).toBeNull();
  for (let at = 1000; at <= 60_000; at += 1000)
    meter.add(at, at < 50_000 ? at / 10 : 5000 + (at - 50_000) / 100);
  expect(meter.perSecond(60_000)).toBeCloseTo(10, 0);
});

test("a rate falls while nothing is finished", () => {
  const meter = new RateMeter();
  meter.add(0, 0);
  meter.add(1000, 100);
  meter.add(2000, 100);
  expect(meter.perSecond(2000)).toBe(50);
});

test("items that are put back start a new measurement", () => {
  const meter = new RateMeter();
  meter.add(0, 0);
  meter.add(1000, 100);
  meter.add(1100, 40);
  expect(meter.perSecond(1200)).toBeNull();
  meter.add(2100, 50);
  expect(meter.perSecond(2100)).toBe(10);
});
