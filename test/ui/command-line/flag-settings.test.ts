import { expect, test } from "bun:test";
import { flagSettings } from "../../../src/ui/command-line/flag-settings.ts";
import { parse } from "../../../src/ui/command-line/parse.ts";

test("flags that are settings become the strongest layer under their keys", () => {
  expect(flagSettings({ screenReader: true, lang: "es", yes: true })).toMatchObject({
    "screen-reader": true,
    lang: "es",
  });
  expect(flagSettings({ yes: true })).not.toHaveProperty("yes");
});

test.each(["documents ingest", "products normalize"])(
  "lote %s takes the account's own limits, as settings with longer names",
  async (command) => {
    const words = [...command.split(" "), "a.csv", "--rpm", "100", "--tpm", "2000"];
    const more = ["--enqueued-tokens", "30000", "--tier", "2", "--target", "0.5"];
    const parsed = await parse([...words, ...more], { language: "en", version: "1.2.3" });
    if (!("flags" in parsed)) throw new Error(parsed.text);
    expect(flagSettings(parsed.flags)).toMatchObject({
      "rate-requests": 100,
      "rate-tokens": 2000,
      "rate-batch-tokens": 30_000,
      "rate-tier": "2",
      "rate-target": 50,
    });
  },
);
