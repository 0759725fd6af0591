import { expect, test } from "bun:test";
import { Hands } from "../../../src/engine/flow/hands.ts";

test("a hand that became free is the next one to be given work", () => {
  const hands = new Hands();
  expect([hands.take(), hands.take(), hands.take()]).toEqual([1, 2, 3]);
  hands.giveBack(2);
  expect([hands.take(), hands.take()]).toEqual([2, 4]);
});
