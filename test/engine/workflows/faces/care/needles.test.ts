import { expect, test } from "bun:test";
import { join } from "node:path";
import { needlesIn } from "../../../../../src/engine/workflows/faces/care/needles.ts";
import { filesIn, temporaryFolder } from "../../../../fixtures/temporary-folder.ts";

const key = { what: "key", bytes: new TextEncoder().encode("789123"), asWord: true } as const;
/** What is read at once. */
const part = 1 << 20;

/** Is the key found in a file that has this text at a place? */
async function isFound(text: string, place: number): Promise<boolean> {
  const file = join(filesIn(temporaryFolder(), { x: ".".repeat(place) + text }), "x");
  return (await needlesIn(file, [key])).has("key");
}

test.each(Array.from({ length: 11 }, (_, at) => part - 9 + at))(
  "a key that begins at byte %i is found, and one that is a part of a longer word is not",
  async (place) => {
    expect(await isFound("789123", place)).toBe(true);
    expect(await isFound("789123 and more", place)).toBe(true);
    expect(await isFound("7891234", place)).toBe(false);
    expect(await isFound("x789123", place - 1)).toBe(false);
  },
);

test("a key at the very start or end of a file is found", async () => {
  expect(await isFound("789123", 0)).toBe(true);
  expect(await isFound("789123.", 0)).toBe(true);
});
