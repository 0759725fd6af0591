import { expect, test } from "bun:test";
import { join } from "node:path";
import { InFlight } from "../../../src/stores/files/in-flight.ts";
import { temporaryFolder } from "../../fixtures/temporary-folder.ts";

test("who looks from outside sees which items are inside, and in which step", () => {
  const path = join(temporaryFolder(), "worker.inflight");
  const inFlight = new InFlight(path);
  inFlight.enter(7, "look-up");
  inFlight.enter(9, "imágenes");
  inFlight.enter(11);
  expect(InFlight.steps(path)).toEqual([
    { item: 7, step: "look-up", hand: 0 },
    { item: 9, step: "imágenes", hand: 0 },
    { item: 11, step: "", hand: 0 },
  ]);
  inFlight.leave(7);
  inFlight.enter(9, "look-up");
  inFlight.leave(9);
  expect(InFlight.steps(path)).toEqual([
    { item: 9, step: "look-up", hand: 0 },
    { item: 11, step: "", hand: 0 },
  ]);
  expect(InFlight.read(path)).toEqual([9, 11]);
  inFlight.remove();
  expect(InFlight.read(path)).toEqual([]);
});

test("more items than there is room for, and more steps, are worked on all the same", () => {
  const path = join(temporaryFolder(), "worker.inflight");
  const inFlight = new InFlight(path);
  for (let item = 1; item <= 5000; item++) inFlight.enter(item, `step ${item}`);
  const steps = InFlight.steps(path);
  expect(steps.length).toBe(4096);
  expect(steps[0]).toEqual({ item: 1, step: "step 1", hand: 0 });
  expect(steps.at(-1)).toEqual({ item: 4096, step: "", hand: 0 });
  for (let item = 1; item <= 5000; item++) inFlight.leave(item);
  expect(InFlight.read(path)).toEqual([]);
});

test("an item whose parts are in several hands is seen in each, and is suspected once", () => {
  const path = join(temporaryFolder(), "worker.inflight");
  const inFlight = new InFlight(path);
  for (const hand of [1, 2]) inFlight.enter(7, "embed", hand);
  inFlight.enter(8, "embed", 2);
  expect(InFlight.steps(path)).toEqual([
    { item: 7, step: "embed", hand: 1 },
    { item: 7, step: "embed", hand: 2 },
    { item: 8, step: "embed", hand: 2 },
  ]);
  expect(InFlight.read(path)).toEqual([7, 8]);
  inFlight.leave(7, 1);
  inFlight.leave(7, 2);
  expect(InFlight.read(path)).toEqual([8]);
});
