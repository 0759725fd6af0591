import { expect, test } from "bun:test";
import { flagSettings } from "../../../src/ui/command-line/flag-settings.ts";

test("flags that are settings become the strongest layer under their keys", () => {
  expect(flagSettings({ screenReader: true, lang: "es", yes: true })).toMatchObject({
    "screen-reader": true,
    lang: "es",
  });
  expect(flagSettings({ yes: true })).not.toHaveProperty("yes");
});
