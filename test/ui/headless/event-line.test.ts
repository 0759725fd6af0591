import { describe, expect, test } from "bun:test";
import type { LedgerEvent } from "../../../src/stores/ledger.ts";
import { eventLineShape } from "../../../src/ui/headless/contract.ts";
import { eventLine } from "../../../src/ui/headless/event-line.ts";

const line = (event: LedgerEvent, language: "en" | "es" = "en") =>
  eventLine(
    { seq: 7, run: 1, at: 1_700_000_000_123, event },
    { name: "r1", workflow: "comics.classify" },
    language,
  );

/** One of each kind, and the line that scripts were promised for it. */
const golden: readonly [LedgerEvent, string][] = [
  [
    { type: "item", item: "a.cbz", state: "done" },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"item","item":"a.cbz","state":"done"}',
  ],
  [
    {
      type: "item",
      item: "b.cbz",
      state: "failed",
      stage: "open",
      failure: { stage: "open", code: "archive-encrypted", data: {} },
    },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"item","item":"b.cbz","state":"failed","stage":"open","failure":{"stage":"open","code":"archive-encrypted","message":"The archive is encrypted.","hint":"Repack it without a password."}}',
  ],
  [
    { type: "run", state: "started" },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"run","state":"started"}',
  ],
  [
    { type: "note", code: "provider", data: { name: "cpu" } },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"note","code":"provider","data":{"name":"cpu"}}',
  ],
  [
    { type: "item", item: "notes.txt", state: "skipped", reason: "not-a-comic" },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"item","item":"notes.txt","state":"skipped","reason":"not-a-comic"}',
  ],
  [
    {
      type: "note",
      code: "page-skipped",
      data: { item: "a.cbz", page: "1.jpg", code: "empty-file", reason: "The file is empty." },
    },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"note","code":"page-skipped","data":{"item":"a.cbz","page":"1.jpg","code":"empty-file","reason":"The file is empty."},"message":"1.jpg was passed over: The file is empty."}',
  ],
  [
    { type: "decision", item: "a.cbz", question: "issue", choice: "c1", by: "policy" },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"decision","item":"a.cbz","question":"issue","choice":"c1","by":"policy"}',
  ],
  [
    {
      type: "refused",
      item: "a.cbz",
      failure: { stage: "undo", code: "file-gone", data: { path: "/comics/a.cbz" } },
    },
    '{"v":1,"seq":7,"ts":"2023-11-14T22:13:20.123Z","run":"r1","type":"refused","item":"a.cbz","failure":{"stage":"undo","code":"file-gone","message":"The file is no longer there: /comics/a.cbz","hint":"Put it back where it was, and ask again."}}',
  ],
];

describe("event lines", () => {
  test.each(golden.map(([event, expected]) => [event.type, event, expected] as const))(
    "the line of event %#, of type %s, is as promised",
    (_, event, expected) => {
      expect(line(event)).toBe(expected);
      expect(eventLineShape.parse(JSON.parse(line(event))).type).toBe(event.type);
    },
  );

  test("a failure is told in the chosen language", () => {
    const failure = { stage: "open", code: "empty-file", data: {} };
    expect(line({ type: "item", item: "x", state: "failed", failure }, "es")).toContain(
      "El fichero está vacío.",
    );
  });
});
