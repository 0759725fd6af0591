import { afterEach, expect, test } from "bun:test";
import { debug, originOf, sayDebugTo } from "../../../src/engine/processes/debug-log.ts";

afterEach(() => sayDebugTo(undefined));

test("nothing is said until somebody asks for it, then one line of JSON for each thing", () => {
  const lines: string[] = [];
  debug("stage", { item: 1 });
  sayDebugTo((line) => lines.push(line));
  debug("stage", { item: 2, stage: "embed", code: undefined });
  expect(lines.map((line) => JSON.parse(line))).toEqual([
    { debug: "stage", at: expect.any(String), item: 2, stage: "embed" },
  ]);
  expect(lines[0]).toStartWith('{"debug":');
});

test("of an unexpected error its class and frames are told, and not a word of its message", () => {
  const origin = originOf(new RangeError("Maria Silva\nat /home/maria/crew/789123.jpg:1\nsk-secret"));
  expect(origin.error).toBe("RangeError");
  expect(origin.stack[0]).toContain("debug-log.test.ts");
  expect(JSON.stringify(origin)).not.toMatch(/maria|789123|sk-secret/i);
  expect(originOf("Maria")).toEqual({ error: "string", stack: [] });
});
