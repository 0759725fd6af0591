import { expect, test } from "bun:test";
import { shownUrl } from "../../../src/engine/net/shown-url.ts";

test("an address is shown without what may be secret in it", () => {
  expect(shownUrl("https://example.org/a?key=secret#secret")).toBe("https://example.org/a?…");
  expect(shownUrl("https://example.org/a#token=secret")).toBe("https://example.org/a?…");
  expect(shownUrl("https://me:secret@example.org/a")).toBe("https://…@example.org/a");
  for (const odd of [
    "https:\\\\me:secret@example.org",
    "me:secret@example.org/a",
    "http://me:a?secret@b/",
    "ftp://me:secret@b",
  ])
    expect(shownUrl(odd)).not.toContain("secret");
  expect(shownUrl(new URL("https://example.org/a"))).toBe("https://example.org/a");
});

test("an endless address is cut", () => {
  expect(shownUrl(`https://example.org/${"a".repeat(10_000)}`).length).toBeLessThan(250);
});
