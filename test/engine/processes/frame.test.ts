import { expect, test } from "bun:test";
import fc from "fast-check";
import { encodeHead, readFrames } from "../../../src/engine/processes/frame.ts";

function cut(bytes: Uint8Array, lengths: number[]): ReadableStream<Uint8Array> {
  return new ReadableStream({
    start(controller) {
      let at = 0;
      for (const length of [...lengths, bytes.length]) {
        if (at < bytes.length) controller.enqueue(bytes.slice(at, at + length));
        at += length;
      }
      controller.close();
    },
  });
}

test("messages come out as they went in however the pipe cuts them", async () => {
  const message = fc.record({ header: fc.jsonValue(), payload: fc.uint8Array({ maxLength: 50 }) });
  await fc.assert(
    fc.asyncProperty(
      fc.array(message, { maxLength: 5 }),
      fc.array(fc.integer({ min: 1, max: 40 })),
      async (messages, lengths) => {
        const bytes = messages.flatMap(({ header, payload }) => [
          ...encodeHead(header, payload.length),
          ...payload,
        ]);
        const read = await Array.fromAsync(readFrames(cut(Uint8Array.from(bytes), lengths)));
        expect(read.map(({ payload }) => [...payload])).toEqual(messages.map(({ payload }) => [...payload]));
        expect(JSON.stringify(read.map(({ header }) => header))).toBe(
          JSON.stringify(messages.map(({ header }) => header)),
        );
      },
    ),
    { numRuns: 50 },
  );
});

test("a pipe that ends inside a message ends the sequence of messages", async () => {
  const whole = [...encodeHead({ id: 1 }, 0), ...encodeHead({ id: 2 }, 9), 1, 2, 3];
  const read = await Array.fromAsync(readFrames(cut(Uint8Array.from(whole), [5])));
  expect(read.map(({ header }) => header)).toEqual([{ id: 1 }]);
});

test("bytes that are no message are refused", async () => {
  const printed = new TextEncoder().encode("WARNING: a native library prints to stdout\n");
  await expect(Array.fromAsync(readFrames(cut(printed, [])))).rejects.toThrow("not a message");
});
